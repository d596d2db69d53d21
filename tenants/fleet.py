"""Brings the whole fleet of units to the release: only those behind, side by side, one failing unit holding up no other."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

from django.db import OperationalError, close_old_connections, connection, transaction

from tenants import schema
from tenants.models import Unit

TRIES = 3


@dataclass(frozen=True)
class Outcome:
    """What became of one unit: `error` is empty when it is up to date, `seconds` is how long it took."""

    unit: str
    seconds: float
    error: str = ""
    skipped: bool = False


def migrate_behind(*, workers=4, lock_timeout=2000, units=None):
    """Yields an Outcome for each unit behind the release. `lock_timeout` is in milliseconds.

    The first unit goes alone: it records the SQL that the others replay. Run again, it takes up what is left.
    """
    behind = [unit.pk for unit in (Unit.objects.all() if units is None else units).behind().order_by("slug")]
    if not behind:
        return
    first, *others = behind
    yield bring_up(first, lock_timeout)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        yield from pool.map(lambda pk: _in_thread(pk, lock_timeout), others)


def bring_up(pk, lock_timeout):
    """One unit, in one transaction, tried again while a lock is in the way."""
    began = time.monotonic()
    for attempt in range(1, TRIES + 1):
        try:
            slug, skipped = _migrate_one(pk, lock_timeout)
        except OperationalError as busy:
            if attempt == TRIES:
                return _failed(pk, busy, began)
            Event().wait(0.2 * attempt)
        except Exception as broken:  # whatever a migration raises: noted on the unit, reported, and no other unit waits
            return _failed(pk, broken, began)
        else:
            return Outcome(slug, time.monotonic() - began, skipped=skipped)
    raise AssertionError("unreachable")


def adopt_fingerprints():
    """Writes down what the units' own tables say, after a restore or a change by hand. Returns how many differed."""
    units = list(Unit.objects.with_schema())
    found = schema.fingerprints(units)
    wrong = [unit for unit in units if unit.schema_fingerprint != found[str(unit.pk)]]
    for unit in wrong:
        Unit.objects.filter(pk=unit.pk).update(schema_fingerprint=found[str(unit.pk)])
    return len(wrong)


def _in_thread(pk, lock_timeout):
    try:
        return bring_up(pk, lock_timeout)
    finally:
        connection.close()


@transaction.atomic
def _migrate_one(pk, lock_timeout):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {int(lock_timeout)}; SET LOCAL statement_timeout = 0")
    unit = Unit.objects.behind().select_for_update(skip_locked=True).filter(pk=pk).first()
    if unit is None:
        return Unit.objects.get(pk=pk).slug, True
    fingerprint = schema.upgrade(unit)
    Unit.objects.filter(pk=pk).update(schema_fingerprint=fingerprint, schema_error="")
    return unit.slug, False


def _failed(pk, error, began):
    close_old_connections()
    text = f"{type(error).__name__}: {error}".strip()[:500]
    Unit.objects.filter(pk=pk).update(schema_error=text)
    return Outcome(Unit.objects.get(pk=pk).slug, time.monotonic() - began, error=text)
