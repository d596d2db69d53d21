"""Whether the network's queue says the same as the units' journeys, and its mending. Never called while a page waits."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django_tenants.utils import tenant_context

from tenants.models import Checkup, OpenWork, Unit
from workflow.models import Journey, Process

KINDS = Process.Kind.values  # of the rows that are journeys
BATCH = 500
ONLY_THE_QUEUE = ("id", "unit_id", "subject", "handed_by_id", "handed_to_id")  # no journey says these
WORDS = {"missing": "falta na fila", "left over": "sobra na fila", "different": "difere na fila"}


@dataclass(frozen=True)
class Source:
    """What of the queue comes out of one table of the units. Both are called inside the unit.

    `rows()` gives (key, what the queue must say of it by column) in the order of the keys; `write(keys)` has the queue say what they are now.
    """

    kinds: tuple
    rows: Callable
    write: Callable


_sources = {}


def answers_for(*kinds, rows, write):
    """Lets an upper app answer for its own rows of the queue."""
    _sources[kinds] = Source(kinds, rows, write)


@dataclass(frozen=True)
class Difference:
    """A journey, or what else waits, on which the queue and its unit disagree, and how."""

    unit: Unit
    journey: object
    what: str
    fields: tuple = ()
    source: Source | None = None

    def __str__(self):
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.unit.slug} {self.journey}: {WORDS[self.what]}{fields}"


def run():
    """Compares all units, and keeps how many differences there were; gives them."""
    found = [difference for unit in Unit.objects.answering().order_by("slug") for difference in differences_in(unit)]
    Checkup.objects.note(Checkup.QUEUE, len(found))
    return found


def mend():
    """Writes the queue anew from the units where they disagree; gives how many rows were mended. Work may go on meanwhile."""
    mended = 0
    for unit in Unit.objects.answering().order_by("slug"):
        found = differences_in(unit)
        for source in _sources.values():
            keys = [difference.journey for difference in found if difference.source is source]
            for start in range(0, len(keys), BATCH):
                with tenant_context(unit), transaction.atomic():
                    source.write(keys[start : start + BATCH])
            mended += len(keys)
    return mended


def differences_in(unit):
    """Both sides read in the order of their keys, as they were at one moment, and never a whole side in memory."""
    with tenant_context(unit), transaction.atomic():
        _freeze()
        return [found for source in _sources.values() for found in _compare(unit, source)]


def _freeze():
    """Reads from here on see one moment; a test's own transaction is one moment already."""
    if len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _compare(unit, source):
    journeys, queue = source.rows(), _rows_of_queue(unit, source.kinds)
    journey, row = next(journeys, None), next(queue, None)
    while journey or row:
        if row is None or (journey and journey[0] < row[0]):
            yield Difference(unit, journey[0], "missing", source=source)
            journey = next(journeys, None)
        elif journey is None or row[0] < journey[0]:
            yield Difference(unit, row[0], "left over", source=source)
            row = next(queue, None)
        else:
            fields = tuple(name for name, wanted in journey[1].items() if row[1][name] != wanted)
            if fields:
                yield Difference(unit, journey[0], "different", fields, source)
            journey, row = next(journeys, None), next(queue, None)


def _rows_of_journeys():
    journeys = Journey.objects.running().exclude(started_at=None).with_way().order_by("pk")
    for journey in journeys.iterator(BATCH):
        yield journey.pk, _facts(journey)


def _rows_of_queue(unit, kinds):
    rows = OpenWork.objects.in_unit(unit).of_kind(*kinds).order_by("subject")
    for row in rows.values().iterator(BATCH):
        yield row["subject"], row


def _facts(journey):
    """What the queue must say of a journey, by column."""
    row = journey.queue_row()
    holder = row.pop("holder")
    return {**row, "holder_id": holder.pk if holder else None}


def _write_journeys(keys):
    """Locks the journeys, so that nobody moves one meanwhile, and writes what they say now."""
    unit = connection.tenant
    held = Journey.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=["self"], no_key=True)
    running = [journey for journey in held.with_way() if journey.is_running and journey.started_at]
    gone = set(keys) - {journey.pk for journey in running}
    rows = [OpenWork(unit=unit, subject=journey.pk, **_facts(journey)) for journey in running]
    OpenWork.objects.in_unit(unit).filter(subject__in=gone, kind__in=KINDS).delete()
    if rows:
        fields = [name for name in _facts_of(rows[0]) if name not in ONLY_THE_QUEUE]
        OpenWork.objects.bulk_create(rows, update_conflicts=True, unique_fields=["unit", "subject"], update_fields=fields)


def _facts_of(row):
    return [field.attname for field in row._meta.concrete_fields]


answers_for(*KINDS, rows=_rows_of_journeys, write=_write_journeys)
