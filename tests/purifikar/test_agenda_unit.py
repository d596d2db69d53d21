"""The agenda inside a unit: marking, moving, cancelling and answering, and whose one may see."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Commitment, Membership
from tests.leads.scenes import handed_to_rafael, local, marinas_lead, seen  # noqa: F401 (fixtures)
from tests.workflow.play import person
from workflow.models import Appointment

AGENDA = "/u/santos/agenda/"


def in_hours(hours):
    return timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)


@pytest.fixture
def visit(santos, rafael):
    """Rafael's visit of tomorrow, without a lead."""
    return book(rafael, santos)


def book(person, unit, hours=24, **facts):
    with tenant_context(unit):
        return Appointment.objects.book(
            person=person, starts_at=in_hours(hours), kind="visita", by=None, place="R. Azevedo Sodré, 88", **facts
        )


def at(visit, part=""):
    return f"{AGENDA}{visit.number}/{part}"


def now(visit, unit):
    with tenant_context(unit):
        return Appointment.objects.get(pk=visit.pk)


def test_a_day_a_week_a_month_and_a_list_show_what_is_marked(browser, rafael, visit):
    """BIM-13"""
    day = timezone.localdate(visit.starts_at)
    for view in ("dia", "semana", "mes", "lista"):
        assert "R. Azevedo Sodré, 88" in browser(rafael).get(AGENDA, {"ver": view, "dia": day}).content.decode()


def test_an_appointment_without_a_lead(browser, rafael, santos):
    sent = {
        "person": rafael.pk,
        "kind": "visita",
        "starts_at": local(in_hours(24)),
        "minutes": "90",
        "place": "Feira",
        "note": "Levar folhetos",
    }
    browser(rafael).post(AGENDA + "novo/", sent)
    taken = Commitment.objects.get()

    assert (taken.user, taken.place, taken.ends_at - taken.starts_at) == (rafael, "Feira", timedelta(minutes=90))


def test_an_appointment_with_a_lead_stands_in_its_history(browser, lead, camila, santos):
    sent = {"person": camila.pk, "kind": "retorno", "starts_at": local(in_hours(24)), "minutes": "30"}
    browser(camila).post(f"{AGENDA}novo/?andamento={lead.journey_id}", sent)

    assert Commitment.objects.get().title == "Retorno: Marina Figueiredo Alves"
    with tenant_context(santos):
        assert lead.journey.events.filter(kind="appointment.booked").exists()


def test_two_at_once_are_refused_in_clear_words(browser, marcos, rafael, visit):
    """PUR-38"""
    sent = {"person": rafael.pk, "kind": "visita", "starts_at": local(visit.starts_at), "minutes": "60"}
    answer = browser(marcos).post(AGENDA + "novo/", sent)

    assert answer.status_code == 422
    assert "Rafael Moreira já tem um compromisso" in answer.content.decode()


@pytest.mark.parametrize(
    "sent", [{"why": ""}, {"starts_at": "2020-01-01T10:00", "minutes": "60", "why": "x"}, {"starts_at": "", "minutes": "60", "why": "x"}]
)
def test_a_refused_move_changes_nothing(browser, rafael, santos, visit, sent):
    assert browser(rafael).post(at(visit, "mover/"), sent).status_code == 422
    assert now(visit, santos).state == "marcado"


def test_a_moved_one_stays_to_be_seen_with_who_and_why(browser, rafael, marcos, visit):
    """BIM-14"""
    later = local(visit.starts_at + timedelta(hours=30))
    moved = browser(marcos).post(at(visit, "mover/"), {"starts_at": later, "minutes": "60", "why": "Chuva forte"}, follow=True)
    before = browser(rafael).get(at(visit)).content.decode()

    assert "Chuva forte" in before
    assert "Por Marcos Antunes" in before
    assert "mudado por Marcos Antunes: Chuva forte" in moved.content.decode()
    assert local(Commitment.objects.get().starts_at) == later


def test_the_leads_next_contact_goes_along(browser, rafael, santos, with_rafael):
    """BEY-02"""
    with tenant_context(santos):
        marked = with_rafael.journey.appointments.get()
    later = local(in_hours(80))
    browser(rafael).post(at(marked, "mover/"), {"starts_at": later, "minutes": "60", "why": "chuva"})

    assert local(seen(with_rafael, santos).next_at) == later


def test_a_move_may_overlap_its_own_old_time_but_no_other(browser, rafael, santos, visit):
    half = local(visit.starts_at + timedelta(minutes=30))
    first = browser(rafael).post(at(visit, "mover/"), {"starts_at": half, "minutes": "60", "why": "x"})
    other = book(rafael, santos, 48)
    second = browser(rafael).post(at(other, "mover/"), {"starts_at": half, "minutes": "60", "why": "x"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert now(other, santos).state == "marcado"


def test_a_cancelled_one_stays_on_the_agenda_and_frees_the_hour(browser, rafael, marcos, visit):
    """BIM-14"""
    browser(marcos).post(at(visit, "cancelar/"), {"why": "O cliente desistiu"})
    page = browser(rafael).get(AGENDA, {"ver": "lista", "todos": "1"}).content.decode()

    assert "is-gone" in page
    assert "is-gone" not in browser(rafael).get(AGENDA, {"ver": "lista"}).content.decode()
    assert "O cliente desistiu" in browser(rafael).get(at(visit)).content.decode()
    assert not Commitment.objects.exists()


def test_what_is_over_is_not_moved_again(browser, rafael, visit):
    browser(rafael).post(at(visit, "resultado/"), {"result": "Gostou."})

    for part in ("mover/", "cancelar/", "resultado/"):
        assert browser(rafael).get(at(visit, part)).status_code == 404


def test_an_answer_says_what_came_of_it(browser, rafael, santos, visit):
    browser(rafael).post(at(visit, "resultado/"), {"result": "Gostou do aparelho."})

    assert (now(visit, santos).state, now(visit, santos).left_by) == ("feito", rafael)
    assert "Gostou do aparelho." in browser(rafael).get(at(visit)).content.decode()


def test_a_hand_over_is_answered_on_its_lead(browser, rafael, with_rafael, santos):
    """FOL-10"""
    with tenant_context(santos):
        visit = with_rafael.journey.appointments.get()
    page = browser(rafael).get(at(visit)).content.decode()
    answer = browser(rafael).get(at(visit, "resultado/"))

    assert "O lead espera pela sua resposta" in page
    assert answer.url == f"/u/santos/leads/{with_rafael.number}/"


# --- whose -------------------------------------------------------------------------------------------------------------


def test_managers_and_the_reception_open_the_agendas_of_others(browser, marcos, nair, camila, rafael, visit):
    """BIM-15"""
    for user in (marcos, nair, camila):
        assert "R. Azevedo Sodré, 88" in browser(user).get(AGENDA, {"ver": "lista", "pessoa": rafael.pk}).content.decode()


def test_a_consultor_sees_his_own_only(browser, rafael, santos, visit):
    """FOL-16"""
    other = person("Lia Prado", "consultor", santos)

    assert "R. Azevedo Sodré, 88" not in browser(other).get(AGENDA, {"ver": "lista", "pessoa": rafael.pk}).content.decode()
    assert browser(other).get(at(visit)).status_code == 404
    assert browser(other).post(at(visit, "cancelar/"), {"why": "x"}).status_code == 404


def test_a_consultor_writes_into_his_own_agenda_only(browser, rafael, denise):
    sent = {"person": denise.pk, "kind": "visita", "starts_at": local(in_hours(24)), "minutes": "60"}

    assert browser(rafael).post(AGENDA + "novo/", sent).status_code == 422


def test_another_units_people_find_nothing(browser, caio, otavio, visit):
    """PUR-10"""
    for user in (caio, otavio):
        assert browser(user).get(AGENDA).status_code == 404
        assert browser(user).get(at(visit)).status_code == 404


def test_elsewhere_is_said_with_whom_only_to_oneself(browser, rafael, marcos, campinas):
    """PUR-38"""
    Membership.objects.give(rafael, "consultor", unit=campinas)
    book(rafael, campinas)
    seen_by_boss = browser(marcos).get(AGENDA, {"ver": "lista", "pessoa": rafael.pk}).content.decode()

    assert "Ocupado em Campinas" in seen_by_boss
    assert "R. Azevedo Sodré, 88" not in seen_by_boss
    assert "R. Azevedo Sodré, 88" in browser(rafael).get(AGENDA, {"ver": "lista"}).content.decode()


def test_the_hours_are_the_units(browser, iara, manaus):
    """BEY-08"""
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    with tenant_context(manaus):
        Appointment.objects.book(person=iara, starts_at=start, kind="visita", by=iara)

    assert f"{start - timedelta(hours=4):%H:%M}" in browser(iara).get("/u/manaus/agenda/", {"ver": "lista"}).content.decode()


def test_however_full_the_week_it_asks_as_much(browser, marcos, rafael, santos, django_assert_max_num_queries):
    for hours in range(1, 40, 2):
        book(rafael, santos, hours)
    client = browser(marcos)
    client.get(AGENDA)

    with django_assert_max_num_queries(13):
        client.get(AGENDA, {"ver": "lista", "pessoa": rafael.pk})
