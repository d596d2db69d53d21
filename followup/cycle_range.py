"""Conditions on what a number or a day comes to: from 5 to 10, more than 4, more than 180 days ago (BIM-46).

Kept with a question as {"how": "entre", "at": "5", "to": "10"}. The day that "days ago" counts from is the unit's today: an answer of
long ago opens more with time. What is compared are bounds without any reckoning in them, so that the page's script does the same.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

NUMBER, DAY = "numero", "data"
MOST_DAYS = 36_500
COMPARED = {"gt": lambda one, other: one > other, "gte": lambda one, other: one >= other, "lt": lambda one, other: one < other, "lte": lambda one, other: one <= other}  # fmt: skip


@dataclass(frozen=True)
class How:
    """A way to limit answers of a kind: as it is chosen, as it is said, and what of the two limits it compares."""

    slug: str
    kind: str
    label: str
    words: str
    at: str
    to: str = ""
    ago: bool = False  # the limit is a number of days

    @property
    def is_double(self):
        return bool(self.to)


HOWS = {
    how.slug: how
    for how in (
        How("entre", NUMBER, "de … até …", "de {at} até {to}", "gte", "lte"),
        How("partir", NUMBER, "a partir de", "{at} ou mais", "gte"),
        How("acima", NUMBER, "acima de", "acima de {at}", "gt"),
        How("ate", NUMBER, "até", "até {at}", "lte"),
        How("abaixo", NUMBER, "menos de", "menos de {at}", "lt"),
        How("ha_mais", DAY, "há mais de (dias)", "há mais de {at} dias", "lt", ago=True),
        How("ha_menos", DAY, "há menos de (dias)", "há menos de {at} dias", "gt", ago=True),
        How("entre_dias", DAY, "de … até …", "de {at} até {to}", "gte", "lte"),
        How("depois", DAY, "depois de", "depois de {at}", "gt"),
        How("antes", DAY, "antes de", "antes de {at}", "lt"),
    )
}


def hows_of(kind):
    return [how for how in HOWS.values() if how.kind == kind]


def in_words(number):
    """`12`, `12,50`, `1.290`"""
    plain = f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"
    return plain.translate(str.maketrans(",.", ".,"))


def told(limits):
    """`acima de 4`"""
    how = HOWS[limits["how"]]
    return how.words.format(**{name: _told(how, limits[name]) for name in ("at", "to") if name in limits})


def _told(how, limit):
    if how.kind == NUMBER:
        return in_words(Decimal(limit))
    return limit if how.ago else f"{date.fromisoformat(limit):%d/%m/%Y}"


def bounds(limits, today=None):
    """{"gte": 5, "lte": 10}: what an answer is compared with on that day. Of "less than n days ago" tomorrow is no part."""
    how = HOWS[limits["how"]]
    if how.ago:
        today = today or timezone.localdate()
        turn = today - timedelta(days=int(limits["at"]))
        return {how.at: turn} | ({"lte": today} if how.at == "gt" else {})
    read = Decimal if how.kind == NUMBER else date.fromisoformat
    return {how.at: read(limits["at"])} | ({how.to: read(limits["to"])} if how.is_double else {})


def holds(limits, value):
    return isinstance(value, Decimal if HOWS[limits["how"]].kind == NUMBER else date) and all(
        COMPARED[name](value, limit) for name, limit in bounds(limits).items()
    )
