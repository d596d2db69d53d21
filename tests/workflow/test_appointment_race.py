"""Two who book the same person's same hour at one instant, over two real connections: one appointment, one clear message.

Both have looked and found the hour free; a barrier holds them until both are about to write. Nothing here waits without end:
the barrier, the joins and PostgreSQL's own statement_timeout give up after WAIT.
"""

import threading
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django_tenants.utils import tenant_context

from tenants.models import Commitment, Membership
from tenants.models.commitment import CommitmentQuerySet
from tests.workflow.booking import at
from workflow.models import Appointment, AppointmentSeries
from workflow.models.appointment_queryset import AppointmentQuerySet

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = 60  # seconds
TUESDAYS = ["2030-01-15 10:00", "2030-01-22 10:00", "2030-01-29 10:00"]


def at_once(*deeds):
    """What each gave, or how it was refused; each in a thread with a connection of its own."""
    answers = [None] * len(deeds)

    def run(place, deed):
        try:
            answers[place] = deed()
        except Exception as refused:
            answers[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def wait_for_each_other(monkeypatch, owner, deed):
    """Neither of two does that before the other one is about to do it."""
    barrier, do = threading.Barrier(2, timeout=WAIT / 2), getattr(owner, deed)

    def done(self, *args, **facts):
        barrier.wait()
        return do(self, *args, **facts)

    monkeypatch.setattr(owner, deed, done)


@pytest.fixture
def same_unit(monkeypatch):
    """Both have looked; within a unit the counter of appointments lets them write one after the other."""
    wait_for_each_other(monkeypatch, AppointmentQuerySet, "book_all")


@pytest.fixture
def two_units(monkeypatch, campinas, rafael):
    """Both have written their unit's appointment and come to the register, which is all that two units share."""
    Membership.objects.give(rafael, "consultor", unit=campinas)
    wait_for_each_other(monkeypatch, CommitmentQuerySet, "enter")


def booked(unit, person, *days, others=()):
    """The deed of marking a visit on those days, to be done later."""

    def deed():
        with tenant_context(unit):
            series = AppointmentSeries(weekdays=[1], times=len(days)) if len(days) > 1 else None
            moments = [at(day) for day in days]
            return Appointment.objects.book_all(moments=moments, person=person, kind="visita", by=None, series=series, others=others)

    return deed


def refusals(answers):
    """The messages of whoever was refused; an error of another kind is one too many."""
    assert all(isinstance(each, list | ValidationError) for each in answers), answers
    return [each.message_dict["starts_at"] for each in answers if isinstance(each, ValidationError)]


def everywhere(*units):
    found = []
    for unit in units:
        with tenant_context(unit):
            found += Appointment.objects.values_list("starts_at", flat=True)
    return found


def test_of_two_pages_sent_at_one_instant_one_is_marked_and_the_other_is_told(browser, marcos, nair, rafael, santos, same_unit):
    """PUR-38: nothing that was typed is lost."""
    sent = {"person": rafael.pk, "kind": "visita", "starts_at": "2030-01-15T10:00", "minutes": "60", "place": "R. Azevedo Sodré, 88"}
    clients = [browser(user) for user in (marcos, nair)]
    answers = at_once(*[lambda client=client: client.post("/u/santos/agenda/novo/", sent) for client in clients])

    told = next(answer for answer in answers if answer.status_code == 422)
    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: 1}
    assert "Rafael Moreira já tem um compromisso em 15/01, das 10:00 às 11:00 (Santos)." in told.content.decode()
    assert 'value="R. Azevedo Sodré, 88"' in told.content.decode()
    assert (len(everywhere(santos)), Commitment.objects.count()) == (1, 1)


def test_of_two_units_at_one_instant_one_has_him(santos, campinas, rafael, two_units):
    """PUR-38"""
    answers = at_once(booked(santos, rafael, TUESDAYS[0]), booked(campinas, rafael, TUESDAYS[0]))

    assert len(refusals(answers)) == len(everywhere(santos, campinas)) == Commitment.objects.count() == 1


def test_a_series_against_a_single_one_is_marked_whole_or_not_at_all(santos, campinas, rafael, two_units):
    """The single one stands in the second week of the series."""
    answers = at_once(booked(santos, rafael, *TUESDAYS), booked(campinas, rafael, TUESDAYS[1]))

    assert len(refusals(answers)) == 1
    assert len(everywhere(santos, campinas)) == Commitment.objects.count() in (1, len(TUESDAYS))


def test_two_who_take_each_other_along_do_not_wait_for_each_other(santos, campinas, rafael, denise, two_units):
    """Each in the other's first place: the register is written in one order."""
    answers = at_once(booked(santos, rafael, *TUESDAYS, others=[denise]), booked(campinas, denise, *reversed(TUESDAYS), others=[rafael]))

    assert len(refusals(answers)) == 1
    assert (len(everywhere(santos, campinas)), Commitment.objects.count()) == (3, 6)
