"""The board: a column for each stage, with the leads that fall due first, and how many there are."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from leads.decider import Decider
from leads.lead_list import ROW_NAMES, as_rows, capped_counts, sql_of, told
from leads.row_html import cards
from purifikar.lib.remembered import remembered
from workflow.models.journey import NO_LIMIT

A_COLUMN = 20
ADDED_UP = 500  # leads of a column whose values are added up; beyond that the sum would cost more than the page


@dataclass
class Column:
    """A stage with its first leads; `value` only where all of them were added up."""

    slug: str
    name: str
    count: int = 0
    value: object = None
    rows: list = field(default_factory=list)
    address: str = ""
    is_shown: bool = False  # on the phone, one at a time
    here: str = ""
    cards: str = ""

    @property
    def hidden(self):
        return max(self.count - len(self.rows), 0)


class Board:
    def __init__(self, filters, shown=""):
        self.filters, self.shown = filters, shown
        self.decider = Decider(filters.member, filters.unit)

    @cached_property
    def stages(self):
        """Those of the unit's own process, and others only while leads are left in them."""
        wanted = self.filters.get("etapa")
        return [stage for stage in self.filters.stages if not wanted or stage.slug == wanted]

    @cached_property
    def columns(self):
        columns = [Column(stage.slug, stage.name) for stage in self.stages]
        counts = self._counts()
        rows = self._rows()
        for place, column in enumerate(columns):
            column.count, column.value = counts[place]
            column.rows = told(row for row in rows.get(column.slug, []))
            column.address = self.filters.address(etapa=column.slug)
        ours = {stage.slug for stage in self.stages if stage.is_ours}
        columns = [column for column in columns if column.count or column.slug in ours]
        for column in columns:
            column.is_shown = column.slug == self.shown
            column.cards = cards(column.rows, leads=reverse("leads"), back=self.carried, may_move=self._may_move)
            column.here = f"?{self.filters.query}&coluna={column.slug}"
        if columns and not any(column.is_shown for column in columns):
            next((column for column in columns if column.count), columns[0]).is_shown = True
        return columns

    @property
    def carried(self):
        """The filters, to come back to them from a page about one card."""
        return urlencode({"quadro": self.filters.query})

    @property
    def shown_place(self):
        return next((place for place, column in enumerate(self.columns) if column.is_shown), 0)

    @property
    def before(self):
        return self.columns[self.shown_place - 1] if self.shown_place else None

    @property
    def after(self):
        following = self.columns[self.shown_place + 1 :]
        return following[0] if following else None

    def _may_move(self, row):
        return self.decider.may(centre=row.centre, holder=row.holder_key)

    def _of(self, slug):
        keys = [stage.key for stage in self.filters.choices["stage"] if stage.slug == slug]
        return self.filters.leads.filter(journey__stage__in=keys)

    def _rows(self):
        """The first leads of every column in one query: {stage: rows}"""
        pieces = []
        for stage in self.stages:
            leads = as_rows(self._of(stage.slug)).annotate(due_key=Coalesce("journey__due_at", Value(NO_LIMIT)), c_column=Value(stage.slug))
            pieces.append(leads.order_by("due_key", "journey_id").values_list("c_column", *ROW_NAMES)[:A_COLUMN])
        rows = {}
        for slug, *values in (
            pieces[0].union(*pieces[1:], all=True).order_by() if len(pieces) > 1 else [each for piece in pieces for each in piece]
        ):
            rows.setdefault(slug, []).append(values)
        return rows

    def _counts(self):
        filters = self.filters
        return remembered(f"board:{filters.user.pk}:{filters.channel}:{filters.query}", self._counted_now)

    def _counted_now(self):
        """[(how many, what they are worth)] by column in two queries; nothing is counted or added up beyond a cap."""
        counts = capped_counts(self._counted(stage.slug) for stage in self.stages)
        pieces = [sql_of(self._of(stage.slug).order_by().values("value")[:ADDED_UP]) for stage in self.stages]
        if not pieces:
            return []
        added = " UNION ALL ".join(f"SELECT sum(value) FROM ({sql}) AS added" for sql, _ in pieces)  # noqa: S608 (Django's own SQL)
        with connection.cursor() as cursor:
            cursor.execute(added, [each for _, params in pieces for each in params])
            values = [value for (value,) in cursor.fetchall()]
        return [(count, value if count <= ADDED_UP else None) for count, value in zip(counts, values, strict=True)]

    def _counted(self, slug):
        keys = [stage.key for stage in self.filters.choices["stage"] if stage.slug == slug]
        if self.filters.concerns_journeys_only and not self.filters.situation:
            return self.filters.running_journeys.filter(stage__in=keys)
        return self._of(slug)
