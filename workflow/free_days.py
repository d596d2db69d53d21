"""When chosen people are free: dias livres, parcialmente livres, ocupados, and the hours left in them (BIM-15, BIM-45).

Out of the register of commitments, so what takes a person's time in another unit counts too. Two queries for however many
people and days.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from purifikar.lib.formats import SHORT_WEEKDAYS, full_moment
from tenants.models import Absence, Commitment
from workflow.models import Appointment, ResourceAbsence
from workflow.resource_time import calendar_of

STEP = timedelta(minutes=30)
HOUR = timedelta(hours=1)
FREE, PARTLY, BUSY, REST, AWAY = "livre", "parcial", "ocupado", "folga", "ausente"
WORDS = {FREE: "livre", PARTLY: "parcialmente livre", BUSY: "ocupado", REST: "não trabalha", AWAY: "ausente"}


@dataclass(frozen=True)
class FreeDay:
    """A person's day: how free it is, and the moments at which something of the wanted length still fits."""

    day: date
    kind: str
    hours: tuple[datetime, ...]

    @property
    def words(self):
        return WORDS[self.kind]

    @property
    def short_words(self):
        """`livre`, `3 horários`, `ocupado`."""
        if self.kind != PARTLY:
            return self.words
        return "1 horário" if len(self.hours) == 1 else f"{len(self.hours)} horários"

    @property
    def weekday(self):
        return SHORT_WEEKDAYS[self.day.weekday()]

    @property
    def number(self):
        return "1º" if self.day.day == 1 else str(self.day.day)

    @property
    def in_full(self):
        return full_moment(self.day)

    @property
    def first_hour(self):
        """As an address says it, of whatever time zone."""
        return f"{self.hours[0].astimezone(UTC):%Y-%m-%dT%H:%M}Z"

    @property
    def is_takeable(self):
        return bool(self.hours)


@dataclass(frozen=True)
class FreePerson:
    """A person, or a Técnico, and how free his days are; `asked_as` is how the page that marks something is told whom."""

    person: object
    days: list
    asked_as: str = "pessoa"

    def has_only(self, kind):
        """Whether all the days on which he works are of that kind; a mixed lot is partly free."""
        kinds = {day.kind for day in self.days} - {REST}
        return kinds == {kind} if kind != PARTLY else len(kinds) > 1 or kinds == {PARTLY}


@dataclass(frozen=True)
class Register:
    """What takes people's time over some days, in whatever unit, and when they are away: read once for all who ask."""

    taken: dict
    away: dict

    @classmethod
    def of(cls, people, days):
        people, days = list(people), list(days)
        return cls(_taken(people, days), _away(people, days))

    @classmethod
    def of_resources(cls, resources, days):
        """Of the active unit's Técnicos, whom nothing but its appointments takes."""
        days = list(days)
        rows = Appointment.objects.holding().filter(resource__in=resources) if days else Appointment.objects.none()
        away = _days_away(ResourceAbsence.objects.filter(resource__in=resources), days)
        return cls(_spans(rows.values_list("resource", "starts_at", "ends_at"), days), away)


def free_resources(resources, clocks, days, *, length=HOUR):
    """Each Técnico of the active unit with those days, in his own hours."""
    resources, days = list(resources), list(days)
    if not resources:
        return []
    register, found = Register.of_resources(resources, days), []
    for resource in resources:
        his = replace(clocks, calendar=calendar_of(resource, clocks.calendar))
        found += free_days([resource], his, days, length=length, register=register)
    return [replace(each, asked_as="tecnico") for each in found]


def free_days(people, clocks, days, *, length=HOUR, now=None, register=None):
    """Each person with those days, by the calendar of the unit that asks (workflow.calendar.of)."""
    people, days = list(people), list(days)
    calendar, now = clocks.calendar, now or timezone.now()
    work, known = {day: calendar.intervals(day) for day in days}, register or Register.of(people, days)
    return [
        FreePerson(person, [_day(day, work[day], known.taken[person.pk], day in known.away[person.pk], length, now) for day in days])
        for person in people
    ]


def coming_days(clocks, count, *, after=None):
    """The next working days, today among them."""
    calendar = clocks.calendar
    day, found = calendar.day_of(after or timezone.now()), []
    for _ in range(60):
        if calendar.is_working_day(day):
            found.append(day)
        if len(found) == count:
            break
        day += timedelta(days=1)
    return found


def _taken(people, days):
    """The spans in which each is taken, in one query."""
    return _spans(Commitment.objects.filter(user__in=people).values_list("user", "starts_at", "ends_at"), days)


def _spans(rows, days):
    """{whose: [(from, until)]}; a day more at both ends, as the days begin at other moments elsewhere."""
    taken = defaultdict(list)
    if not days:
        return taken
    first, last = (datetime.combine(day, datetime.min.time(), tzinfo=UTC) for day in (min(days), max(days)))
    for whose, starts_at, ends_at in rows.between(first - timedelta(days=1), last + timedelta(days=2)).order_by("starts_at"):
        taken[whose].append((starts_at, ends_at))
    return taken


def _away(people, days):
    return _days_away(Absence.objects.filter(user__in=people), days)


def _days_away(absences, days):
    """{whose: the days on which he is away}, in one query."""
    away = defaultdict(set)
    for whose, starts, ends in absences.touching(min(days), max(days)).values_list(absences.model.WHOSE, "starts", "ends") if days else ():
        away[whose] |= {day for day in days if starts <= day <= ends}
    return away


def _day(day, work, taken, is_away, length, now):
    if not work:
        return FreeDay(day, REST, ())
    if is_away:
        return FreeDay(day, AWAY, ())
    hours = tuple(_hours(work, taken, length, now))
    touched = any(starts < work[-1][1] and ends > work[0][0] for starts, ends in taken)
    if not hours:
        return FreeDay(day, BUSY, ())
    return FreeDay(day, PARTLY if touched else FREE, hours)


def _hours(work, taken, length, now):
    """The starts, on the half hour, at which the length fits into the working time and touches nothing."""
    for begin, close in work:
        start = begin
        while start + length <= close:
            if start > now and not any(starts < start + length and ends > start for starts, ends in taken):
                yield start
            start += STEP
