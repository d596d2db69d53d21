"""Many leads at once: each is checked as on its own page, and those that did not go are told with the reason (field note 9)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import Lead, Person
from tenants.models import Mail, Membership, Notice, User

BULK = "/u/santos/leads/varios/"


@pytest.fixture
def leads(lead, site, rafael):
    """Marina's and two more, all in the first stage with Camila."""
    people = [Person.objects.register(name=name, phones=[phone]) for name, phone in [("Ana", "13997410001"), ("Beto", "13997410002")]]
    return [lead, *(Lead.objects.take_in(person, source=site, by=rafael) for person in people)]


@pytest.fixture
def send(browser, santos):
    """`send(marcos, leads, deed="decidir", saida="perder")`: from the list, or with go="1" after the preview."""

    def sent(user, leads, **form):
        chosen = [f"{lead.number}:{lead.journey.turn}" for lead in leads]
        with tenant_context(santos):  # the test goes on inside Santos
            return browser(user).post(BULK, {"lead": chosen, **form})

    return sent


def test_first_one_sees_what_will_happen_and_to_how_many(send, leads, marcos):
    page = send(marcos, leads, deed="decidir", saida="perder").content.decode()

    assert "3 leads" in page
    assert "vão para a etapa Perdido" in page
    assert "Motivo" in page
    assert Lead.objects.running().count() == 3


def test_a_common_decision_asks_once_and_each_lead_takes_it(send, leads, marcos):
    """BIM-69"""
    page = send(marcos, leads, deed="decidir", saida="perder", go="1", reason="Preço").content.decode()

    assert "3 foram" in page
    assert not Lead.objects.running().exists()


def test_what_else_is_written_beside_the_reason_stands_in_each_history(send, leads, marcos):
    """BIM-33, BIM-34: the same on every path"""
    leads[0].journey.stage.outcomes.filter(slug="perder").update(reasons=["Preço"])
    send(marcos, leads, deed="decidir", saida="perder", go="1", reason="Preço", note="Tabela nova.")

    assert [lead.journey.events.filter(kind="journey.noted").count() for lead in leads] == [1, 1, 1]


def test_without_what_it_asks_nothing_happens(send, leads, marcos):
    answer = send(marcos, leads, deed="decidir", saida="perder", go="1", reason="")

    assert answer.status_code == 422
    assert Lead.objects.running().count() == 3


def test_what_somebody_decided_meanwhile_is_refused_and_told(send, leads, marcos, camila):
    chosen = [Lead.objects.with_desk().get(pk=lead.pk) for lead in leads]
    leads[0].decide("perder", by=camila, reason="Mudou")
    page = send(marcos, chosen, deed="decidir", saida="perder", go="1", reason="Preço").content.decode()

    assert "2 foram, 1 não" in page
    assert "Já foi decidido por Camila Duarte" in page


def test_a_decision_that_not_all_have_is_not_offered(send, leads, marcos, camila, rafael):
    leads[0].decide("agendar", by=camila, person=rafael, note="Visita marcada")
    page = send(marcos, leads, deed="decidir").content.decode()

    assert "não têm uma decisão em comum" in page


def test_to_a_colleague_with_the_reason(send, leads, marcos):
    """PUR-35"""
    colleague = User.objects.create_user("bianca@rede.example", name="Bianca Lins")
    Membership.objects.give(colleague, "comercial")
    page = send(marcos, leads, deed="repassar", go="1", person=str(colleague.pk), why="Férias da Camila").content.decode()

    assert "3 foram" in page
    assert {lead.journey.holder for lead in Lead.objects.with_desk()} == {colleague}
    told = Notice.objects.get(user=colleague)
    assert (told.title, told.text) == ("Marcos Antunes passou a você 3 leads", "Férias da Camila")
    assert Mail.objects.filter(to=colleague.email).count() == 1


def test_another_date_for_all_of_them(send, leads, marcos):
    """BEY-02"""
    moment = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    send(marcos, leads, deed="data", go="1", next_at=f"{moment:%Y-%m-%dT%H:%M}")

    assert set(Lead.objects.values_list("next_at", flat=True)) == {moment}


def test_who_may_not_decide_moves_nothing(send, leads, rafael):
    """FOL-17: the seller sees the lead, but its stage is the attendant's."""
    send(rafael, leads, deed="decidir", saida="perder", go="1", reason="x")

    assert Lead.objects.running().count() == 3


def test_who_does_not_treat_leads_has_no_such_page(send, leads, nair):
    assert send(nair, leads, deed="data").status_code == 403


def test_leads_of_others_are_not_there(send, site, camila, rafael):
    other = Lead.objects.take_in(Person.objects.register(name="Alheio"), source=site, by=camila)
    send(rafael, [other], deed="data", go="1", next_at="2030-01-01T10:00")

    assert Lead.objects.get().next_at.year < 2030
