"""A person's time, promised once, in whatever unit."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Commitment, Membership
from workflow.models import Appointment


@pytest.fixture
def nine():
    return timezone.make_aware(timezone.datetime(2026, 11, 24, 9, 0))


@pytest.fixture
def in_santos(santos):
    with tenant_context(santos):
        yield santos


def _visit(person, at, **more):
    return Appointment.objects.book(person=person, starts_at=at, kind=more.pop("kind", "visita"), by=None, **more)


def test_an_appointment_takes_the_persons_time_in_the_shared_register(in_santos, rafael, nine):
    """PUR-12, PUR-38"""
    appointment = _visit(rafael, nine, minutes=90)
    taken = Commitment.objects.get(subject=appointment.pk)

    assert (taken.user, taken.unit, taken.starts_at, taken.ends_at) == (rafael, in_santos, nine, nine + timedelta(minutes=90))
    assert appointment.number == 1


def test_two_at_once_are_refused_with_when_and_where_and_without_whom(in_santos, rafael, nine):
    _visit(rafael, nine)
    with pytest.raises(ValidationError) as refused:
        _visit(rafael, nine + timedelta(minutes=30))

    words = refused.value.message_dict["starts_at"][0]
    assert words == "Rafael Moreira já tem um compromisso em 24/11, das 09:00 às 10:00 (Santos). Escolha outro horário ou outra pessoa."
    assert Appointment.objects.count() == Commitment.objects.count() == 1


def test_the_database_itself_refuses_two_at_once(in_santos, rafael, nine, monkeypatch):
    """Of two who look at the same free hour, the second is told all the same."""
    _visit(rafael, nine)
    second = Commitment(user=rafael, unit=in_santos, subject=rafael.pk, starts_at=nine, ends_at=nine + timedelta(hours=1), title="Visita")

    with pytest.raises(ValidationError, match="já tem um compromisso"):
        second.keep()


def test_one_after_the_other_is_fine(in_santos, rafael, nine):
    _visit(rafael, nine)
    _visit(rafael, nine + timedelta(hours=1))

    assert Commitment.objects.of(rafael).count() == 2


def test_what_needs_nobody_in_person_excludes_nothing(in_santos, rafael, nine):
    """PUR-39: the Técnico installs; the Assessor's time is not taken."""
    for kind in ("visita", "instalacao", "ligacao"):
        _visit(rafael, nine, kind=kind)

    assert Commitment.objects.excluding().count() == 1


def test_another_units_appointment_is_in_the_way_too(in_santos, campinas, rafael, nine):
    """PUR-38"""
    Membership.objects.give(rafael, "consultor", unit=campinas)
    _visit(rafael, nine)

    with tenant_context(campinas), pytest.raises(ValidationError, match=r"\(Santos\)"):
        _visit(rafael, nine)


def test_a_cancelled_one_frees_the_time_and_stays_to_be_seen(in_santos, rafael, nine):
    """BIM-14"""
    first = _visit(rafael, nine)
    first.cancel(by=rafael, why="O cliente viajou.")
    _visit(rafael, nine)

    assert (first.state, first.result) == ("cancelado", "O cliente viajou.")
    assert Appointment.objects.count() == 2


def test_an_answer_keeps_its_words_and_is_given_once(in_santos, rafael, nine):
    """FOL-10"""
    appointment = _visit(rafael, nine)
    appointment.answer("Gostou do aparelho.", by=rafael)

    assert (appointment.state, appointment.result) == ("feito", "Gostou do aparelho.")
    with pytest.raises(ValidationError, match="já está feito"):
        appointment.cancel(by=rafael)


def test_whoever_writes_into_the_same_persons_time_waits_for_the_first(in_santos, rafael, nine):
    """Two that wrote at one instant would wait for each other, which PostgreSQL ends as a deadlock, not as a clear refusal."""
    with CaptureQueriesContext(connection) as asked:
        _visit(rafael, nine)
    written = [query["sql"] for query in asked.captured_queries]
    queued = next(place for place, sql in enumerate(written) if "FOR NO KEY UPDATE" in sql and "tenants_user" in sql)

    assert queued < next(place for place, sql in enumerate(written) if sql.startswith('INSERT INTO "tenants_commitment"'))
