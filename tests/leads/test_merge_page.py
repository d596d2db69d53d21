"""The pages of duplicates: the list, the two side by side, and the way back."""

import pytest
from django_tenants.utils import tenant_context

from leads.models import DuplicatePair, Lead, Merge, Person
from tests.leads.scenes import address, marinas_lead, sale, seen  # noqa: F401 (fixtures)
from tests.leads.test_person_page import words


@pytest.fixture
def twins(lead, santos, rafael):
    """Marina's lead, and her once more under another name by the same phone: (the older, the newer)."""
    other = sale(santos, by=rafael)
    with tenant_context(santos):
        Person.objects.filter(pk=other.person_id).update(name="Marina F. Alves", cpf="52998224725")
        person = Person.objects.get(pk=other.person_id)
        person.note_search()
        return lead.person, person


def merge_address(twins):
    return address("customer_merge", *[person.number for person in twins])


CHOSEN = {"stays": "0", "name": "1", "cpf": "1"}


def test_the_pages_of_the_person_and_of_the_lead_say_who_may_be_the_same(browser, marcos, lead, twins):
    for page in (address("customer", twins[0].number), address("lead", lead.number)):
        said = words(browser(marcos).get(page))

        assert "Pode ser a mesma pessoa" in said
        assert "mesmo telefone, mesmo e-mail" in said
        assert merge_address(twins) in said


def test_whoever_may_not_merge_reads_it_without_a_link(browser, rafael, twins):
    said = words(browser(rafael).get(address("customer", twins[0].number)))

    assert "Marina F. Alves" in said
    assert merge_address(twins) not in said
    assert browser(rafael).get(merge_address(twins)).status_code == 403


def test_the_list_shows_each_pair_with_why_and_remembers_that_they_are_two(browser, marcos, santos, twins):
    said = words(browser(marcos).get(address("duplicates")))
    assert "Mesmo telefone, mesmo e-mail" in said
    with tenant_context(santos):
        pair = DuplicatePair.objects.get()

    browser(marcos).post(address("duplicate_dismissal", pair.pk))
    assert "Nenhum duplicado" in words(browser(marcos).get(address("duplicates")))
    assert "Conferir de novo" in words(browser(marcos).get(address("duplicates"), {"situacao": "diferentes"}))


def test_only_what_differs_is_asked_and_the_filled_one_proposed(browser, marcos, twins):
    form = browser(marcos).get(merge_address(twins)).context["form"]

    assert list(form.fields) == ["stays", "name", "cpf"]
    assert form["cpf"].initial == "1"


def test_united_the_old_address_leads_to_the_new_one(browser, marcos, santos, twins):
    winner, loser = twins
    answer = browser(marcos).post(merge_address(twins), CHOSEN)
    assert answer.headers["Location"] == address("customer", winner.number)

    assert browser(marcos).get(address("customer", loser.number)).headers["Location"] == address("customer", winner.number)
    assert browser(marcos).get(address("customer_edit", loser.number)).status_code == 404
    with tenant_context(santos):
        assert Person.objects.get(pk=winner.pk).cpf == "52998224725"
        assert Lead.objects.filter(person=winner).count() == 2


def test_the_number_that_came_along_may_be_saved_again(browser, marcos, santos, twins):
    """The loser keeps its facts for the way back; they are no other person's."""
    browser(marcos).post(merge_address(twins), CHOSEN)
    sent = {"kind": "pf", "name": "Marina Alves", "cpf": "529.982.247-25"}

    assert browser(marcos).post(address("customer_edit", twins[0].number), sent).status_code == 302


def test_the_page_offers_the_way_back_and_goes_it(browser, marcos, santos, twins):
    browser(marcos).post(merge_address(twins), CHOSEN)
    assert "Desfazer" in words(browser(marcos).get(address("customer", twins[0].number)))
    with tenant_context(santos):
        merge = Merge.objects.get()

    browser(marcos).post(address("customer_merge_undo", merge.pk))
    assert browser(marcos).get(address("customer", twins[1].number)).status_code == 200
    assert "desfeita por Marcos Antunes" in words(browser(marcos).get(address("customer", twins[0].number)))


def test_what_stands_against_undoing_is_said(browser, marcos, santos, twins):
    browser(marcos).post(merge_address(twins), CHOSEN)
    with tenant_context(santos):
        Person.objects.filter(pk=twins[0].pk).update(name="Marina Casada")
        merge = Merge.objects.get()
    answer = browser(marcos).post(address("customer_merge_undo", merge.pk), follow=True)

    assert "Não dá para desfazer. Em 000.001, nome mudou depois da união." in words(answer)


def test_the_second_is_told_and_what_is_missing_comes_back(browser, marcos, camila, twins):
    assert browser(marcos).post(merge_address(twins), {"stays": "0"}).status_code == 422
    browser(marcos).post(merge_address(twins), CHOSEN)

    assert browser(camila).post(merge_address(twins), CHOSEN).status_code == 404


def test_another_person_is_searched_for(browser, marcos, santos, rafael, twins):
    found = browser(marcos).get(address("customer_twins", twins[0].number), {"q": "figueiredo"}).context

    assert [pair.other.pk for pair in found["pairs"]] == [twins[1].pk]
    assert list(found["found"]) == []


def test_the_list_asks_as_much_for_many_as_for_one(
    browser, marcos, santos, twins, django_assert_num_queries, django_assert_max_num_queries
):
    client = browser(marcos)
    client.get(address("duplicates"))
    with django_assert_max_num_queries(20) as few:
        client.get(address("duplicates"))
    with tenant_context(santos):
        for number in range(6):
            Person.objects.register(name=f"Outra {number}", phones=["13997410022"], emails=[f"o{number}@x.example"])

    with django_assert_num_queries(len(few)):
        client.get(address("duplicates"))
