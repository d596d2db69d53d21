"""Of another name, or united with another record: whatever waits in somebody's day is called as the person is now (field note 6, BIM-75)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup import answering, approving
from followup.sheet_facts import APPOINTMENT, sheets_of
from leads.models import Involvement, Merge, Person
from leads.renaming import tell_renamed
from tenants.models import Commitment, OpenWork
from tests.followup.sales import INOX, proposal_of, sent
from tests.leads.scenes import address, sale
from workflow.models import Appointment

OLD, NEW = "Marina Figueiredo Alves", "Marina Prado"


@pytest.fixture
def lead(santos, rafael):
    return sale(santos, by=rafael)


@pytest.fixture
def waiting(santos, rafael, marcos, denise, lead):
    """In Santos: a sale to close, a discount to approve, a colleague who is asked into the lead, and two visits."""
    _, version = sent(santos, by=rafael, lead=lead)
    cheap = proposal_of(santos, by=rafael, items=((INOX, "venda", 1, 12),))
    with tenant_context(santos):
        answering.accept(version, name="Marina")
        approving.ask(cheap.current, by=rafael)
        Involvement.objects.ask(lead, denise, words="Conhece o síndico?", by=rafael)
        tomorrow = timezone.now() + timedelta(days=1)
        Appointment.objects.book(lead.journey, person=rafael, starts_at=tomorrow, kind="visita", by=rafael)
        alone = {"about": OLD, "about_address": f"/clientes/{lead.person.number}/"}
        Appointment.objects.book(person=rafael, starts_at=tomorrow + timedelta(hours=3), kind="retorno", by=rafael, **alone)
    return lead


def told(name):
    """Everything that says it, as somebody's day and calendar have it."""
    return sorted([*OpenWork.objects.filter(title__contains=name).values_list("title", flat=True), *Commitment.objects.filter(title__contains=name).values_list("title", flat=True)])  # fmt: skip


def everything(name):
    return sorted([f"Aprovar desconto de 12 %: {name}", f"Fechar a venda: {name}", name, name, f"Retorno: {name}", f"Visita: {name}"])


def test_united_all_that_waits_is_called_as_the_one_that_stays_and_undone_as_before(santos, waiting, marcos):
    with tenant_context(santos):
        assert told(OLD) == everything(OLD)
        winner = Person.objects.register(name=NEW)
        merge = Merge.objects.unite(winner, waiting.person, by=marcos)
        united = (told(OLD), told(NEW))
        merge.undo(by=marcos)

        assert united == ([], everything(NEW))
        assert (told(OLD), told(NEW)) == (everything(OLD), [])


def test_renamed_on_his_page_too(browser, rafael, waiting):
    number = waiting.person.number
    browser(rafael).post(address("customer_edit", number), {"kind": "pf", "name": NEW})

    assert (told(OLD), told(NEW)) == ([], everything(NEW))


def test_calendar_programs_learn_of_it_and_of_nothing_else(santos, waiting):
    """BEY-12: a higher number of the same event at the same hour; a form saved without another name tells nothing"""
    before = {each.pk: each for each in Commitment.objects.all()}
    with tenant_context(santos):
        person = waiting.person
        person.name = NEW
        person.save()
        for _ in range(2):
            tell_renamed([person])

    now = Commitment.objects.all()
    assert {(each.sequence - before[each.pk].sequence, each.starts_at == before[each.pk].starts_at) for each in now} == {(1, True)}


def test_what_is_over_keeps_the_name_of_its_day(santos, waiting, rafael, marcos):
    with tenant_context(santos):
        done = Appointment.objects.get(kind="retorno")
        done.answer("Falei com ela.", by=rafael)
        Merge.objects.unite(Person.objects.register(name=NEW), waiting.person, by=marcos)
        done.refresh_from_db()

    assert done.about == OLD


def test_the_sheet_of_a_visit_to_the_one_is_of_the_one_that_stays(santos, waiting, marcos):
    """BIM-52: with the phones, which went along"""
    with tenant_context(santos):
        winner = Person.objects.register(name=NEW)
        Merge.objects.unite(winner, waiting.person, by=marcos)
        (sheet,) = sheets_of([[APPOINTMENT, str(Appointment.objects.get(kind="retorno").pk), "visita", True]])

        assert (sheet.person, len(sheet.phones)) == (winner, 1)
