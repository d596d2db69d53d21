"""What "Meu dia" asks the database, a fixed few questions however many blocks a role has: the queue's rows of all blocks in one, their
counters in another, and one for each block that is made of something else.

Of a layout whose questions name the person, the place and the hour alone (`is_plain`) the SQL is written once a process.
"""

from functools import cached_property

from django.contrib.auth import get_user_model
from django.db.models import Value

from purifikar.day_rows import COLUMNS
from purifikar.db.capped import RowsOf
from purifikar.db.prepared import prepared
from tenants.models import OpenWork
from tenants.models.open_work import NO_LIMIT

SHOWN = 6
CAP = 10_000
MOMENTS = ("now", "today", "morning", "yesterday", "tonight", "month")


class Asker:
    """What the blocks and panels ask by, as the attributes of a Day: `user`, `unit`, `channel` and its moments."""

    @cached_property
    def work(self):
        """The queue here, as far as the view Web / Fluxo / Todos shows it (FOL-26)."""
        work = OpenWork.objects.in_unit(self.unit) if self.unit else OpenWork.objects.all()
        return work.of_channel(self.channel)

    @property
    def on_its_way(self):
        """What travels through processes; what colleagues ask of each other is theirs alone."""
        return self.work.of_kind(OpenWork.Kind.LEAD, OpenWork.Kind.REQUEST, OpenWork.Kind.WORK_ORDER)

    @property
    def held(self):
        return self.work.held_by(self.user)


class _AnyDay(Asker):
    """Anybody's: by it a layout's questions are written."""

    def __init__(self, user, unit, *moments, channel):
        self.user, self.unit, self.channel = user, unit, channel
        for name, moment in zip(MOMENTS, moments, strict=True):
            setattr(self, name, moment)


def queue_rows(day):
    """The first rows of each block of the queue and one more, which says that there are more: {slug: rows}"""
    found = {block.slug: [] for block in day.layout.blocks if block.work}
    if found:
        for row in _of_any(day, _queue) if day.layout.is_plain else _queue_of(day, day.layout):
            found[row.block].append(row)
    for block in day.layout.blocks:
        if block.work and not block.arrival:
            found[block.slug].sort(key=lambda row: row.call_at or row.due_at or NO_LIMIT)
    return found


def records(day, block):
    """The same of a block that is made of something else."""
    if day.layout.is_plain:
        return _of_any(day, _records, slug=block.slug)
    return list(block.records(day)[: SHOWN + 1])


def counters(day, full):
    """{name: how many}: of the blocks that the page does not show whole, how many of them are late, and what the panels count."""
    names = [name for name, _, _ in _counted(day.layout, full)]
    if not names:
        return {}
    rows = _of_any(day, _counters, full=full) if day.layout.is_plain else _counters_of(day, day.layout, full)
    return dict(zip(names, rows[0], strict=True))


def _of_any(day, question, **shape):
    moments = [getattr(day, name) for name in MOMENTS]
    return question(day.user.pk, day.unit.pk, *moments, layout=day.layout, channel=day.channel, **shape)


@prepared(spares=True)
def _queue(*facts, layout, channel):
    return _queue_of(_AnyDay(*facts, channel=channel), layout)


@prepared(spares=True)
def _records(*facts, layout, channel, slug):
    block = next(block for block in layout.blocks if block.slug == slug)
    return block.records(_AnyDay(*facts, channel=channel))[: SHOWN + 1]


@prepared(spares=True)
def _counters(*facts, layout, channel, full):
    return _counters_of(_AnyDay(*facts, channel=channel), layout, full)


def _queue_of(day, layout):
    pieces = [
        block.work(day).annotate(block=Value(block.slug)).values_list("block", *COLUMNS, named=True)[: SHOWN + 1]
        for block in layout.blocks
        if block.work
    ]
    return pieces[0].union(*pieces[1:], all=True) if len(pieces) > 1 else pieces[0]


def _counters_of(day, layout, full):
    user = getattr(day.user, "pk", day.user)
    columns = [RowsOf(make(day), most) for _, make, most in _counted(layout, full)]
    return get_user_model().objects.filter(pk=user).values_list(*columns)


def _counted(layout, full):
    """(name, how its rows are asked for, how far they are counted)"""
    for panel in layout.panels:
        for name, make in getattr(panel, "counts", {}).items():
            yield name, make, CAP
    for block in layout.blocks:
        if block.slug in full:
            make = block.counted or block.work or block.records
            yield block.slug, make, block.most
            if block.work and block.says_late:
                yield f"{block.slug}:late", lambda day, make=make: make(day).overdue(day.now), block.most
