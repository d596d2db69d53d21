"""Killed at any instant, an opening leaves nothing half-made and can be tried again (reliability.md §9, row 14)."""

import itertools
import os
import random
import signal
import time
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import schema_exists

from purifikar.celery import app
from tenants import schema, tasks
from tenants.models import Unit
from tests.waiting import sessions, wait_for

from .forks import ended, fork, kill
from .workers import working

POINTS = 12
SEED = 20261122


@pytest.fixture
def joinville(transactional_db):
    unit = Unit.objects.create(
        slug="joinville", name="Joinville", legal_name="Águas do Norte Ltda.", cnpj="11444777000161", city="Joinville", uf="SC"
    )
    yield unit
    _drop(unit)


def test_killed_at_random_points_nothing_is_half_made_and_the_next_try_works(joinville, capsys):
    """Half of the kills at a random moment, half after a random statement: a busy machine can't make them all come too late."""
    dice, (length, statements) = random.Random(SEED), _a_whole_opening(joinville)
    left = {"opening": 0, "active": 0}
    for point in range(POINTS):
        if point % 2:
            _kill_after(joinville, dice.uniform(0, 1.2) * length)
        else:
            _kill_at(joinville, dice.randint(1, statements))
        left[_state_left(joinville)] += 1
        tasks.open_unit(str(joinville.pk))
        assert _state_left(joinville) == "active", f"point {point}: {joinville.opening_error}; {sessions()}"
        call_command("migrate_units", check=True, verify=True)
        _close_up(joinville)
    with capsys.disabled():
        print(
            f"\n  {POINTS} kills within {length * 1000:.0f} ms or {statements} statements: {left['opening']} left nothing, {left['active']} a whole unit"
        )
    assert left["opening"] >= POINTS / 2 - 1


def test_a_unit_that_kills_its_workers_is_given_up_after_three(joinville):
    for _ in range(5):
        before = sessions().keys()
        status = ended(fork(lambda: _open_and_die(joinville)))
        wait_for(lambda before=before: sessions().keys() <= before)
        died = os.WIFSIGNALED(status)
        tasks.Unit.objects.note_interrupted_openings()

    joinville.refresh_from_db()
    assert not died
    assert (joinville.state, joinville.opening_attempts, joinville.opening_failed) == ("criando", 3, True)
    assert not schema_exists("unit_joinville")


@pytest.fixture
def worker(transactional_db, tmp_path):
    before = sessions().keys()
    with working(tmp_path, "--concurrency=1"):
        yield
    wait_for(lambda: sessions().keys() <= before)
    app.control.purge()


def test_a_real_worker_opens_a_unit(joinville, worker):
    joinville.open_later()
    wait_for(lambda: Unit.objects.active().filter(pk=joinville.pk).exists())  # its schema is looked at once it stands still

    assert _state_left(joinville) == "active"
    done, total = tasks.progress_of(joinville.pk)
    assert done == total > 0


def _a_whole_opening(unit):
    """How long it takes and how many statements it is when nobody kills it."""
    began = time.monotonic()
    ended(fork(lambda: tasks.open_unit(str(unit.pk))))
    length = time.monotonic() - began
    assert _state_left(unit) == "active", unit.opening_error
    _close_up(unit)
    with CaptureQueriesContext(connection) as queries:
        tasks.open_unit(str(unit.pk))
    _close_up(unit)
    return length, len(queries)


def _kill_after(unit, seconds):
    before = sessions().keys()
    child = fork(lambda: tasks.open_unit(str(unit.pk)))
    Event().wait(seconds)
    kill(child)
    wait_for(lambda: sessions().keys() <= before)  # the server has noticed that the child is gone


def _kill_at(unit, statement):
    before = sessions().keys()
    ended(fork(lambda: _open_until(unit, statement)))
    wait_for(lambda: sessions().keys() <= before)


def _open_until(unit, statement):
    _dying_at(statement, lambda: tasks.open_unit(str(unit.pk)))


def _dying_at(statement, deed):
    count = itertools.count(1)

    def counting(execute, *args):
        if next(count) == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    with connection.execute_wrapper(counting):
        deed()


def _open_and_die(unit):
    if unit.begin_attempt():
        _dying_at(20, unit.open)


def _state_left(unit):
    """ "opening" with no schema, or "active" with the release's whole one: anything else is half-made."""
    unit.refresh_from_db()
    if unit.state == Unit.State.OPENING:
        assert not schema_exists(unit.schema_name)
        return "opening"
    assert unit.state == Unit.State.ACTIVE
    assert schema.fingerprints([unit]) == {str(unit.pk): schema.release_fingerprint()} == {str(unit.pk): unit.schema_fingerprint}
    return "active"


def _close_up(unit):
    """Back to a unit that waits to be opened, as it was at first."""
    _drop(unit)
    Unit.objects.filter(pk=unit.pk).update(state="criando", schema_fingerprint="", opening_attempts=0, opening_error="", opened_at=None)


def _drop(unit):
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{unit.schema_name}" CASCADE')
