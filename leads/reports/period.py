"""The days that a report is about, chosen in its address, and those before them with which it is compared."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from purifikar.lib.formats import MONTHS

WEEK, MONTH, LAST_MONTH, FREE = "semana", "mes", "mes-passado", "livre"
CHOICES = [(WEEK, "Esta semana"), (MONTH, "Este mês"), (LAST_MONTH, "Mês passado")]
LONGEST = timedelta(days=366 * 3)


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date
    choice: str = FREE

    @classmethod
    def of(cls, params, today):
        """What the address asks for; what means nothing is this month."""
        first, last = _day(params.get("de", "")), _day(params.get("ate", ""))
        if params.get("periodo") == FREE and first and last:
            first, last = min(first, last), max(first, last)
            return cls(max(first, last - LONGEST), last)
        if params.get("periodo") == WEEK:
            return cls(today - timedelta(days=today.weekday()), today, WEEK)
        if params.get("periodo") == LAST_MONTH:
            last = today.replace(day=1) - timedelta(days=1)
            return cls(last.replace(day=1), last, LAST_MONTH)
        return cls(today.replace(day=1), today, MONTH)

    @property
    def before(self):
        """As many days just before; of a month the same days of the month before it, of a week those of the week before."""
        if self.choice == WEEK:
            return Period(self.first - timedelta(days=7), self.last - timedelta(days=7))
        if self.choice in (MONTH, LAST_MONTH):
            end = self.first - timedelta(days=1)
            last = end if self.choice == LAST_MONTH else min(end, end.replace(day=min(self.last.day, end.day)))
            return Period(end.replace(day=1), last)
        length = self.last - self.first
        return Period(self.first - timedelta(days=1) - length, self.first - timedelta(days=1))

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def query(self):
        """Its part of an address, as days that do not move."""
        return {"de": self.first.isoformat(), "ate": self.last.isoformat()}

    @property
    def choices(self):
        return [(words, "?" + urlencode({"periodo": choice}), choice == self.choice) for choice, words in CHOICES]

    def __str__(self):
        """`1 a 22 de novembro`, `28 de outubro a 3 de novembro de 2026`"""
        first, last = self.first, self.last
        end = f"{last.day} de {MONTHS[last.month - 1]}"
        if first == last:
            return end
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day} a {end}"
        year = f" de {first.year}" if first.year != last.year else ""
        return f"{first.day} de {MONTHS[first.month - 1]}{year} a {end} de {last.year}"


def _day(text):
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None
