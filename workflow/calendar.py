"""A unit's clocks: its working calendar out of weekly hours and holidays, and the moments of a limit on it (BEY-08)."""

from dataclasses import dataclass
from datetime import time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

from purifikar.lib.worktime import WorkCalendar
from workflow.models.stage import Limit

YEARS_AHEAD = 2
OFFICE = ((time(8), time(12)), (time(13), time(18)))
OFFICE_WEEK = (OFFICE,) * 5 + ((), ())
OPTIONAL_NAMES = ("Carnaval", "Corpus Christi", "Quarta-feira de Cinzas")


def of(unit):
    """The clocks of a unit, with its holidays as they stand now."""
    year = timezone.now().year
    municipal = tuple(unit.holidays.values_list("day", "yearly"))
    return Clocks(_calendar(unit.time_zone, unit.uf, municipal, year))


@dataclass(frozen=True)
class Clocks:
    """Moments of limits on one calendar. Amounts are in the limit's own unit: hours, or working days."""

    calendar: WorkCalendar

    def due(self, start, limit):
        """When the limit runs out that begins to count at `start`."""
        if limit.clock == Limit.Clock.HOURS:
            return start + timedelta(hours=limit.amount)
        if limit.clock == Limit.Clock.BUSINESS_HOURS:
            return self.calendar.add_time(start, timedelta(hours=limit.amount))
        if limit.clock == Limit.Clock.WORKING_DAYS:
            return self.calendar.add_days(start, limit.amount)
        return self.calendar.end_of_month(start)

    def share(self, start, due, limit, percent):
        """The moment at which that much of the limit is used up; beyond 100 % it goes on at the same pace."""
        if percent == 100:
            return due
        if limit.clock in (Limit.Clock.HOURS, Limit.Clock.END_OF_MONTH):
            return start + (due - start) * percent / 100
        total = self.calendar.worked_between(start, due)
        return self.calendar.add_time(start, total * percent / 100)

    def used(self, armed, now):
        """How much of the limit's own time is used up until now, pauses left out."""
        if armed.limit.clock in (Limit.Clock.HOURS, Limit.Clock.END_OF_MONTH):
            left = max(timedelta(), armed.due_at - now)
            return (armed.due_at - armed.started_at) - left
        total = self.calendar.worked_between(armed.started_at, armed.due_at)
        return total - self.calendar.worked_between(now, armed.due_at)

    def due_after_pause(self, armed, now):
        """The new moment: what was left when the pause began counts from now."""
        if armed.limit.clock in (Limit.Clock.HOURS, Limit.Clock.END_OF_MONTH):
            return now + (armed.due_at - armed.paused_at)
        left = self.calendar.worked_between(armed.paused_at, armed.due_at)
        return self.calendar.add_time(now, left)


@lru_cache(maxsize=512)
def _calendar(zone, uf, municipal, year):
    years = range(year - 1, year + YEARS_AHEAD + 1)
    rest = set(holidays.country_holidays("BR", subdiv=uf, years=years))
    for day, yearly in municipal:
        rest |= {day.replace(year=each) for each in years if (day.month, day.day) != (2, 29)} if yearly else {day}
    return WorkCalendar(ZoneInfo(zone), OFFICE_WEEK, frozenset(rest))
