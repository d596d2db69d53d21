"""What the day's list of contacts asks: its rows and the counters of its legend, the SQL written once a process for each form of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, Q

from followup.models import Contact, State
from followup.models.contact import DATE_KEY
from purifikar.db.capped import RowsOf
from purifikar.db.prepared import by_name, prepared
from purifikar.lib.keyset import placed

TO_DO = "fazer"  # what is late or of this day: the daily return routine
NEXT_DAYS = "proximos"
ALL_OPEN = "abertos"
OPEN_FIRST, CLOSED_LAST = ("date_key", "id"), ("-closed_at", "-id")


@dataclass
class Wanted:
    """Which contacts: values that stand in the SQL as they are, by name, and what gives it its form."""

    today: date
    owners: list = field(default_factory=list)  # of all of them at once
    kinds: list = field(default_factory=list)
    channel: str = ""
    since: date | None = None
    until: date | None = None
    ends: bool = False  # the days are those of the end, not of the next date
    words: Q | None = None  # of the person

    @property
    def is_plain(self):
        """Words are looked into, and the day of an end depends on the unit's zone."""
        return self.words is None and not (self.ends and (self.since or self.until))

    @property
    def named(self):
        """[(name, value)] of all values."""
        one = {"today": self.today, "week": self.today + timedelta(days=7), "since": self.since, "until": self.until}
        many = [("owner", key) for key in self.owners] + [("kind", key) for key in self.kinds]
        return [(name, value) for name, value in one.items() if value] + many

    def narrowed(self):
        found = _narrowed(by_name(*zip(*self.named, strict=True)), channel=self.channel, ends=self.ends)
        return found if self.words is None else found.filter(self.words)

    def in_situation(self, situation):
        return _in_situation(self.narrowed(), situation, by_name(*zip(*self.named, strict=True)))


def rows(wanted, situation, lines, order, key, *, backwards, size):
    """The rows behind a place of that order, as `lines` (a function of contacts) shows them."""
    if not wanted.is_plain:
        return list(placed(_keyed(lines(wanted.in_situation(situation))), order, key, backwards=backwards)[:size])
    names, values = zip(*wanted.named, *[("key", value) for value in key or ()], strict=True)
    return _rows(
        *values, names=names, channel=wanted.channel, situation=situation, lines=lines, order=order, backwards=backwards, size=size
    )


def counts(wanted, user, states, most):
    """How many are in each of those states, none counted beyond `most` and one."""
    if wanted.words is not None and (few := _in_one_pass(wanted, most)):
        return [few[state.value] for state in states]
    if not wanted.is_plain:
        return _counters(user.pk, [wanted.in_situation(state.value) for state in states], most)[0]
    names, values = zip(*wanted.named, strict=True)
    return _counts(user.pk, *values, names=names, channel=wanted.channel, states=tuple(states), most=most)[0]


def _in_one_pass(wanted, most):
    """Whoever looks for a name finds few: the people are looked for once. None where they have more than would be counted."""
    today = wanted.today
    found = wanted.narrowed().annotate(date_key=DATE_KEY).order_by()[: most + 1]
    asked = {state.value: Count("pk", filter=Contact.condition(state, today)) for state in State}
    counted = found.aggregate(everything=Count("pk"), **asked)
    return counted if counted["everything"] <= most else None


@prepared(spares=True, planned=False)
def _rows(*values, names, channel, situation, lines, order, backwards, size):
    given = by_name(names, values)
    found = _in_situation(_narrowed(given, channel=channel), situation, given)
    return placed(_keyed(lines(found)), order, given["key"], backwards=backwards)[:size]


@prepared(spares=True, planned=False)
def _counts(user, *values, names, channel, states, most):
    given = by_name(names, values)
    narrowed = _narrowed(given, channel=channel)
    return _counters(user, [_in_situation(narrowed, state.value, given) for state in states], most)


def _counters(user, found, most):
    return get_user_model().objects.filter(pk=user).values_list(*[RowsOf(each, most) for each in found])


def _keyed(contacts):
    return contacts.annotate(date_key=DATE_KEY)


def _narrowed(given, *, channel, ends=False):
    name = "closed_at__date" if ends else "date_key"
    asked = {f"{name}__gte": given["since"], f"{name}__lte": given["until"]}
    wanted = Q(**{lookup: days[0] for lookup, days in asked.items() if days})
    for owner in given["owner"]:
        wanted &= Q(owner=owner)
    if given["kind"]:
        wanted &= Q(kind__in=given["kind"])
    if channel:
        wanted &= Q(lead__channel=channel)
    return Contact.objects.by_date().filter(wanted)


def _in_situation(contacts, situation, given):
    (today,), (week,) = given["today"], given["week"]
    is_open = Q(closed_at=None)
    special = {TO_DO: is_open & Q(date_key__lte=today), NEXT_DAYS: is_open & Q(date_key__gt=today, date_key__lte=week), ALL_OPEN: is_open}
    return contacts.filter(special[situation] if situation in special else Contact.condition(situation, today))
