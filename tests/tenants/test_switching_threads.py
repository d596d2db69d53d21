"""Threads that switch units at random, with savepoints, rollbacks and errors, always read their own unit (reliability.md §2.1)."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django_tenants.utils import tenant_context

from purifikar.db.models import WrongUnit
from workflow.models import Counter, UnitFile

THREADS = 16
WALKS = 10
SEED = 20260914


class Abort(Exception):
    """Rolls a block back."""


@pytest.fixture
def units(transactional_db, santos, campinas, manaus):
    for unit in (santos, campinas, manaus):
        with tenant_context(unit):
            Counter.objects.create(kind=unit.schema_name)
    return [santos, campinas, manaus]


class Walker:
    """Walks through units, savepoints and errors at random, and looks after each step in which unit it stands."""

    def __init__(self, units, seed):
        self.units, self.dice = units, random.Random(seed)
        self.checks = self.crossings = 0

    def walk(self):
        try:
            for _ in range(WALKS):
                self._in_a_unit(depth=0)
            assert connection.schema_name == "public"
        finally:
            connection.close()
        return self

    def _in_a_unit(self, depth):
        unit = self.dice.choice(self.units)
        with tenant_context(unit):
            self._look(unit)
            self._steps(unit, depth)
            self._look(unit)

    def _steps(self, unit, depth):
        for _ in range(self.dice.randint(1, 3) if depth < 4 else 0):
            step = self.dice.choice([self._in_a_unit, self._in_a_savepoint, self._in_a_rollback, self._over_an_error])
            step(depth + 1)
            self._look(unit)

    def _in_a_savepoint(self, depth):
        with transaction.atomic():
            self._in_a_unit(depth)

    def _in_a_rollback(self, depth):
        here = connection.schema_name
        try:
            with transaction.atomic():
                Counter.objects.create(kind=f"{here}:{self.dice.random()}"[:30])
                self._in_a_unit(depth)
                raise Abort
        except Abort:
            pass

    def _over_an_error(self, depth):
        """An error that is passed over; where no outer block is left, the COMMIT becomes a ROLLBACK."""
        try:
            with transaction.atomic():
                self._in_a_unit(depth)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1/0")
        except DatabaseError:
            pass
        if not connection.in_atomic_block:
            self._silent_rollback()

    def _silent_rollback(self):
        unit = self.dice.choice(self.units)
        with tenant_context(unit):
            with transaction.atomic():
                self._look(unit)
                try:
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT 1/0")
                except DatabaseError:
                    pass
            self._look(unit)

    def _look(self, unit):
        self.checks += 1
        rows = list(Counter.objects.values_list("kind", flat=True))
        self.crossings += {row.partition(":")[0] for row in rows} != {unit.schema_name}


def test_sixteen_threads_never_cross(units, capsys):
    """PUR-10"""
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        walkers = list(pool.map(lambda number: Walker(units, SEED + number).walk(), range(THREADS)))
    checks, crossings = sum(walker.checks for walker in walkers), sum(walker.crossings for walker in walkers)
    with capsys.disabled():
        print(f"\n  {THREADS} threads, {checks} checks, {crossings} crossings")
    assert checks > THREADS * WALKS * 2
    assert crossings == 0


def test_a_new_thread_is_in_no_unit(units):
    """reliability.md §9, 11"""
    found = []

    def look():
        try:
            found.append(UnitFile.objects.count())
        except WrongUnit as refusal:
            found.append(type(refusal))
        finally:
            connection.close()

    with tenant_context(units[0]):
        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(60)
    assert found == [WrongUnit]


def test_two_threads_that_enter_and_leave_in_turn_come_back_to_their_own_unit(units):
    """What `with unit:` and the context decorators of the package get wrong (reliability.md §2.4)."""
    turn, found = threading.Barrier(2, timeout=60), {}

    def visit(home, away):
        try:
            with tenant_context(home):
                turn.wait()
                with tenant_context(away):
                    turn.wait()
                turn.wait()
                found[home.slug] = Counter.objects.get().kind
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(visit, units[:2], [units[2], units[2]]))
    assert found == {"santos": "unit_santos", "campinas": "unit_campinas"}
