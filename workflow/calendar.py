"""A unit's clocks: its working calendar out of weekly hours and holidays, and the moments of a limit on it (BEY-08)."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings
from django.utils import timezone

from purifikar.db.prepared import prepared
from purifikar.lib.formats import SHORT_WEEKDAYS
from purifikar.lib.worktime import WallClock, WorkCalendar
from tenants.models import Holiday, Unit
from tenants.models.unit import office_week
from workflow.models.stage import Limit

YEARS_AHEAD = 2
# The law leaves these to each town and employer; a unit says whether it rests.
OPTIONAL = {"carnaval": "Carnaval", "cinzas": "Quarta-feira de Cinzas", "corpus-christi": "Corpus Christi"}
LEAP_DAY = (2, 29)


@dataclass(frozen=True)
class RestDay:
    """A day on which a unit rests: which, why, and by whose word ("nacional ou estadual", "municipal", "facultativo")."""

    day: date
    name: str
    source: str

    @property
    def written_day(self):
        """qui 01/01."""
        return f"{SHORT_WEEKDAYS[self.day.weekday()]} {self.day:%d/%m}"


def of(unit):
    """The clocks of a unit, with its hours and holidays as they stand now."""
    return Clocks(_calendar_of(unit, _holidays(unit.pk)))


def of_each(units):
    """{unit: its clocks}, the holidays of all of them in one query."""
    units, municipal = list(units), defaultdict(list)
    for unit, day, yearly in Holiday.objects.filter(unit__in=units).values_list("unit", "day", "yearly"):
        municipal[unit].append((day, yearly))
    return {unit: Clocks(_calendar_of(unit, municipal[unit.pk])) for unit in units}


def of_network():
    """The Franqueadora's: office hours, national holidays."""
    return Clocks(_calendar(settings.TIME_ZONE, "", _hashable(office_week()), (), (), timezone.now().year))


def rest_days(unit, years):
    """The days of rest of those years, in order; one of several names where two fall on one day."""
    years, found = tuple(years), {}
    for day, name in _optional(unit.uf, tuple(unit.optional_rest), years):
        found[day] = RestDay(day, name, "facultativo")
    for holiday in unit.holidays.all():
        found.update((day, RestDay(day, holiday.name, "municipal")) for day in _on_days(holiday.day, holiday.yearly, years))
    for day, name in _public(unit.uf, years).items():
        found[day] = RestDay(day, name, "nacional ou estadual")
    return [found[day] for day in sorted(found)]


def fingerprint(unit, municipal=None):
    """What the unit's calendar comes to, as a short word: another calendar, another word."""
    municipal = unit.holidays.values_list("day", "yearly") if municipal is None else municipal
    calendar = _calendar_of(unit, municipal)
    facts = repr((calendar.zone.key, calendar.hours, sorted(calendar.rest)))
    return hashlib.sha256(facts.encode()).hexdigest()


def changed_units():
    """The units whose calendar is another than the one by which their limits were last counted, however it was changed."""
    municipal = defaultdict(list)
    for unit, day, yearly in Holiday.objects.values_list("unit", "day", "yearly"):
        municipal[unit].append((day, yearly))
    return [unit for unit in Unit.objects.answering() if fingerprint(unit, municipal[unit.pk]) != unit.calendar_fingerprint]


@dataclass(frozen=True)
class Clocks:
    """Moments of limits on one calendar. Amounts are in the limit's own unit: hours, or working days."""

    calendar: WorkCalendar

    def due(self, start, limit, asked_day=None):
        """When the limit runs out that begins to count at `start`. `asked_day` is the day that whoever asked for it named (DIR-57)."""
        if limit.clock == Limit.Clock.ASKED_DAY:
            days = max(0, (asked_day - self.calendar.day_of(start)).days) if asked_day else 0
            return self.calendar.add_days(start + timedelta(days=days), 0 if asked_day else limit.amount)
        if limit.clock == Limit.Clock.WORKING_DAYS:
            return self.calendar.add_days(start, limit.amount)
        if limit.clock == Limit.Clock.END_OF_MONTH:
            return self.calendar.end_of_month(start)
        return self._pace(limit).add_time(start, timedelta(hours=limit.amount))

    def due_of(self, armed):
        """When an armed limit runs out: after a pause, what was left counts from its end; a month ends when it ends.

        One that was late already when it paused stays due when it was.
        """
        if armed.left == timedelta():
            return armed.due_at
        if armed.left is None or armed.limit.clock == Limit.Clock.END_OF_MONTH:
            return self.due(armed.counts_from, armed.limit, armed.asked_day)
        return self._pace(armed.limit).add_time(armed.counts_from, armed.left)

    def used(self, armed, now):
        """How much of the limit's own time is used up until now, pauses left out."""
        return armed.consumed + self._pace(armed.limit).worked_between(armed.counts_from, min(now, armed.due_at))

    def left(self, armed, now):
        """How much of the limit's own time is left now."""
        return self._pace(armed.limit).worked_between(now, armed.due_at)

    def moment(self, armed, alarm):
        """When an alarm of the limit rings: at its share of the limit's own time, and minutes of that time before or after.

        So "an hour before" nine o'clock is in the evening before, by the unit's hours, never in the night (Zammad #4432).
        """
        pace, shift = self._pace(armed.limit), timedelta(minutes=alarm.minutes_after)
        base = armed.due_at if alarm.percent == 100 else self._share(armed, alarm.percent)
        if not shift:
            return base
        return pace.add_time(base, shift) if shift > timedelta() else pace.subtract_time(base, -shift)

    def _share(self, armed, percent):
        """The moment at which that much of the limit is used up; beyond 100 % it goes on at the same pace."""
        pace = self._pace(armed.limit)
        total = armed.consumed + pace.worked_between(armed.counts_from, armed.due_at)
        moment = pace.add_time(armed.counts_from, max(timedelta(), total * percent / 100 - armed.consumed))
        return min(moment, armed.due_at) if percent < 100 else moment

    def _pace(self, limit):
        return WallClock() if limit.clock == Limit.Clock.HOURS else self.calendar


def _calendar_of(unit, municipal):
    days = tuple(sorted(municipal))
    return _calendar(unit.time_zone, unit.uf, _hashable(unit.working_hours), tuple(unit.optional_rest), days, timezone.now().year)


@lru_cache(maxsize=512)
def _calendar(zone, uf, hours, optional, municipal, year):
    years = range(year - 1, year + YEARS_AHEAD + 1)
    rest = set(_public(uf, years)) | {day for day, _ in _optional(uf, optional, years)}
    for day, yearly in municipal:
        rest.update(_on_days(day, yearly, years))
    week = tuple(tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in day) for day in hours)
    return WorkCalendar(ZoneInfo(zone), week, frozenset(rest))


def _hashable(hours):
    return tuple(tuple((begin, end) for begin, end in day) for day in hours)


@lru_cache(maxsize=256)
def _public(uf, years):
    return dict(holidays.country_holidays("BR", subdiv=uf or None, years=years))


def _optional(uf, chosen, years):
    """(day, name) of the facultative holidays that a unit keeps."""
    names = {OPTIONAL[slug] for slug in chosen if slug in OPTIONAL}
    known = holidays.country_holidays("BR", subdiv=uf or None, years=years, categories=("optional",)) if names else {}
    return [(day, name) for day, name in known.items() if name in names]


def _on_days(day, yearly, years):
    if not yearly:
        return [day]
    return [date(year, day.month, day.day) for year in years if (day.month, day.day) != LEAP_DAY or year % 4 == 0]


@prepared
def _holidays(unit):
    return Holiday.objects.filter(unit=unit).order_by().values_list("day", "yearly")
