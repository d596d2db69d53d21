"""A person's contacts when his data go, and when two records of him become one."""

import pytest
from django_tenants.utils import tenant_context

from followup.models import Contact, Order, OrderItem, Reopening, Watch
from leads import privacy
from leads.models import DataRequest, Merge, Person
from tenants.models import Notice, OpenWork
from tests.followup.sales import catalogue, price
from tests.followup.scenes import contact_of, seen


def test_erasure_leaves_of_a_contact_its_dates_only(contact, santos, rafael, marcos):
    """LGPD art. 18, VI"""
    other = contact_of(santos, by=rafael, person="Célia Prado", name="Indicação de Marina Figueiredo Alves")
    with tenant_context(santos):
        contact.close(by=rafael, result="perdido", words="Marina achou caro")
        Reopening.objects.ask(contact, marcos, reason="Quer água gelada", by=rafael)
        request = DataRequest.objects.ask(contact.person, by=marcos, kind="eliminacao", identity="RG")
        privacy.erase(request, by=marcos)
        words = [*contact.events.values_list("words", flat=True), Reopening.objects.get().reason]

    assert "gelada" not in " ".join(words)
    assert "Marina" not in " ".join([*words, seen(contact, santos).name, seen(contact, santos).closing_words, seen(other, santos).name])
    assert not OpenWork.objects.filter(title__startswith="Reabrir").exists()
    assert not Notice.objects.filter(text__contains="gelada").exists()


def test_an_open_contact_of_an_erased_person_comes_to_its_end(contact, santos, marcos):
    with tenant_context(santos):
        privacy.erase(DataRequest.objects.ask(contact.person, by=marcos, kind="eliminacao", identity="RG"), by=marcos)
    assert not seen(contact, santos).is_open


def test_the_file_of_a_persons_data_tells_of_his_contacts(contact, santos):
    """LGPD art. 18, II"""
    with tenant_context(santos):
        subject = privacy.Subject(contact.person)
        copy = next(copy for copy in privacy.copies() if copy.name == "followup.Contact")
        told = [copy.tell(row) for row in copy.rows(subject)]
    assert told[0]["assunto"] == contact.name


def test_contacts_go_along_with_a_union_and_come_back(contact, santos, marcos):
    """Field note 6"""
    with tenant_context(santos):
        winner = Person.objects.register(name="Marina F. Alves", phones=["(13) 99741-0022"])
        Watch.objects.create(person=contact.person, user=marcos)
        merge = Merge.objects.unite(winner, contact.person, by=marcos)
        assert Contact.objects.get().person == winner
        merge.undo(by=marcos)
        assert (Contact.objects.get().person, Watch.objects.get().person) == (contact.person, contact.person)


@pytest.mark.parametrize("result", ["vendido", "perdido"])
def test_whoever_bought_keeps_his_name_as_long_as_the_law_wants_it(contact, santos, rafael, marcos, result):
    """LGPD art. 16, I: also where no lead was won"""
    with tenant_context(santos):
        contact.close(by=rafael, result=result, words="Fechou")
        request = DataRequest.objects.ask(contact.person, by=marcos, kind="eliminacao", identity="RG")
        privacy.erase(request, by=marcos)

        assert bool(request.kept_until) == (result == "vendido")
        assert (Person.objects.get(pk=contact.person_id).name == contact.person.name) == (result == "vendido")


def test_an_order_that_stands_is_a_sale_to_be_kept(contact, santos, rafael):
    """LGPD art. 16, I"""
    with tenant_context(santos):
        catalogue()
        order = Order.objects.sell(contact.person, [OrderItem.at_price(price(), quantity=1)], by=rafael)
        assert privacy.Subject(contact.person).keeps_contract
        order.remove(by=rafael, reason="Desistiu")
        assert not privacy.Subject(contact.person).keeps_contract
