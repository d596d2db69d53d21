"""The day's list of contacts over all persons: what the address asks for, its rows, and the counters of its legend (BIM-03)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.core.cache import cache
from django.db.models import F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from followup.contact_questions import ALL_OPEN, CLOSED_LAST, NEXT_DAYS, OPEN_FIRST, TO_DO, Wanted, counts, rows
from followup.forms.contact import WORKING
from followup.models import AttendanceType, Contact, State
from leads.finding import people_by
from leads.lead_list import CAP
from leads.models import Phone, Source
from purifikar.lib.formats import brl
from purifikar.lib.keyset import AFTER, BEFORE, JOINT, page_of
from purifikar.lib.remembered import remembered
from tenants.models import Membership
from tenants.roles import Permission

SHOWN = 50
MANY, MANY_HOLDS = 1000, 60  # seconds
ME = "eu"
VIEWS = [  # name, what the address then says
    ("Para fazer", {}),
    ("Meus", {"responsavel": ME}),
    ("Próximos 7 dias", {"situacao": NEXT_DAYS}),
    ("Em aberto", {"situacao": ALL_OPEN}),
    ("Encerrados", {"situacao": State.CLOSED.value}),
]
NAMES = ("situacao", "tipo", "responsavel", "canal", "de", "ate", "q")
LEGEND = (State.LATE, State.TODAY, State.INTERNAL, State.OPEN, State.CLOSED)


COLUMNS = ("number", "name", "next_on", "next_at", "next_is_internal", "value", "closed_at", "result", "closing_words")


def name_of(user):
    """As `str(user)` says it."""
    return Coalesce(NullIf(f"{user}__name", Value("")), f"{user}__email", output_field=TextField())


BESIDE = {  # looked up, instead of four models a line
    "who": F("person__name"), "colour": F("kind__colour"),
    "kind_words": Concat("kind__classification", Value(" "), "kind__name"), "holder": name_of("owner"),
}  # fmt: skip


class ContactFilter:
    """What the address asks for, for one person in one unit; a value that means nothing filters nothing."""

    def __init__(self, params, *, member, unit):
        self.member, self.unit, self.user = member, unit, member.user
        self.given = {name: value for name in NAMES if (value := params.get(name, "").strip()[:80].replace("\0", ""))}
        self.today = timezone.localdate()

    def get(self, name):
        return self.given.get(name, "")

    @property
    def situation(self):
        known = {TO_DO, NEXT_DAYS, ALL_OPEN, *State.values}
        return self.get("situacao") if self.get("situacao") in known else TO_DO

    @property
    def shows_closed(self):
        return self.situation == State.CLOSED

    @property
    def is_narrow(self):
        return any(self.get(name) for name in NAMES)

    def address(self, **changes):
        return "?" + urlencode({name: value for name, value in {**self.given, **changes}.items() if value})

    @property
    def query(self):
        return urlencode(self.given)

    @property
    def views(self):
        """(name, address, whether it is this one)"""
        return [(name, "?" + urlencode(wanted), self.given == wanted) for name, wanted in VIEWS]

    @property
    def more(self):
        """How many filters are set that the page does not show at once."""
        return sum(bool(self.get(name)) for name in ("tipo", "canal", "de", "ate", "q"))

    # --- which contacts -----------------------------------------------------------------------------------------------

    @property
    def contacts(self):
        return self.wanted.in_situation(self.situation)

    @cached_property
    def wanted(self):
        """What is asked for, beside the situation."""
        owners = [] if self.member.may(Permission.LEAD_SEE_ALL) else [self.user.pk]  # as `listed_for`
        channel = self.get("canal") if self.get("canal") in Source.Channel.values else ""
        return Wanted(
            self.today, owners + self._owner, self._kinds, channel, since=_day(self.get("de")), until=_day(self.get("ate")),
            ends=self.shows_closed, words=self._words,
        )  # fmt: skip

    @property
    def _kinds(self):
        """An item, or all items of a group."""
        code = self.get("tipo")
        return [UUID(kind.key) for kind in self.kinds if kind.code == code or kind.code.startswith(f"{code}.")] if code else []

    @property
    def _owner(self):
        key = self.user.pk if self.get("responsavel") == ME else _key(self.get("responsavel"))
        return [key] if key else []

    @property
    def _words(self):
        """By the person, or the number of the contact."""
        words = self.get("q")
        if not words:
            return None
        number = words.lower().removeprefix("contato").strip()
        people = Q(person__in=people_by(words).order_by().values("pk"))
        return people | Q(number=int(number)) if number.isdecimal() and len(number) < 9 else people

    # --- what may be chosen: types and people in one query ------------------------------------------------------------

    @cached_property
    def _choices(self):
        return [Choice(*row) for row in remembered("contatos:escolhas", self._asked)]

    def _asked(self):
        text = TextField()
        here = Q(unit=self.unit, role__in=WORKING) | Q(unit=None, role="comercial")
        kinds = AttendanceType.objects.order_by().annotate(c_kind=Value("tipo", text), c_key=Cast("pk", text), c_code=Cast("classification", text), c_name=Cast("name", text), c_sort=F("sort"))  # fmt: skip
        people = Membership.objects.active().filter(here).order_by().annotate(c_kind=Value("pessoa", text), c_key=Cast("user", text), c_code=Value("", text), c_name=Cast("user__name", text), c_sort=Value(0))  # fmt: skip
        names = ("c_kind", "c_key", "c_code", "c_name", "c_sort")
        rows = kinds.values_list(*names).union(people.values_list(*names), all=True).order_by()
        return sorted(rows, key=lambda row: (row[4], row[3].casefold()))

    @cached_property
    def kinds(self):
        return [each for each in self._choices if each.kind == "tipo"]

    @cached_property
    def people(self):
        return list({each.key: each for each in self._choices if each.kind == "pessoa"}.values())

    @property
    def channels(self):
        return Source.Channel.choices


@dataclass(frozen=True)
class Choice:
    kind: str
    key: str
    code: str
    name: str
    sort: int

    @property
    def label(self):
        return f"{self.code} {self.name}".strip()


class ContactList:
    """The page of contacts that a filter and the address ask for."""

    def __init__(self, filters, params):
        self.filters, self.params = filters, params

    @cached_property
    def page(self):
        order, parse = (CLOSED_LAST, parse_datetime) if self.filters.shows_closed else (OPEN_FIRST, date.fromisoformat)

        def ask(key, backwards):
            if key and not self.filters.shows_closed:
                key = [date.fromisoformat(key[0]), key[1]]
            return rows(self.filters.wanted, self.filters.situation, with_lines, order, key, backwards=backwards, size=SHOWN + 1)

        return page_of(Contact.objects, self._params(parse), order=order, size=SHOWN, ask=ask)

    @property
    def rows(self):
        return [shown(contact, self.filters.today) for contact in self.page.rows]

    @cached_property
    def legend(self):
        """Of each state: its value in the address, tone, words, how many (BIM-08)."""
        current = self.filters.situation
        return [
            (state.value, state.tone, state.label, self._counts[state], self.filters.address(situacao="" if state == current else state.value), state == current)
            for state in LEGEND
        ]  # fmt: skip

    @cached_property
    def _counts(self):
        """Each up to the cap, in one query. Thousands are remembered for a minute: to count them takes long, and nobody counts after."""
        keys = {state: f"contatos:legenda:{self.filters.user.pk}:{self.filters.query}:{state.value}" for state in LEGEND}
        known = cache.get_many(keys.values())
        found = {state: known[key] for state, key in keys.items() if key in known}
        asked = [state for state in LEGEND if state not in found]
        fresh = dict(zip(asked, counts(self.filters.wanted, self.filters.user, asked, CAP), strict=True)) if asked else {}
        cache.set_many({keys[state]: count for state, count in fresh.items() if count > MANY}, MANY_HOLDS)
        return found | fresh

    @property
    def words(self):
        """What is to be done, in words."""
        late, today = self._counts[State.LATE], self._counts[State.TODAY]
        return f"{_many(late, 'vencido', 'vencidos')} e {today if today <= CAP else f'{CAP}+'} para hoje"

    def _params(self, parse):
        """The address without a page key that begins with no moment."""
        kept = self.params.copy()
        for name in (AFTER, BEFORE):
            if name in kept and not _parsed(parse, kept[name].split(JOINT)[0]):
                del kept[name]
        return kept


PHONE = Coalesce(Subquery(Phone.objects.filter(person=OuterRef("person")).order_by("id").values("number")[:1]), Value(""))


def with_rows(contacts):
    """What a row of some other page shows, in one query: with the person's first phone."""
    return contacts.select_related("person", "kind", "owner").annotate(phone=PHONE)


def with_lines(contacts, *more):
    """What a line of the day's list shows (`followup/row_html.py`), in one query; `more` names further fields of the contact."""
    return contacts.only(*COLUMNS, *more).annotate(phone=PHONE, **BESIDE)


def shown(contact, today):
    """With what the template needs: state, tone and words."""
    contact.shown_state = contact.state(today)
    contact.tone, contact.words = contact.shown_state.tone, contact.state_words(today)
    contact.amount = "" if contact.value is None else brl(contact.value).split()[1]
    contact.digits = getattr(contact, "phone", "").removeprefix("+")
    return contact


def _many(number, one, more):
    return f"{number if number <= CAP else f'{CAP}+'} {one if number == 1 else more}"


def _parsed(parse, text):
    try:
        return parse(text)
    except ValueError:
        return None


def _day(text):
    return _parsed(date.fromisoformat, text)


def _key(text):
    try:
        return UUID(text)
    except ValueError:
        return None
