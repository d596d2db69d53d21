""" "Meu dia": for each role the blocks with which it begins its day, one glance, counters capped (screens.md, BEY-01).

However many blocks a role has, the page asks the database a fixed few times: the queue's rows of all blocks in one query, their
counters in another, and one for each block that is made of something else (purifikar/day_blocks.py).
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from urllib.parse import quote, urlencode

from django.db.models import Value
from django.utils import timezone

from leads.lead_list import capped_counts
from purifikar.day_rows import COLUMNS, Row, phones_of, row_of
from tenants.models import OpenWork
from tenants.models.open_work import NO_LIMIT

SHOWN = 6
HYBRID = "processo-3"  # there each person's own switch brings walk-ins (FOL-28)
CAP = 10_000


@dataclass(frozen=True)
class Block:
    """A part of somebody's day: its heading, what is said when it is empty, what it is called among the counters.

    `work` gives its rows of the shared queue for a Day; `records` something else: (queryset, how a record becomes a Row).
    `arrival` tells rows by when they came, not by their limit; `whose` says who holds each. `more` is where all are to be seen.
    A block of nothing but late things need not say how many of them are late (`says_late`).
    """

    slug: str
    title: str
    empty: str
    glance: str = ""
    work: object = None
    records: object = None
    arrival: bool = False
    whose: bool = False
    says_late: bool = True
    more: object = None


@dataclass
class FilledBlock:
    """A block with the rows of one person's day. What fits on the page is not counted a second time."""

    block: Block
    rows: list = field(default_factory=list)
    count: int = 0
    late: int = 0
    more_url: str = ""

    @property
    def slug(self):
        return self.block.slug

    @property
    def title(self):
        return self.block.title

    @property
    def empty(self):
        return self.block.empty

    @property
    def glance(self):
        return self.block.glance

    @property
    def hidden(self):
        """How many of them the page does not show."""
        return self.count - len(self.rows)

    @property
    def late_words(self):
        return "1 vencido" if self.late == 1 else f"{self.late} vencidos"


def channel_of(user, unit):
    """The view Web / Fluxo that a person chose, where the unit has both: elsewhere nothing is left out (FOL-26)."""
    if not unit or not user.channel_view:
        return ""
    takes_both = unit.has_store_flow if unit.process_has_store_flow else unit.process == HYBRID
    return user.channel_view if takes_both else ""


class Day:
    """One person's day in one place. `layout` is what his role has: (blocks, the road, the panels beside)."""

    def __init__(self, membership, layout, *, unit=None):
        self.membership, self.user, self.unit, self.layout = membership, membership.user, unit, layout
        self.now = timezone.localtime()
        self.today = self.now.date()

    @property
    def morning(self):
        return self._at(self.today, time.min)

    @property
    def yesterday(self):
        return self._at(self.today - timedelta(days=1), time.min)

    @property
    def tonight(self):
        return self._at(self.today, time.max)

    @property
    def month(self):
        return self._at(self.today.replace(day=1), time.min)

    @staticmethod
    def _at(day, hour):
        return timezone.make_aware(datetime.combine(day, hour))

    @property
    def greeting(self):
        hour = self.now.hour
        return "Bom dia" if hour < 12 else "Boa tarde" if hour < 18 else "Boa noite"

    # --- what the blocks ask for ----------------------------------------------------------------------------------------

    @cached_property
    def work(self):
        """The queue here, as far as the view Web / Fluxo / Todos shows it (FOL-26)."""
        work = OpenWork.objects.in_unit(self.unit) if self.unit else OpenWork.objects.all()
        return work.of_channel(self.channel)

    @property
    def on_its_way(self):
        """What travels through processes; what colleagues ask of each other is theirs alone."""
        return self.work.of_kind(OpenWork.Kind.LEAD, OpenWork.Kind.REQUEST, OpenWork.Kind.WORK_ORDER)

    @cached_property
    def channel(self):
        """The view that the person chose, in a unit that has store flow."""
        return channel_of(self.user, self.unit)

    @property
    def held(self):
        return self.work.held_by(self.user)

    # --- what the page shows --------------------------------------------------------------------------------------------

    @cached_property
    def blocks(self):
        filled = [self._filled(block) for block in self.layout.blocks]
        self._give_phones(row for block in filled for row in block.rows)
        return filled

    @property
    def glance(self):
        return [block for block in self.blocks if block.glance]

    @cached_property
    def road(self):
        return self.layout.road(self) if self.layout.road else None

    @cached_property
    def panels(self):
        return [panel for build in self.layout.panels if (panel := build(self))]

    def _filled(self, block):
        records, late = self._records[block.slug], self._counts.get(f"{block.slug}:late")
        rows = [self._row(block, record) for record in records[:SHOWN]]
        if late is None:
            late = sum(row.state == "late" for row in rows)
        more = block.more(self) if block.more else ""
        return FilledBlock(block, rows, self._counts.get(block.slug, len(records)), late if block.says_late else 0, more)

    def _row(self, block, record):
        if block.work:
            return row_of(record, self.now, by_arrival=block.arrival, whose=block.whose, with_unit=self.unit is None)
        return self._askers[block.slug][1](record)

    @cached_property
    def _askers(self):
        """Of each block: its queryset, and how a record is told."""
        return {block.slug: (block.work(self), None) if block.work else block.records(self) for block in self.layout.blocks}

    @cached_property
    def _records(self):
        """The first rows of each block and one more, which says that there are more; those of the queue all in one query."""
        found = {block.slug: [] for block in self.layout.blocks}
        pieces = []
        for block in self.layout.blocks:
            asked = self._askers[block.slug][0]
            if block.work:
                pieces.append(asked.annotate(block=Value(block.slug)).values_list("block", *COLUMNS, named=True)[: SHOWN + 1])
            else:
                found[block.slug] = list(asked[: SHOWN + 1])
        if pieces:
            for row in pieces[0].union(*pieces[1:], all=True) if len(pieces) > 1 else pieces[0]:
                found[row.block].append(row)
        for block in self.layout.blocks:
            if block.work and not block.arrival:
                found[block.slug].sort(key=lambda row: row.call_at or row.due_at or NO_LIMIT)
        return found

    @cached_property
    def _counts(self):
        """How many there are in the blocks that the page does not show whole, how many of them are late, and what the panels
        count: one query.
        """
        asked = {}
        for panel in self.layout.panels:
            asked |= {name: queryset(self) for name, queryset in getattr(panel, "counts", {}).items()}
        for block in self.layout.blocks:
            if len(self._records[block.slug]) > SHOWN:
                asked[block.slug] = self._askers[block.slug][0]
                if block.work and block.says_late:
                    asked[f"{block.slug}:late"] = asked[block.slug].overdue()
        return dict(zip(asked, capped_counts(asked.values()), strict=True)) if asked else {}

    def counted(self, name):
        return self._counts[name]

    def _give_phones(self, rows):
        """One tap to call and to write, for rows that are leads of this unit."""
        rows = list(rows)
        wanted = {row.lead for row in rows if row.lead and not row.phone}
        phones = phones_of(wanted) if self.unit and wanted else {}
        for row in rows:
            row.phone = row.phone or phones.get(row.lead, "")
            row.whatsapp = self.whatsapp(row.phone, row.title) if row.phone else ""

    def whatsapp(self, phone, name):
        """WhatsApp with the first words written."""
        place = f" {self.unit.name}" if self.unit else ""
        text = f"Olá, {name.split()[0]}! Aqui é {self.user.first_name}, da Purifikar{place}."
        return f"https://wa.me/{phone.removeprefix('+')}?{urlencode({'text': text}, quote_via=quote)}"


__all__ = ["CAP", "SHOWN", "Block", "Day", "FilledBlock", "Row"]
