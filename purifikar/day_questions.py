"""What "Meu dia" asks the database, a fixed few questions however many blocks a role has: the queue's rows of all blocks in one, their
counters in another, and one for each block that is made of something else.

Of a layout whose questions name the person, the place and the hour, the SQL is written once a process for each of the shapes that
they have (`Layout.shape`).
"""

from functools import cached_property

from django.contrib.auth import get_user_model
from django.db.models import Value

from purifikar.day_rows import COLUMNS
from purifikar.db.capped import RowsOf
from purifikar.db.prepared import prepared
from purifikar.desk import MANY
from purifikar.lib.remembered import remembered
from tenants.models import OpenWork
from tenants.models.open_work import NO_LIMIT

SHOWN = 6
CAP = 10_000
MOMENTS = ("now", "today", "morning", "yesterday", "tonight", "month", "week_ago", "earliest")


class Asker:
    """What the blocks and panels ask by, as the attributes of a Day: `user`, `unit`, `channel`, its moments and its shape."""

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

    def __init__(self, user, *facts, **shape):
        self.user, self.unit = user, None
        for name, value in [*zip((*MOMENTS, "unit"), facts, strict=False), *shape.items()]:
            setattr(self, name, value)


def queue_rows(day):
    """The first rows of each block of the queue and one more, which says that there are more: {slug: rows}"""
    found = {block.slug: [] for block in day.layout.blocks if block.work}
    if found:
        for row in _answer(day, _queue):
            found[row.block].append(row)
    for block in day.layout.blocks:
        if block.work and not block.arrival:
            found[block.slug].sort(key=lambda row: row.call_at or row.due_at or NO_LIMIT)
    return found


def records(day, block):
    """The same of a block that is made of something else."""
    return list(_answer(day, _records, slug=block.slug))


def counters(day, full):
    """{name: how many}: of the blocks that the page does not show whole, how many of them are late, and what the panels count.

    Thousands are counted anew every few seconds only; a usual day at each look.
    """
    names = [name for name, _, _ in _counted(day.layout, full)]
    if not names:
        return {}
    key = f"day:{day.user.pk}:{day.channel}:{day.today}:{full}"
    return remembered(key, lambda: dict(zip(names, _answer(day, _counters, full=full)[0], strict=True)), if_worth=_are_many)


def _are_many(counts):
    return sum(counts.values()) > MANY


def _answer(day, make, **more):
    """By SQL that stands already, or by the day itself where its layout depends on more than can be told."""
    layout = day.layout
    if layout.shape is None:
        return make(day, layout, **more)
    moments, place = [getattr(day, name) for name in MOMENTS], [day.unit.pk] if day.unit else []
    shape = tuple((name, getattr(day, name)) for name in ("channel", *layout.shape))
    return _written(day.user.pk, *moments, *place, make=make, layout=layout, shape=shape, **more)


@prepared(spares=True, planned=False)
def _written(*facts, make, layout, shape, **more):
    return make(_AnyDay(*facts, **dict(shape)), layout, **more)


def _queue(day, layout):
    pieces = [
        block.work(day).annotate(block=Value(block.slug)).values_list("block", *COLUMNS, named=True)[: SHOWN + 1]
        for block in layout.blocks
        if block.work
    ]
    return pieces[0].union(*pieces[1:], all=True) if len(pieces) > 1 else pieces[0]


def _records(day, layout, *, slug):
    block = next(block for block in layout.blocks if block.slug == slug)
    return block.records(day)[: SHOWN + 1]


def _counters(day, layout, *, full):
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
