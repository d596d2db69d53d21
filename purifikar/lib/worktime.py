"""Working time: business hours and working days of a calendar with weekly hours, breaks and rest days in a time zone.

All arithmetic is on intervals of a day, never a walk over minutes. Moments go in and come out aware, and out in UTC. A day's
interval that daylight saving time shortens or stretches counts as long as it really lasts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST_REST = 366  # days without any work before a calendar counts as one that never works


class NeverWorks(ValueError):
    """A deadline was asked of a calendar that has no working hours for a whole year."""


@dataclass(frozen=True)
class WorkCalendar:
    """When somebody works.

    zone: the place's time zone. hours: for Monday to Sunday the day's intervals ((from, to), …) of wall time, in order and
    apart; a lunch break is the gap between two. rest: the dates on which nobody works.
    """

    zone: ZoneInfo
    hours: tuple[tuple[tuple[time, time], ...], ...]
    rest: frozenset[date] = frozenset()

    def is_working_day(self, day):
        return bool(self.hours[day.weekday()]) and day not in self.rest

    def intervals(self, day):
        """The day's working intervals as moments in UTC; none on a day of rest."""
        if not self.is_working_day(day):
            return []
        both = [(self._moment(day, begin), self._moment(day, end)) for begin, end in self.hours[day.weekday()]]
        return [(begin, end) for begin, end in both if begin < end]

    def add_time(self, start, amount):
        """The moment at which `amount` (a timedelta ≥ 0) of working time after `start` is over.

        Nothing to wait for: the first working moment not before `start`. Raises NeverWorks.
        """
        left = amount
        for begin, end in self._ahead(start):
            begin = max(begin, start)
            if end - begin >= left:
                return (begin + left).astimezone(UTC)
            left -= end - begin
        raise AssertionError("unreachable")

    def subtract_time(self, end, amount):
        """The moment from which `amount` of working time is left until `end`: when "one hour before" rings (Zammad #4432)."""
        left = amount
        for begin, close in self._behind(end):
            close = min(close, end)
            if close - begin >= left:
                return (close - left).astimezone(UTC)
            left -= close - begin
        raise AssertionError("unreachable")

    def worked_between(self, start, end):
        """How much working time lies between two moments: the inverse of `add_time`. Zero when `end` is not after `start`."""
        total, day = timedelta(), self.day_of(start)
        last = self.day_of(end)
        while day <= last:
            for begin, close in self.intervals(day):
                total += max(timedelta(), min(close, end) - max(begin, start))
            day += timedelta(days=1)
        return total

    def add_days(self, start, count):
        """The close of business of the working day `count` working days after the day of `start`, which doesn't count itself.

        Zero: the close of that day, or of the next working day when it is one of rest. Raises NeverWorks.
        """
        day, left = self.day_of(start), count
        while left or not self.is_working_day(day):
            day = self._next_working_day(day)
            left = max(0, left - 1)
        return self.intervals(day)[-1][1]

    def working_days_between(self, start, end):
        """How many working days lie after the day of `start`, up to and with the day of `end`."""
        day, last, count = self.day_of(start), self.day_of(end), 0
        while day < last:
            day += timedelta(days=1)
            count += self.is_working_day(day)
        return count

    def end_of_month(self, start):
        """The last second of the local month in which `start` lies (DIR-40): still a day of that month, for whoever reads or sorts it."""
        day = self.day_of(start)
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return self._moment(following, time.min) - timedelta(seconds=1)

    def next_at(self, after, wall_time):
        """The first time after `after` that it is so late by the wall clock on a working day. Raises NeverWorks."""
        day = self.day_of(after)
        while not self.is_working_day(day) or self._moment(day, wall_time) <= after:
            day = self._next_working_day(day)
        return self._moment(day, wall_time)

    def day_of(self, moment):
        """The local date of a moment."""
        return moment.astimezone(self.zone).date()

    def _moment(self, day, wall_time):
        return datetime.combine(day, wall_time, tzinfo=self.zone).astimezone(UTC)

    def _next_working_day(self, day):
        for _ in range(LONGEST_REST):
            day += timedelta(days=1)
            if self.is_working_day(day):
                return day
        raise NeverWorks("O calendário não tem nenhuma hora de trabalho.")

    def _ahead(self, start):
        """Working intervals from the day of `start` on that end after it, in order."""
        day = self.day_of(start)
        while True:
            yield from (interval for interval in self.intervals(day) if interval[1] > start)
            day = self._next_working_day(day)

    def _behind(self, end):
        """Working intervals from the day of `end` back that begin before it, the latest first."""
        day, idle = self.day_of(end), 0
        while idle <= LONGEST_REST:
            found = [interval for interval in reversed(self.intervals(day)) if interval[0] < end]
            yield from found
            idle = 0 if found else idle + 1
            day -= timedelta(days=1)
        raise NeverWorks("O calendário não tem nenhuma hora de trabalho.")


class WallClock:
    """Running time in the words of WorkCalendar: every minute counts."""

    def add_time(self, start, amount):
        return start + amount

    def subtract_time(self, end, amount):
        return end - amount

    def worked_between(self, start, end):
        return max(timedelta(), end - start)
