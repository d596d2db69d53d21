"""The pages of sales contacts: the person's section, a new one, its changes, its end."""

import pytest
from django_tenants.utils import tenant_context

from followup.models import Contact, ContactMeans, FollowUpRules, Watch
from tests.conftest import HTMX
from tests.followup.scenes import address, contact_of, history, kind, seen, today
from tests.leads.scenes import sale


def facts(**more):
    return {"kind": kind("1.3").pk, "name": "Bebedouro da recepção", "contacted_on": today(), "owner": "", **more}


@pytest.fixture
def new_page(contact):
    return address("contact_new", contact.person.number)


@pytest.fixture
def post_new(browser, santos, rafael, new_page):
    def post(**given):
        with tenant_context(santos):
            data = facts(owner=rafael.pk, **given)
        return browser(rafael).post(new_page, data)

    return post


def made(santos):
    with tenant_context(santos):
        return Contact.objects.with_desk().order_by("number").last()


def test_the_persons_section_shows_the_open_ones_and_on_demand_the_closed(contact, santos, rafael, browser):
    """BIM-01, BIM-02, BIM-07"""
    old = contact_of(santos, by=rafael, name="Bebedouro do mutirão")
    with tenant_context(santos):
        old.close(by=rafael, result="perdido", words="preço")
    page = address("person_contacts", contact.person.number)

    assert "Bebedouro do mutirão" not in browser(rafael).get(page).text
    assert "sem venda hoje: preço" in browser(rafael).get(page + "?mostrar=todos").text


def test_the_legend_says_each_state_with_icon_and_word(contact, rafael, browser):
    """BIM-08: no colour alone"""
    page = browser(rafael).get(address("person_contacts", contact.person.number) + "?mostrar=todos").text
    for tone, word in [
        ("closed", "encerrado"),
        ("late", "vencido"),
        ("today", "desta data"),
        ("internal", "data interna"),
        ("open", "aberto"),
    ]:
        assert f'<span class="pk-state is-{tone}"><svg' in page.replace("\n", "").replace("  ", ""), tone
        assert word in page


def test_the_lead_and_the_person_have_the_section_as_a_panel(contact, rafael, browser):
    """BIM-01"""
    panel = browser(rafael).get(address("person_contacts", contact.person.number), headers=HTMX).text
    assert "2 purificadores, 3º andar" in panel
    assert "<html" not in panel


def test_a_new_contact_is_of_today_and_due_again_as_its_type_says(post_new, santos, rafael):
    """BIM-10, BIM-11, BIM-61, BIM-67"""
    post_new()
    contact = made(santos)
    assert (contact.name, contact.contacted_on, contact.next_on, contact.owner) == ("Bebedouro da recepção", today(), today(7), rafael)


def test_every_fact_that_was_filled_in_stays(post_new, santos, contact):
    """BIM-59, BIM-60, BIM-63: environment, means, success; and the internal date of one's own"""
    with tenant_context(santos):
        means, place = ContactMeans.objects.get(name="WhatsApp"), contact.kind.contacts.model._meta.get_field("environment").related_model.objects.first()  # fmt: skip
    post_new(means=means.pk, environment=place.pk, success=60, value="4.298,00", next_on=today(3), next_at="11:00", next_is_internal="on")
    found = made(santos)
    assert (found.means, found.environment, found.success, str(found.value)) == (means, place, 60, "4298.00")
    assert (found.next_on, f"{found.next_at:%H:%M}", found.next_is_internal) == (today(3), "11:00", True)


def test_who_indicated_is_kept_where_the_means_asks_for_it(post_new, santos, rafael):
    """BIM-62"""
    with tenant_context(santos):
        celia = contact_of(santos, by=rafael, person="Célia Prado").person
        asking, other = ContactMeans.objects.get(name="Indicação"), ContactMeans.objects.get(name="Loja")
    post_new(means=asking.pk, referral=celia.code)
    assert made(santos).referral == celia
    post_new(means=other.pk, referral=celia.code)
    assert made(santos).referral is None


def test_an_indication_by_an_unclear_name_asks_for_the_code(post_new, santos, rafael):
    """BIM-62: and keeps what was typed"""
    with tenant_context(santos):
        for name in ("Célia Prado", "Célia Souza"):
            contact_of(santos, by=rafael, person=name)
        asking = ContactMeans.objects.get(name="Indicação")
    answer = post_new(means=asking.pk, referral="Célia")
    assert answer.status_code == 422
    assert "Há mais de uma pessoa assim" in answer.text
    assert 'value="Bebedouro da recepção"' in answer.text


def test_a_form_sent_twice_makes_one_contact(post_new, santos):
    receipt = "0192f3a0-0000-7000-8000-000000000001"
    assert post_new(receipt=receipt).headers["Location"] == post_new(receipt=receipt).headers["Location"]
    with tenant_context(santos):
        assert Contact.objects.filter(name="Bebedouro da recepção").count() == 1


def test_before_a_new_one_the_open_ones_are_shown_to_go_on_with(new_page, rafael, browser):
    """BIM-70: one contact for each subject"""
    assert "Já em aberto com esta pessoa" in browser(rafael).get(new_page).text


def test_a_new_contact_begins_with_a_code_or_a_search(contact, rafael, browser):
    """BIM-06"""
    start, client = address("contact_start"), browser(rafael)
    assert client.get(f"{start}?q={contact.person.code}").headers["Location"].endswith(f"/contatos/novo/{contact.person.number}/")
    assert "Marina Figueiredo Alves" in client.get(f"{start}?q=figueiredo").text


def test_what_changes_is_said_in_the_history(contact, santos, rafael, marcos, browser):
    with tenant_context(santos):
        data = facts(name=contact.name, success=80, owner=marcos.pk, next_on=contact.next_on)
    browser(rafael).post(address("contact_edit", contact.number), data)
    assert (seen(contact, santos).success, seen(contact, santos).owner) == (80, marcos)
    assert history(contact, santos)[1:] == [("alterado", "sucesso (%)"), ("passado", "de Rafael Moreira para Marcos Antunes")]


def test_another_date_may_be_internal_and_never_lies_behind(contact, santos, rafael, browser):
    """BIM-08"""
    page, client = address("contact_next", contact.number), browser(rafael)
    assert client.post(page, {"next_on": today(-1)}).status_code == 422
    client.post(page, {"next_on": today(2), "next_is_internal": "on", "words": "Pediu prazo"})
    assert seen(contact, santos).state().label == "data interna"
    assert history(contact, santos)[-1] == ("feito", "Pediu prazo")


def test_a_contact_without_a_sale_ends_with_the_reason(contact, santos, rafael, browser):
    page, client = address("contact_close", contact.number), browser(rafael)
    assert "Diga por que não houve venda" in client.post(page, {"result": "perdido"}).text
    client.post(page, {"result": "perdido", "words": "preço"})
    assert seen(contact, santos).closing_words == "preço"


def test_where_only_supervisors_close_one_authorises_on_the_spot(contact, santos, rafael, marcos, browser):
    """BIM-64"""
    with tenant_context(santos):
        FollowUpRules.objects.create(supervisor_closes=True)
    page, client, end = address("contact_close", contact.number), browser(rafael), {"result": "vendido", "way": "aqui"}
    assert client.post(page, end).status_code == 422
    client.post(page, {**end, "email": marcos.email, "password": "agua-limpa-2026"})
    with tenant_context(santos):
        assert (contact.events.first().by, contact.events.first().authorised_by) == (rafael, marcos)


def test_a_persons_records_are_watched_by_one_tap_and_no_more_by_another(contact, santos, marcos, browser):
    """BIM-71"""
    page = address("person_watch", contact.person.number)
    for expected in (1, 0):
        browser(marcos).post(page)
        with tenant_context(santos):
            assert Watch.objects.count() == expected


def test_a_contact_of_somebody_elses_is_not_found(santos, marcos, rafael, browser):
    """FOL-16"""
    other = contact_of(santos, by=marcos, person="Otávio Brandão")
    assert browser(rafael).get(address("contact", other.number)).status_code == 404


def test_the_page_offers_only_what_may_be_done_now(contact, santos, rafael, browser):
    """BIM-37: a closed one is reopened, an open one is closed"""
    page = address("contact", contact.number)
    assert "Reabrir" not in browser(rafael).get(page).text
    with tenant_context(santos):
        contact.close(by=rafael, result="vendido")
    closed = browser(rafael).get(page).text
    assert "Reabrir" in closed
    assert "Encerrar" not in closed


def test_the_page_costs_a_fixed_number_of_queries(contact, santos, rafael, browser, django_assert_max_num_queries):
    for number in range(8):
        contact_of(santos, by=rafael, name=f"Assunto {number}")
    client = browser(rafael)
    client.get(address("contact", contact.number))
    with django_assert_max_num_queries(14):
        client.get(address("contact", contact.number))


def test_the_types_date_is_shown_while_the_form_is_filled_in_and_ones_own_stays(new_page, contact, santos, rafael, browser):
    """BIM-67: Nr dias"""
    client = browser(rafael)
    with tenant_context(santos):
        given = {"kind": kind("1.3").pk, "contacted_on": today()}
    assert f'value="{today(7)}"' in client.get(new_page, given, headers=HTMX).text
    own = client.get(new_page, {**given, "next_on": today(2), "suggested": today(7)}, headers=HTMX).text
    assert f'name="next_on" value="{today(2)}"' in own
    assert client.get(new_page, {"kind": "x", "contacted_on": "ontem"}, headers=HTMX).status_code == 200


def test_a_change_by_somebody_who_does_not_see_the_lead_leaves_it_there(santos, rafael, marcos, browser):
    with tenant_context(santos):
        facts_now = facts(name="Quer dois", owner=rafael.pk, next_on=today(2))
    lead = sale(santos, by=marcos)
    with tenant_context(santos):
        contact = Contact.objects.begin(lead.person, kind=kind("1.3"), name="Quer um", by=marcos, owner=rafael, lead=lead)
    browser(rafael).post(address("contact_edit", contact.number), facts_now)

    assert (seen(contact, santos).name, seen(contact, santos).lead) == ("Quer dois", lead)
