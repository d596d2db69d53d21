"""Keeping figures current: what the timeline tells since the last time, and the days that it touches.

The timeline is read by key. Keys are UUIDv7, so they follow time, but a transaction that lasts commits after younger ones:
the last minutes are counted each time, and read again when there are more than before. What comes out the same changes nothing.
"""

import time
from enum import Enum

from django.db import connection, transaction

from leads.models import FigureMark, LeadFigure, StaleDay
from leads.reports import roll
from leads.reports.facts import Facts
from workflow.models import Event, Journey

BATCH, AT_A_GLANCE = 2000, 300
A_DAY = 64  # events take about as long to read as a day takes to be made anew
LONGEST_TRANSACTION = 360  # seconds; no task and no request lasts longer
AHEAD = 60  # another machine's clock
CHANGING = [field.attname for field in LeadFigure._meta.concrete_fields if field.name not in ("id", "lead")]
WRITTEN = ((Event, "journey"), (Journey, "pk"))


class Caught(Enum):
    UP = "all of it was read"
    SOME = "something is left"
    BUSY = "somebody else is at it"


@transaction.atomic
def catch_up(most=BATCH):
    """Reads on, by at most so many events."""
    mark = FigureMark.objects.held()
    if mark is None:
        return Caught.BUSY
    unit = connection.tenant
    _begin_again_elsewhere(mark, unit)
    journeys, read, is_done = _touched(mark, most)
    _refresh(unit, journeys)
    if stale := _stale_days(max(1, most // A_DAY)):
        roll.roll(stale)
        roll.tell(unit, stale)
        is_done = is_done and not StaleDay.objects.exists()
    through = min(read, FigureMark.key_at(time.time() - LONGEST_TRANSACTION))
    mark.move(through=through, read=read, seen=_count(through, read), is_behind=not is_done)
    return Caught.UP if is_done else Caught.SOME


@transaction.atomic
def count_anew(journeys):
    """Reads those timelines again now, where what they told was changed without a word of it, as an erasure does."""
    FigureMark.objects.select_for_update().first()
    _refresh(connection.tenant, list(journeys))


def _begin_again_elsewhere(mark, unit):
    """The wall clock decides what is a day: in another zone every figure is another."""
    if mark.zone != unit.time_zone:
        mark.zone = unit.time_zone
        mark.begin_again()


def _touched(mark, most):
    """(the journeys that something happened to, the key up to which was read, whether that is all)"""
    start = mark.read if _count(mark.through, mark.read) == mark.seen else mark.through
    latest = FigureMark.key_at(time.time() + AHEAD)  # keys are made by that clock
    rows = [list(_between(model, start, latest).order_by("pk").values_list("pk", name)[:most]) for model, name in WRITTEN]
    full = [found[-1][0] for found in rows if len(found) == most]
    read = min(full) if full else max([start, *(found[-1][0] for found in rows if found)])
    journeys = {journey for found in rows for key, journey in found if key <= read}
    return journeys, read, not full


def _between(model, after, until):
    return model.objects.filter(pk__gt=after, pk__lte=until)


def _count(after, until):
    return sum(_between(model, after, until).count() for model, _ in WRITTEN)


def _refresh(unit, journeys):
    """Writes the figures that changed, and the sums with them."""
    fresh = Facts(unit, journeys).figures() if journeys else []
    known = {figure.lead_id: figure for figure in LeadFigure.objects.filter(lead__in=[figure.lead_id for figure in fresh])}
    changed = [figure for figure in fresh if _differs(known.get(figure.lead_id), figure)]
    fields = [field.name for field in LeadFigure._meta.concrete_fields if field.name not in ("id", "lead")]
    if changed:
        with roll.following([figure.lead_id for figure in changed], unit):
            LeadFigure.objects.bulk_create(changed, update_conflicts=True, unique_fields=["lead"], update_fields=fields, batch_size=500)


def _differs(known, fresh):
    return known is None or any(getattr(known, name) != getattr(fresh, name) for name in CHANGING)


def _stale_days(most):
    """Those that are made anew now, the youngest first; the next time more."""
    stale = set(StaleDay.objects.order_by("-day").values_list("day", flat=True).distinct()[:most])
    StaleDay.objects.filter(day__in=stale).delete()
    return stale
