"""When a Técnico can be had: his hours on the unit's calendar, and what stands against an hour of his (PUR-39, PUR-04)."""

from dataclasses import dataclass, replace
from datetime import datetime, time

from django.utils import timezone

from purifikar.lib.formats import SHORT_WEEKDAYS
from purifikar.lib.worktime import WorkCalendar
from workflow import calendar
from workflow.models import Resource

NOON = time(12)


def calendar_of(resource, unit_calendar):
    """The unit's days of rest, with his own week; without one, the unit's hours in his shift."""
    if not resource.keeps_own_hours:
        return unit_calendar
    if resource.hours is None:
        week = tuple(tuple(_in_shift(day, resource.shift)) for day in unit_calendar.hours)
    else:
        week = tuple(tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in day) for day in resource.hours)
    return replace(unit_calendar, hours=week)


def _in_shift(day, shift):
    for begin, end in day:
        kept = (begin, min(end, NOON)) if shift == Resource.Shift.MORNING else (max(begin, NOON), end)
        if kept[0] < kept[1]:
            yield kept


def hindrances(resource, spans, unit):
    """[(span, what stands against it)]: that he is away, or that he works at other hours, in one or two queries.

    Who has no hours of his own is not held to the unit's: as with people, an hour before it opens may be agreed upon.
    """
    spans = list(spans)
    if not resource or not spans:
        return []
    days = [(timezone.localdate(start), timezone.localdate(end)) for start, end in spans]
    away = resource.absences.touching(min(first for first, _ in days), max(last for _, last in days))
    found = [
        (span, each) for span, (first, last) in zip(spans, days, strict=True) for each in away if each.starts <= last and each.ends >= first
    ]
    gone = {span for span, _ in found}
    if resource.keeps_own_hours:
        hours = calendar_of(resource, calendar.of(unit).calendar)
        found += [(span, OtherHours(resource, *span, hours)) for span in spans if span not in gone and not _works(hours, *span)]
    return found


def _works(hours, start, end):
    """A break for lunch is his own to shift."""
    work = hours.intervals(timezone.localdate(start))
    return bool(work) and work[0][0] <= start and end <= work[-1][1]


@dataclass(frozen=True)
class OtherHours:
    """At that hour he does not work."""

    resource: Resource
    starts_at: datetime
    ends_at: datetime
    hours: WorkCalendar

    def who_and_when(self):
        return f"{self.resource} não trabalha nessa hora"

    def in_the_way_words(self):
        day = timezone.localdate(self.starts_at)
        named = f"{SHORT_WEEKDAYS[day.weekday()]} {day:%d/%m}"
        if not (work := self.hours.intervals(day)):
            return f"{self.resource} não trabalha em {named}. Escolha outro dia ou outro técnico."
        opens, closes = timezone.localtime(work[0][0]), timezone.localtime(work[-1][1])
        return f"Em {named}, {self.resource} trabalha das {opens:%H:%M} às {closes:%H:%M}. Escolha outro horário ou outro técnico."
