"""A page of the lead list: its rows as they are shown, and the counters of its legend."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from leads.filters import ANY, CLOSED, SITUATIONS, narrowed
from leads.models import Lead, Phone, Source
from purifikar.db.prepared import by_name, named_values, prepared
from purifikar.lib.formats import brl, thousands, when
from purifikar.lib.keyset import AFTER, BEFORE, JOINT, page_of, placed
from purifikar.lib.remembered import remembered
from tenants.models import User
from tenants.roles import Permission
from workflow.models.journey import NO_LIMIT

SHOWN = 50
CAP = 10_000
WIDE = 3000  # leads of one's own
CAP_HOLDS = 300  # seconds: a counter that is over the cap stays there for a while, so it is not counted at each click


def _name_of(model, key):
    """Looked up for the rows shown, not joined: with three tables more, to plan the query would cost more than to run it."""
    return Subquery(model.objects.filter(pk=OuterRef(key)).order_by().values("name")[:1])


COLUMNS = {
    "number": F("number"), "name": F("person__name"), "district": F("district"), "stage": F("journey__stage__name"),
    "holder": _name_of(User, "journey__holder"), "source": _name_of(Source, "source"), "channel": F("channel"), "product": F("product"),
    "value": F("value"), "due_at": F("journey__due_at"), "next_at": F("next_at"), "ended_at": F("journey__ended_at"),
    "turn": F("journey__turn"), "holder_key": F("journey__holder"), "centre": F("journey__stage__centre"),
}  # fmt: skip


@dataclass(slots=True)
class Row:
    """A lead as a line of the list or a card of the board."""

    number: int
    name: str
    district: str
    stage: str
    holder: str
    source: str
    channel: str
    product: str
    value: object
    due_at: datetime
    next_at: datetime
    ended_at: datetime
    turn: int
    holder_key: UUID | None
    centre: str
    phone: str
    kind: str = ""
    words: str = ""

    def told(self, now):
        """With its date in words and the state that colours it (BIM-08)."""
        if self.ended_at:
            self.kind, self.words = "closed", f"encerrado {when(timezone.localtime(self.ended_at).date(), now)}"
        elif self.due_at is None:
            self.kind, self.words = (
                "internal",
                f"interna, {when(timezone.localtime(self.next_at).date(), now)}" if self.next_at else "sem data",
            )
        else:
            self.kind, self.words = limit_in_words(timezone.localtime(self.due_at), now)
        return self

    @property
    def place(self):
        return " · ".join(filter(None, (self.district, self.stage)))

    @property
    def what(self):
        return " · ".join(filter(None, (self.district, self.product)))

    @property
    def amount(self):
        return "" if self.value is None else brl(self.value).split()[1]

    @property
    def digits(self):
        return self.phone.removeprefix("+")


def limit_in_words(due, now):
    """("late", "venceu ontem 16:20"), ("late", "venceu sex 13/11"), ("today", "vence em 40 min"), ("open", "amanhã 08:30")"""
    if due < now:
        is_near = (now.date() - due.date()).days < 2
        return "late", f"venceu {when(due, now) if is_near else when(due.date(), now)}"
    if due.date() > now.date():
        return "open", when(due, now)
    minutes = int((due - now).total_seconds() // 60)
    return "today", f"vence em {minutes} min" if minutes < 60 else when(due, now)


def as_rows(leads):
    """The leads' columns in one query, plain tuples instead of six models a row."""
    phone = Phone.objects.filter(person=OuterRef("person")).order_by("id").values("number")[:1]
    return leads.annotate(**{f"c_{name}": column for name, column in COLUMNS.items()}, c_phone=Coalesce(Subquery(phone), Value("")))


def told(values):
    now = timezone.localtime()
    return [Row(*value).told(now) for value in values]


ROW_NAMES = (*(f"c_{name}" for name in COLUMNS), "c_phone")
DATED = ("due_key", "journey_id")  # in the order of their limits


class LeadList:
    """The page of leads that a filter and the address ask for."""

    def __init__(self, filters, params):
        self.filters, self.params = filters, params

    @cached_property
    def page(self):
        if self.filters.newest_first:
            self.filters.is_wide = self._is_wide
            leads = as_rows(self.filters.leads).values_list("number", *ROW_NAMES, named=True)
            return page_of(leads, self.params, order=("-number",), size=SHOWN)
        if self._sees_all and not self.filters.get("q"):
            return page_of(Lead.objects, self._dated_params(), order=DATED, size=SHOWN, ask=self._ask)
        leads = _dated(self.filters.leads if self._sees_all else Lead.objects.all())
        parts = [] if self._sees_all else self.filters.own_parts
        return page_of(leads, self._dated_params(), order=DATED, size=SHOWN, parts=parts)

    def _ask(self, key, backwards):
        wanted = {**self.filters.wanted, **({"key": [_moment(key[0]), key[1]]} if key else {})}
        if not all(wanted.values()):
            return []
        names, values = named_values(wanted)
        return _rows(*values, names=names, situation=self.filters.situation, unheld=self.filters.unheld, backwards=backwards)

    @property
    def _sees_all(self):
        return self.filters.member.may(Permission.LEAD_SEE_ALL)

    @property
    def _is_wide(self):
        if self._sees_all:
            return False
        shown = next((count for value, _, _, count, *_ in self.legend if value == self.filters.situation), self.open_count)
        return shown > WIDE

    def _dated_params(self):
        """The address without a page key that begins with no moment."""
        for name in (AFTER, BEFORE):
            if name in self.params and not _moment(self.params[name].split(JOINT)[0]):
                kept = self.params.copy()
                del kept[name]
                return kept
        return self.params

    @cached_property
    def rows(self):
        keys = 1 if self.filters.newest_first else 2
        return told(row[keys:] for row in self.page.rows)

    @cached_property
    def legend(self):
        """Of each situation: its value in the address, state, words, how many."""
        counts = self._counts(list(SITUATIONS))
        current = self.filters.situation
        return [
            (value, kind, words, counts[value], self.filters.address(prazo="" if value == current else value), value == current)
            for value, (kind, words) in SITUATIONS.items()
        ]

    @property
    def open_count(self):
        return sum(count for value, _, _, count, *_ in self.legend if value != CLOSED)

    @property
    def heading(self):
        count = self.open_count
        return f"{thousands(CAP)}+ em aberto" if any(each[3] > CAP for each in self.legend[:4]) else f"{thousands(count)} em aberto"

    @property
    def words(self):
        """Which of how many: of the situation that is shown, or of all that are open."""
        return self.heading if not self.filters.situation else ""

    def _counts(self, situations):
        filters = self.filters
        return remembered(f"legend:{filters.user.pk}:{filters.channel}:{filters.query}", lambda: self._counted_now(situations))

    def _counted_now(self, situations):
        """Each counted up to the cap, all in one query; what is over the cap is remembered for longer."""
        if not self._sees_all:
            return self._counts_of_few(situations)
        key = {value: f"leads:over:{self.filters.user.pk}:{self.filters.channel}:{self.filters.query}:{value}" for value in situations}
        over = cache.get_many(key.values())
        asked = [value for value in situations if key[value] not in over]
        counts = dict.fromkeys(situations, CAP + 1) | dict(zip(asked, capped_counts(map(self._counted, asked)), strict=True))
        cache.set_many({key[value]: 1 for value in asked if counts[value] > CAP}, CAP_HOLDS)
        return counts

    def _counts_of_few(self, situations):
        """Of whoever sees only his own: all of them in one pass, there are not so many."""
        leads = self.filters.narrow(self.filters.seen, situation=ANY).order_by()
        return leads.aggregate(**{value: Count("pk", filter=self.filters.is_in(value)) for value in situations})

    def _counted(self, situation):
        if self.filters.concerns_journeys_only:
            return self.filters.journeys(situation)
        return self.filters.narrow(self.filters.seen, situation=situation)


@prepared(spares=True, planned=False)
def _rows(*values, names, situation, unheld, backwards):
    wanted = by_name(names, values)
    found = _dated(narrowed(Lead.objects.all(), wanted, situation, unheld=unheld))
    return placed(found, DATED, wanted.get("key"), backwards=backwards)[: SHOWN + 1]


def _dated(leads):
    leads = as_rows(leads).annotate(due_key=Coalesce("journey__due_at", Value(NO_LIMIT)))
    return leads.values_list(*DATED, *ROW_NAMES, named=True)


def capped_counts(querysets):
    """How many rows each has, none counted beyond the cap; one query for all of them."""
    pieces = [sql_of(queryset.order_by().values("pk")[: CAP + 1]) for queryset in querysets]
    if not pieces:
        return []
    counted = ", ".join(f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _ in pieces)  # noqa: S608 (Django's own SQL)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted}", [each for _, params in pieces for each in params])
        return cursor.fetchone()


def sql_of(queryset):
    """Its SQL and parameters; of one that Django knows to be empty, a query without rows."""
    try:
        return queryset.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::numeric AS value WHERE false", ()


def _moment(text):
    try:
        return parse_datetime(text)
    except ValueError:
        return None
