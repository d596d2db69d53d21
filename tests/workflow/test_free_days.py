"""How free people's days are, in the unit's working hours, whatever unit takes their time."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Absence
from workflow import calendar
from workflow.free_days import coming_days, free_days
from workflow.models import Appointment

TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)


@pytest.fixture
def free(santos, clock):
    """`free(rafael, TUESDAY)`: that day of that person, asked on Monday at nine."""
    return lambda person, day=TUESDAY, **more: free_days([person], calendar.of(santos), [day], **more)[0].days[0]


def at(hour, minute=0, day=TUESDAY):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, hour, minute))


def take(person, unit, starts_at, minutes=60, kind="visita"):
    with tenant_context(unit):
        return Appointment.objects.book(person=person, starts_at=starts_at, minutes=minutes, kind=kind, by=None)


def test_a_day_without_commitments_is_free(free, rafael):
    """BIM-15"""
    day = free(rafael)

    assert (day.kind, day.hours[0], day.hours[-1]) == ("livre", at(8), at(17))


def test_a_commitment_makes_it_partly_free_and_takes_its_hours(free, rafael, santos):
    """BIM-45"""
    take(rafael, santos, at(9))
    day = free(rafael)

    assert day.kind == "parcial"
    assert [hour for hour in day.hours if hour < at(12)] == [at(8), at(10), at(10, 30), at(11)]


def test_a_day_with_no_hour_left_is_busy(free, rafael, santos):
    """BIM-45"""
    take(rafael, santos, at(8), minutes=600)

    assert (free(rafael).kind, free(rafael).hours) == ("ocupado", ())


def test_what_takes_the_person_in_another_unit_counts(free, rafael, campinas):
    """PUR-38"""
    take(rafael, campinas, at(9))

    assert free(rafael).kind == "parcial"


def test_an_evening_commitment_leaves_the_working_day_free(free, rafael, santos):
    take(rafael, santos, at(20))

    assert free(rafael).kind == "livre"


def test_a_cancelled_one_frees_the_day_again(free, rafael, santos):
    """BIM-14"""
    appointment = take(rafael, santos, at(9))
    with tenant_context(santos):
        appointment.cancel(by=rafael)

    assert free(rafael).kind == "livre"


def test_on_a_day_of_rest_nobody_is_asked(free, rafael):
    assert free(rafael, SATURDAY).kind == "folga"


def test_who_is_away_has_no_hours(free, rafael, marcos):
    Absence.objects.create(user=rafael, starts=TUESDAY, ends=TUESDAY, by=marcos)

    assert (free(rafael).kind, free(rafael).hours) == ("ausente", ())


def test_hours_that_have_passed_are_not_offered(free, rafael, clock):
    clock.at("2026-11-24 15:10")

    assert free(rafael).hours[0] == at(15, 30)


def test_longer_visits_find_fewer_hours(free, rafael):
    assert len(free(rafael, length=timedelta(hours=2)).hours) < len(free(rafael).hours)


def test_however_many_people_it_asks_twice(santos, rafael, denise, marcos, clock, django_assert_num_queries):
    clocks = calendar.of(santos)
    with django_assert_num_queries(2):
        free_days([rafael, denise, marcos], clocks, coming_days(clocks, 10))


def test_the_coming_days_leave_rest_out(santos, clock):
    clock.at("2026-11-27 18:00")

    assert coming_days(calendar.of(santos), 3) == [date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1)]
