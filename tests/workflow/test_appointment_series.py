"""Appointments that repeat: when they are, what stands against them, and one or all that follow (issue 5, Agenda)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tenants.models import Commitment
from tests.workflow.booking import at, reminders, taken, visit, weekly
from workflow import calendar
from workflow.agenda import bookable
from workflow.agenda_forms import AppointmentForm, CancelForm, MoveForm
from workflow.models import Appointment, AppointmentSeries

TUESDAY = "2026-11-24 09:00"


@pytest.fixture
def santos_now(clock, in_santos):
    clock.at("2026-11-23 08:00")
    return in_santos


def days_of(unit, moment=TUESDAY, **facts):
    found = AppointmentSeries(**facts).moments(at(moment), calendar.of(unit).calendar)
    return [f"{timezone.localtime(each):%d/%m %H:%M}" for each in found]


def filled(form_class, sent, **facts):
    form = form_class(sent, **facts)
    assert form.is_valid(), form.errors
    return form


@pytest.fixture
def asked(santos_now, membership, rafael):
    """`asked(times="3")`: Rafael's form for a weekly visit."""

    def sent(**more):
        facts = {"person": rafael.pk, "kind": "visita", "starts_at": "2026-11-24T09:00", "every": "1", "skip_rest": "on", **more}
        return AppointmentForm(facts, people=bookable(membership(rafael), santos_now))

    return sent


def test_every_week_and_twice_a_week(santos_now):
    """BIM-13"""
    assert days_of(santos_now, weekdays=[1], times=3) == ["24/11 09:00", "01/12 09:00", "08/12 09:00"]
    assert days_of(santos_now, weekdays=[1, 3], times=4) == ["24/11 09:00", "26/11 09:00", "01/12 09:00", "03/12 09:00"]


def test_every_third_week_until_a_day(santos_now):
    assert days_of(santos_now, weekdays=[1], every=3, until=date(2027, 1, 5)) == ["24/11 09:00", "15/12 09:00", "05/01 09:00"]


def test_holidays_are_skipped_by_choice(santos_now):
    """Christmas 2026 is a Friday; one more comes at the end."""
    friday = "2026-12-18 09:00"

    assert days_of(santos_now, friday, weekdays=[4], times=2) == ["18/12 09:00", "08/01 09:00"]
    assert days_of(santos_now, friday, weekdays=[4], times=2, skips_rest=False) == ["18/12 09:00", "25/12 09:00"]


def test_never_more_than_a_years_worth(santos_now):
    assert len(days_of(santos_now, weekdays=[0, 1, 2, 3, 4], until=date(2028, 11, 1))) == 52


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({}, "times"), ({"times": "1"}, "times"), ({"times": "53"}, "times"), ({"until": "2026-11-24"}, "until"), ({"until": "2036-01-01"}, "until"), ({"every": "7", "times": "3"}, "every"), ({"weekdays": "9", "times": "3"}, "weekdays")],
)  # fmt: skip
def test_a_rhythm_that_makes_no_sense_is_said_at_its_field(asked, wrong, field):
    form = asked(**wrong)

    assert not form.is_valid()
    assert field in form.errors


def test_fifty_are_marked_in_as_many_queries_as_three(asked, rafael, django_assert_max_num_queries):
    forms = [filled_form for times in ("3", "50") if (filled_form := asked(times=times, starts_at=f"2026-11-2{4 + len(times)}T09:00"))]
    for form in forms:
        assert form.is_valid()
        with django_assert_max_num_queries(14):
            form.save(by=rafael)

    assert Appointment.objects.count() == len(taken(rafael)) == 53


def test_all_belong_together_and_say_so(asked, rafael):
    form = asked(times="3", weekdays=["1", "3"])
    form.is_valid()
    made = form.save(by=rafael)

    assert str(made[0].series) == "toda semana: ter e qui, 3 vezes"
    assert {each.series_id for each in made} == {made[0].series_id}
    assert [each.number for each in made] == [1, 2, 3]


def test_what_stands_against_it_is_listed_by_date_before_anything_is_saved(asked, rafael):
    """BIM-15"""
    visit(rafael, at("2026-12-01 09:30"))
    form = asked(times="3")
    form.is_valid()

    with pytest.raises(ValidationError, match="Em 1 de 3 dias"):
        form.save(by=rafael)
    assert form.clashes == [(at("2026-12-01 09:00"), ["Rafael Moreira das 09:30 às 10:30 (Santos)"])]
    assert Appointment.objects.count() == 1


def test_those_days_may_be_left_out(asked, rafael):
    visit(rafael, at("2026-12-01 09:30"))
    form = asked(times="3", leave_out="on")
    form.is_valid()

    assert [f"{timezone.localtime(each.starts_at):%d/%m}" for each in form.save(by=rafael)] == ["24/11", "08/12"]


def test_with_nobody_free_on_any_day_nothing_is_marked(asked, rafael):
    for moment in (TUESDAY, "2026-12-01 09:00"):
        visit(rafael, at(moment))
    form = asked(times="2", leave_out="on")
    form.is_valid()

    with pytest.raises(ValidationError, match="Em nenhum desses dias"):
        form.save(by=rafael)


# --- one, or one and all that follow -----------------------------------------------------------------------------------


def test_only_this_one_moves(santos_now, rafael):
    """BIM-14"""
    series = weekly(rafael, at(TUESDAY))
    sent = {"scope": "este", "starts_at": "2026-12-02T15:00", "why": "Chuva"}
    filled(MoveForm, sent, appointment=series[1]).save(by=rafael)

    assert taken(rafael) == [at(TUESDAY), at("2026-12-02 15:00"), at("2026-12-08 09:00"), at("2026-12-15 09:00")]


def test_this_one_and_all_that_follow_move_as_many_days_to_the_new_hour(santos_now, rafael, django_assert_max_num_queries):
    """BIM-14: even to where the next one stood."""
    series = weekly(rafael, at(TUESDAY))
    form = filled(MoveForm, {"scope": "seguintes", "starts_at": "2026-12-08T10:30", "why": "Férias"}, appointment=series[1])
    with django_assert_max_num_queries(20):
        moved = form.save(by=rafael)

    assert taken(rafael) == [at(TUESDAY), at("2026-12-08 10:30"), at("2026-12-15 10:30"), at("2026-12-22 10:30")]
    assert Appointment.objects.filter(state="movido", result="Férias", left_by=rafael).count() == 3
    assert {each.series_id for each in moved} != {series[0].series_id}


def test_a_week_on_each_takes_the_place_of_the_next(santos_now, rafael):
    series = weekly(rafael, at(TUESDAY), times=3)
    filled(MoveForm, {"scope": "seguintes", "starts_at": "2026-12-01T09:00", "why": "Férias"}, appointment=series[0]).save(by=rafael)

    assert taken(rafael) == [at("2026-12-01 09:00"), at("2026-12-08 09:00"), at("2026-12-15 09:00")]
    assert set(Commitment.objects.values_list("sequence", flat=True)) == {1}


def test_following_ones_whose_new_day_is_taken_stay_where_they_are_by_choice(santos_now, rafael):
    series = weekly(rafael, at(TUESDAY), times=3)
    visit(rafael, at("2026-12-02 09:00"))
    sent = {"scope": "seguintes", "starts_at": "2026-11-25T09:00", "why": "Troca"}
    form = filled(MoveForm, sent, appointment=series[0])
    with pytest.raises(ValidationError, match="Em 1 de 3 dias"):
        form.save(by=rafael)
    filled(MoveForm, sent | {"leave_out": "on"}, appointment=series[0]).save(by=rafael)

    assert taken(rafael) == [at("2026-11-25 09:00"), at("2026-12-01 09:00"), at("2026-12-02 09:00"), at("2026-12-09 09:00")]


def test_this_one_and_all_that_follow_are_cancelled(santos_now, rafael):
    """BIM-14"""
    series = weekly(rafael, at(TUESDAY))
    filled(CancelForm, {"scope": "seguintes", "why": "Cliente mudou"}, appointment=series[2]).save(by=rafael)

    assert taken(rafael) == [at(TUESDAY), at("2026-12-01 09:00")]
    assert Appointment.objects.filter(state="cancelado", result="Cliente mudou").count() == 2
    assert reminders().count() == 2


def test_of_a_single_one_nobody_asks_for_which(santos_now, rafael):
    form = CancelForm(appointment=visit(rafael, at(TUESDAY)))

    assert "scope" not in form.fields


def test_the_wall_clock_stays_whatever_the_clocks_do(santos_now):
    """A year on, at nine is at nine."""
    found = days_of(santos_now, weekdays=[1], every=4, until=date(2027, 11, 1))

    assert {each.split()[1] for each in found} == {"09:00"}
