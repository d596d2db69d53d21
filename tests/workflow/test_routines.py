"""Routines make their requests on the unit's days, once, however often the clock asks."""

import pytest

from workflow import calendar
from workflow.install_requests import install_requests
from workflow.models import Request, Routine


@pytest.fixture
def make(in_santos, denise, marcos, clock):
    """`make("2026-11-23 09:00")`: what the clock makes at that moment in Santos."""
    install_requests()

    def run(moment):
        return Routine.objects.make_due(clock.at(moment).now, calendar.of(in_santos))

    return run


@pytest.fixture
def made():
    return lambda: sorted(Request.objects.values_list("title", flat=True))


def test_the_opening_checklist_comes_every_working_day_once(make, made, denise):
    """PUR-24"""
    make("2026-11-24 07:00")
    assert make("2026-11-24 07:05") == 0

    opening = Request.objects.get(title="Preparar o escritório para o dia")
    assert (opening.journey.holder, opening.journey.creator) == (denise, None)


def test_the_weekly_cleaning_comes_on_its_day(make, made):
    """PUR-25: Thursday, then Friday"""
    make("2026-11-26 07:00")
    assert "Limpeza geral da loja" not in made()
    make("2026-11-27 07:00")
    assert "Limpeza geral da loja" in made()


def test_a_day_of_rest_passes_it_on(make, made):
    """Christmas 2026 falls on a Friday; the Monday after takes the cleaning."""
    assert make("2026-12-25 09:00") == 0
    make("2026-12-28 07:00")
    assert "Limpeza geral da loja" in made()


def test_nothing_comes_before_its_hour_or_when_switched_off(make):
    assert make("2026-11-24 05:59") == 0
    Routine.objects.update(is_active=False)
    assert make("2026-11-24 07:00") == 0


def test_two_at_once_make_one(make, in_santos):
    """The database has the last word."""
    make("2026-11-24 07:00")
    routine = Request.objects.first().routine
    routine.requests.all().filter(routine_day="2026-11-23").delete()

    assert routine.make(Request.objects.first().routine_day) is False
