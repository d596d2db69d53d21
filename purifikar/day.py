""" "Meu dia": for each role the blocks with which it begins its day, one glance, counters capped (screens.md, BEY-01).

What a role's day is made of stands in purifikar/day_layouts.py, what its blocks ask for in purifikar/day_blocks.py, how the database is
asked in purifikar/day_questions.py.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from urllib.parse import quote, urlencode

from django.utils import timezone

from purifikar.day_questions import CAP, SHOWN, Asker, counters, queue_rows, records
from purifikar.day_rows import Row, phones_of, row_of
from purifikar.desk import reach_of
from purifikar.lib.formats import capped
from workflow.models.appointment_kind import LONGEST, kinds

WEEK, LONGEST_OF_ALL = timedelta(days=7), timedelta(minutes=LONGEST)
HYBRID = "processo-3"  # there each person's own switch brings walk-ins (FOL-28)
OF_ONE = {
    "novas demandas": "nova demanda", "urgências": "urgência", "pedem você": "pede você", "retornos": "retorno", "contatos": "contato",
    "alinhamentos": "alinhamento", "solicitações": "solicitação", "prazos vencidos": "prazo vencido", "não cumpridos": "não cumprido",
    "ausentes": "ausente", "convites": "convite", "marcados hoje": "marcado hoje", "ordens": "ordem", "registrados": "registrado",
    "entregues": "entregue", "unidades": "unidade", "e-mails parados": "e-mail parado",
}  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A part of somebody's day: its heading, what is said when it is empty, what it is called among the counters.

    `work` gives its rows of the shared queue for a Day; `records` something else, of which `told` makes a Row each. `counted` are the
    same without what only a line shows, for those who count them, up to `most`.
    `arrival` tells rows by when they came, not by their limit; `whose` says who holds each. `more` is where all are to be seen.
    A block of nothing but late things need not say how many of them are late (`says_late`).
    """

    slug: str
    title: str
    empty: str
    glance: str = ""
    work: object = None
    records: object = None
    told: object = None
    counted: object = None
    most: int = CAP
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
        return OF_ONE.get(self.block.glance, self.block.glance) if self.count == 1 else self.block.glance

    @property
    def count_words(self):
        return capped(self.count, self.block.most)

    @property
    def hidden(self):
        """How many of them the page does not show."""
        return self.count - len(self.rows)

    @property
    def hidden_words(self):
        return capped(self.hidden, self.block.most - len(self.rows))

    @property
    def late_words(self):
        return "1 vencido" if self.late == 1 else f"{capped(self.late, self.block.most)} vencidos"


def channel_of(user, unit):
    """The view Web / Fluxo that a person chose, where the unit has both: elsewhere nothing is left out (FOL-26)."""
    if not unit or not user.channel_view:
        return ""
    takes_both = unit.has_store_flow if unit.process_has_store_flow else unit.process == HYBRID
    return user.channel_view if takes_both else ""


class Day(Asker):
    """One person's day in one place. `layout` is what his role has: (blocks, the road, the panels beside)."""

    def __init__(self, membership, layout, *, unit=None):
        self.membership, self.user, self.unit, self.layout = membership, membership.user, unit, layout
        self.now = self.hour()
        self.today = self.now.date()

    @staticmethod
    def hour():
        return timezone.localtime()

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

    @property
    def week_ago(self):
        return self.now - WEEK

    @property
    def earliest(self):
        """Nothing that began before reaches into today."""
        return self.morning - LONGEST_OF_ALL

    @staticmethod
    def _at(day, hour):
        return timezone.make_aware(datetime.combine(day, hour))

    @property
    def greeting(self):
        hour = self.now.hour
        return "Bom dia" if hour < 12 else "Boa tarde" if hour < 18 else "Boa noite"

    @cached_property
    def channel(self):
        """The view that the person chose, in a unit that has store flow."""
        return channel_of(self.user, self.unit)

    @cached_property
    def reach(self):
        return reach_of(self.membership)

    @property
    def going_out(self):
        """The kinds of appointment at which somebody is met."""
        return tuple(kinds().slugs(hands_over=True))

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
        if block.work and not block.says_late:
            records = sorted(records, key=lambda work: work.due_at)  # all of them late: by that, not by whom to call first
        rows = [self._row(block, record) for record in records[:SHOWN]]
        if late is None:
            late = sum(row.state == "late" for row in rows)
        more = block.more(self) if block.more else ""
        return FilledBlock(block, rows, self._counts.get(block.slug, len(records)), late if block.says_late else 0, more)

    def _row(self, block, record):
        if block.work:
            return row_of(record, self.now, by_arrival=block.arrival, whose=block.whose, with_unit=self.unit is None)
        return block.told(record)

    @cached_property
    def _records(self):
        """The first rows of each block and one more, which says that there are more."""
        queue = queue_rows(self)
        return {block.slug: queue[block.slug] if block.work else records(self, block) for block in self.layout.blocks}

    @cached_property
    def _counts(self):
        """Of the blocks that the page does not show whole, and for the panels."""
        return counters(self, tuple(slug for slug, rows in self._records.items() if len(rows) > SHOWN))

    def counted(self, name):
        return self._counts[name]

    def _give_phones(self, rows):
        """One tap to call and to write, for rows that are leads of this unit."""
        rows = list(rows)
        wanted = {row.lead for row in rows if row.lead and not row.phone}
        phones = phones_of(wanted) if self.unit and wanted else {}
        for row in rows:
            if row.lead in phones and not row.phone:
                row.phone, row.called = phones[row.lead]
            row.whatsapp = self.whatsapp(row.phone, row.called) if row.phone else ""

    def whatsapp(self, phone, called):
        """WhatsApp with the first words written."""
        place = f" {self.unit.name}" if self.unit else ""
        text = f"Olá, {called}! Aqui é {self.user.first_name}, da Purifikar{place}."
        return f"https://wa.me/{phone.removeprefix('+')}?{urlencode({'text': text}, quote_via=quote)}"


__all__ = ["CAP", "SHOWN", "Block", "Day", "FilledBlock", "Row"]
