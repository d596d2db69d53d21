"""Limits on journeys: armed, met, paused, moved (BEY-08, DIR-11, DIR-39, DIR-40)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tenants.models import Alarm, OpenWork
from workflow.models import ArmedLimit, Journey, Limit, Stage


@pytest.fixture
def visiting(clock, published, journey, camila, rafael):
    """At Rafael's, on Monday 9 o'clock: three working days for the visit, until Thursday 18 o'clock."""
    journey.decide("agendar", by=camila, person=rafael, note="Quinta.")
    return journey


def utc(words, clock):
    """A moment of São Paulo's wall clock, without moving the clock."""
    kept = clock.now
    moment = clock.at(words).now
    clock.now = kept
    return moment


def test_entering_a_stage_arms_its_limits(clock, journey):
    armed = journey.armed_limits.get()

    assert (armed.limit.slug, armed.state, armed.due_at) == ("primeiro-contato", "correndo", clock.now + timedelta(hours=24))
    assert OpenWork.objects.get().due_at == journey.due_at == armed.due_at


def test_leaving_meets_the_limit_and_silences_its_alarms(clock, alarms, visiting):
    first = ArmedLimit.objects.get(limit__slug="primeiro-contato")

    assert (first.state, first.settled_at) == ("cumprido", clock.now)


def test_working_days_end_at_the_close_of_the_third(clock, visiting):
    """DIR-11"""
    assert visiting.armed_limits.running().get().due_at == utc("2026-11-26 18:00", clock)


def test_a_limit_until_another_stage_goes_on_through_the_stages_between(clock, process, rafael, camila):
    """DIR-39: from the order's registration until it is done, whoever has it meanwhile."""
    whole = Limit.objects.create(
        version=process.draft, slug="tudo", name="Tudo", starts=Stage.objects.get(slug="atender"), until=Stage.objects.get(slug="finalizar"),
        amount=5, clock="dias_uteis",
    )  # fmt: skip
    process.draft.publish(by=camila)
    journey = _begin(rafael)
    journey.decide("agendar", by=camila, person=rafael, note="…")
    assert journey.armed_limits.get(limit=whole).is_running
    journey.decide("responder", by=rafael, note="…")

    assert journey.armed_limits.get(limit=whole).state == "cumprido"


def test_the_end_cancels_what_still_runs(clock, alarms, process, rafael, camila):
    alarms("primeiro-contato", 80)
    Limit.objects.filter(slug="primeiro-contato").update(until=Stage.objects.get(slug="finalizar"))
    process.draft.publish(by=camila)
    journey = _begin(rafael)
    journey.decide("perder", by=camila, reason="preço")

    assert journey.armed_limits.get().state == "cancelado"
    assert not Alarm.objects.armed().exists()


def test_a_pause_keeps_who_why_and_since_when(clock, visiting, rafael):
    armed = visiting.armed_limits.running().get()
    armed.pause(by=rafael, why="O cliente pediu outro dia.")

    assert (armed.state, armed.paused_at, armed.paused_by, armed.pause_note) == ("pausado", clock.now, rafael, "O cliente pediu outro dia.")
    assert visiting.events.last().kind == "limit.paused"
    assert OpenWork.objects.get().due_at is None


def test_resuming_adds_the_working_time_that_was_left_not_the_calendar_time(clock, visiting, rafael):
    """GLPI #10594: over a weekend."""
    armed = visiting.armed_limits.running().get()
    clock.at("2026-11-25 10:00")  # Wednesday: 7 h of that day and 9 h of Thursday are left
    armed.pause(by=rafael, why="…")
    assert (armed.left, armed.consumed) == (timedelta(hours=16), timedelta(hours=19))
    clock.at("2026-11-28 11:00")  # Saturday
    armed.resume(by=rafael)

    assert armed.due_at == utc("2026-12-01 16:00", clock)
    assert OpenWork.objects.get().due_at == armed.due_at


def test_two_pauses_keep_both(clock, visiting, rafael):
    armed = visiting.armed_limits.running().get()
    for day in ("24", "25"):
        clock.at(f"2026-11-{day} 10:00")
        armed.pause(by=rafael, why="…")
        clock.at(f"2026-11-{day} 12:00")
        armed.resume(by=rafael)

    assert armed.consumed == timedelta(hours=10 + 7)
    assert armed.due_at == utc("2026-11-27 12:00", clock)


def test_what_rang_before_the_pause_stays_silent_and_the_rest_rings_later(clock, alarms, process, rafael, camila):
    alarms("primeiro-contato", 50)
    alarms("primeiro-contato", 100)
    process.draft.publish(by=camila)
    armed = _begin(rafael).armed_limits.get()
    half, whole = Alarm.objects.order_by("fires_at")
    Alarm.objects.settle([half], Alarm.State.DONE)
    clock.ahead(hours=13)
    armed.pause(by=camila, why="…")
    clock.ahead(hours=100)
    armed.resume(by=camila)

    assert list(Alarm.objects.armed()) == [whole]
    assert Alarm.objects.armed().get().fires_at == armed.due_at == clock.now + timedelta(hours=11)


def test_one_that_was_late_already_stays_late(clock, visiting, rafael):
    armed = visiting.armed_limits.running().get()
    due = armed.due_at
    clock.at("2026-11-30 10:00")
    armed.pause(by=rafael, why="…")
    clock.ahead(days=2)
    armed.resume(by=rafael)

    assert armed.due_at == due


def test_a_pause_of_what_does_not_run_is_refused(clock, visiting, rafael):
    armed = visiting.armed_limits.running().get()
    armed.pause(by=rafael, why="…")
    with pytest.raises(ValidationError):
        armed.pause(by=rafael, why="…")


def test_a_months_end_after_a_pause_is_the_end_of_the_month_in_which_it_goes_on(clock, process, rafael, camila):
    """DIR-40"""
    Limit.objects.filter(slug="primeiro-contato").update(clock="fim_do_mes", amount=0)
    process.draft.publish(by=camila)
    armed = _begin(rafael).armed_limits.get()
    assert armed.due_at == utc("2026-11-30 23:59:59", clock)
    armed.pause(by=camila, why="…")
    clock.at("2026-12-03 10:00")
    armed.resume(by=camila)

    assert armed.due_at == utc("2026-12-31 23:59:59", clock)


@pytest.mark.parametrize(
    ("percent", "minutes", "expected"),
    [
        (100, 0, "2026-11-26 18:00"),
        (100, -60, "2026-11-26 17:00"),
        (100, -600, "2026-11-25 17:00"),  # ten working hours before
        (100, 60, "2026-11-27 09:00"),  # an hour of work after the close of business
        (50, 0, "2026-11-25 08:30"),
        (0, 60, "2026-11-23 10:00"),
    ],
)
def test_alarms_ring_in_working_time(clock, alarms, process, rafael, camila, percent, minutes, expected):
    """Zammad #4432, GLPI #22678: never at midnight."""
    alarms("visita", percent, minutes)
    process.draft.publish(by=camila)
    _begin(rafael).decide("agendar", by=camila, person=rafael, note="…")

    assert Alarm.objects.get().fires_at == utc(expected, clock)


def test_a_new_holiday_moves_exactly_the_affected_limits_and_each_says_so(clock, visiting, in_santos, rafael):
    """Row 55"""
    other = _begin(rafael)  # 24 h by the wall clock
    due = visiting.due_at
    in_santos.holidays.create(day="2026-11-25", name="Dia da Cidade", yearly=False)

    assert ArmedLimit.objects.follow_calendar() == 1
    visiting.refresh_from_db()
    event = visiting.events.last()
    assert visiting.due_at == OpenWork.objects.get(subject=visiting.pk).due_at == utc("2026-11-27 18:00", clock)
    assert (event.kind, event.details["old"], event.details["new"]) == ("limit.moved", due.isoformat(), visiting.due_at.isoformat())
    assert not other.events.filter(kind="limit.moved").exists()


def test_its_alarms_move_along(clock, alarms, process, in_santos, rafael, camila):
    alarms("visita")
    process.draft.publish(by=camila)
    _begin(rafael).decide("agendar", by=camila, person=rafael, note="…")
    in_santos.holidays.create(day="2026-11-25", name="Dia da Cidade", yearly=False)
    ArmedLimit.objects.follow_calendar()

    assert Alarm.objects.get().fires_at == Alarm.objects.get().retry_at == utc("2026-11-27 18:00", clock)


def _begin(rafael):
    journey = Journey.objects.at_start_of("venda", by=rafael)
    journey.describe("Padaria Rainha do Embaré", "", "/leads/1/")
    journey.start(by=rafael)
    return journey
