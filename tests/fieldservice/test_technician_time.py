"""When a Técnico works and when he is away: fewer hours are offered, and what lies outside is refused (PUR-04, PUR-39, BIM-45)."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from fieldservice.models import Technician
from tests.conftest import HTMX
from tests.fieldservice.test_technicians import AGENDA, FREE, LIST, NEW, install, sent
from tests.workflow.conftest import clock  # noqa: F401 (fixture)
from workflow.models import Appointment
from workflow.requirements import _appointment
from workflow.resource_time import hindrances

TUESDAY, WEDNESDAY = "2026-11-24", "2026-11-25"
DAYS = {"starts": TUESDAY, "ends": WEDNESDAY, "reason": "licenca", "note": "Atestado"}


@pytest.fixture
def inside(santos, clock):  # noqa: F811
    clock.at("2026-11-23 08:00")
    with tenant_context(santos):
        yield santos


@pytest.fixture
def anselmo(inside):
    made = Technician()
    made.keep("Anselmo Prates", is_active=True)
    return made.resource


@pytest.fixture
def page(anselmo):
    """`page("ausencias/nova/")`: of his, under Configurações."""
    his = f"{LIST}{anselmo.technician.pk}/"
    return lambda rest="": his + rest


@pytest.fixture
def away(anselmo, marcos):
    return anselmo.absences.create(starts=date(2026, 11, 24), ends=date(2026, 11, 25), reason="licenca", by=marcos)


def week(*days):
    """The form's words of a week: week(("07:00", "11:00")) works on Mondays only."""
    return {f"{part}_{day}": hour for day, hours in enumerate(days) for part, hour in zip(("opens", "closes"), hours, strict=True)}


def days_of(client, **more):
    (row,) = client.get(FREE, {"de": TUESDAY, "ate": "2026-11-26", **more}).context["boards"][0].technicians
    return row.days


def refused(answer):
    return answer.status_code, answer.context["form"].errors.get("starts_at", [])


# --- away --------------------------------------------------------------------------------------------------------------


def test_the_operacional_notes_an_absence_and_is_told_what_stands_in_those_days(browser, denise, rafael, inside, anselmo, page):
    """PUR-27"""
    install(rafael, f"{WEDNESDAY} 09:00", anselmo)
    answer = browser(denise).post(page("ausencias/nova/"), DAYS, follow=True)

    with tenant_context(inside):
        assert anselmo.absences.get().by == denise
    assert "Anselmo Prates tem 1 serviço marcado nesses dias." in answer.text
    assert "24/11/2026 a 25/11/2026" in answer.text


def test_on_those_days_no_hour_of_his_is_offered(browser, denise, away):
    """BIM-45"""
    assert [day.kind for day in days_of(browser(denise))] == ["ausente", "ausente", "livre"]


def test_an_appointment_then_is_refused_at_its_field_and_nothing_is_lost(browser, marcos, denise, anselmo, away):
    """PUR-39"""
    answer = browser(marcos).post(AGENDA + "novo/", sent(denise, anselmo, place="R. Azevedo Sodré, 88"))

    assert refused(answer) == (422, ["Anselmo Prates está ausente de 24/11 a 25/11 (licença). Escolha outro dia ou outro técnico."])
    assert "R. Azevedo Sodré, 88" in answer.text


def test_one_is_not_moved_into_an_absence(browser, marcos, rafael, anselmo, away):
    marked = install(rafael, "2026-11-26 09:00", anselmo)
    change = {"starts_at": f"{TUESDAY}T09:00", "minutes": "", "resource": anselmo.pk, "why": "cliente pediu"}

    assert "está ausente" in refused(browser(marcos).post(f"{AGENDA}{marked.number}/mover/", change))[1][0]


def test_a_series_may_leave_his_absence_out(browser, marcos, inside, anselmo, away):
    series = sent(marcos, anselmo, every="1", times="3", skip_rest="on")
    refusal = browser(marcos).post(AGENDA + "novo/", series)
    browser(marcos).post(AGENDA + "novo/", series | {"leave_out": "on"})

    assert "Anselmo Prates ausente (licença)" in refusal.text
    with tenant_context(inside):
        assert Appointment.objects.filter(resource=anselmo).count() == 2


def test_a_decision_on_a_lead_is_refused_too(rafael, anselmo, away):
    """PUR-39"""
    outcome = SimpleNamespace(kinds=["instalacao"], target=SimpleNamespace(centre="", picks=""))
    given = {"person": rafael, "kind": "instalacao", "starts_at": install(rafael, "2026-11-26 09:00", None).starts_at, "resource": anselmo}
    assert _appointment(None, outcome, given)["resource"] == anselmo

    anselmo.absences.update(ends=date(2026, 11, 26))
    with pytest.raises(ValidationError, match="está ausente") as refusal:
        _appointment(None, outcome, given)
    assert list(refusal.value.message_dict) == ["starts_at"]


def test_days_that_are_taken_or_turned_round_are_said_at_their_field(browser, denise, away, page):
    for days, field in (({}, "starts"), ({"starts": "2026-12-02", "ends": "2026-12-01"}, "ends"), ({"starts": ""}, "starts")):
        answer = browser(denise).post(page("ausencias/nova/"), DAYS | days, headers=HTMX)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert 'value="Atestado"' in answer.text


def test_an_absence_is_changed_and_taken_back(browser, denise, inside, away, anselmo, page):
    client = browser(denise)
    client.post(page(f"ausencias/{away.pk}/"), DAYS | {"ends": TUESDAY})
    with tenant_context(inside):
        assert anselmo.absences.get().ends == date(2026, 11, 24)

    client.post(page(f"ausencias/{away.pk}/retirar/"))
    assert [day.kind for day in days_of(client)] == ["livre"] * 3


def test_two_absences_never_share_a_day(away, anselmo, marcos):
    """In the database, whoever writes."""
    with pytest.raises(IntegrityError, match="resource_absence_no_overlap"), transaction.atomic():
        anselmo.absences.create(starts=away.ends, ends=away.ends, by=marcos)


# --- his hours ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shift", "first", "last"), [("manha", "08:00", "11:00"), ("tarde", "13:00", "17:00"), ("dia", "08:00", "17:00")])
def test_his_shift_narrows_the_units_hours(browser, denise, anselmo, page, shift, first, last):
    """PUR-04, BIM-45"""
    browser(denise).post(page(), NEW | {"shift": shift})
    hours = days_of(browser(denise))[0].hours

    assert [f"{timezone.localtime(hour):%H:%M}" for hour in (hours[0], hours[-1])] == [first, last]


def test_a_week_of_his_own_takes_the_place_of_the_units(browser, denise, inside, anselmo, page):
    """BIM-45: on Tuesdays from seven to eleven, on no other day"""
    browser(denise).post(page("horario/"), week(("", ""), ("07:00", "11:00")))
    with tenant_context(inside):
        anselmo.refresh_from_db()

    assert anselmo.hours == [[], [["07:00", "11:00"]], [], [], [], [], []]
    assert [(day.kind, len(day.hours)) for day in days_of(browser(denise))] == [("livre", 7), ("folga", 0), ("folga", 0)]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (f"{TUESDAY}T10:00", "Em ter 24/11, Anselmo Prates trabalha das 07:00 às 11:00. Escolha outro horário ou outro técnico."),
        (f"{WEDNESDAY}T09:00", "Anselmo Prates não trabalha em qua 25/11. Escolha outro dia ou outro técnico."),
    ],
)
def test_an_appointment_outside_of_them_is_refused_at_its_field(browser, marcos, denise, inside, anselmo, moment, words):
    """PUR-39: an installation takes two hours"""
    anselmo.hours = [[], [["07:00", "11:00"]], [], [], [], [], []]
    anselmo.save()

    assert refused(browser(marcos).post(AGENDA + "novo/", sent(denise, anselmo) | {"starts_at": moment})) == (422, [words])
    browser(marcos).post(AGENDA + "novo/", sent(denise, anselmo))
    with tenant_context(inside):
        assert Appointment.objects.get().resource == anselmo


def test_who_follows_the_units_hours_may_be_agreed_upon_before_it_opens(browser, marcos, denise, inside, anselmo):
    browser(marcos).post(AGENDA + "novo/", sent(denise, anselmo) | {"starts_at": f"{TUESDAY}T07:00"})

    with tenant_context(inside):
        assert Appointment.objects.get().resource == anselmo


def test_left_blank_he_follows_the_unit_again(browser, denise, inside, anselmo, page):
    client = browser(denise)
    client.post(page("horario/"), week(("07:00", "11:00")))
    client.post(page("horario/"), {})
    with tenant_context(inside):
        anselmo.refresh_from_db()
    assert anselmo.hours is None
    wrong = client.post(page("horario/"), week(("11:00", "07:00")))
    assert (wrong.status_code, wrong.context["form"].errors["closes_0"]) == (422, ["Fecha antes de abrir."])


def test_it_asks_the_database_once_for_a_whole_series(anselmo, away, inside, rafael, django_assert_num_queries):
    moment = install(rafael, "2026-11-26 09:00", None).starts_at
    with django_assert_num_queries(1):
        assert hindrances(anselmo, [(moment, moment)] * 30, inside) == []
