"""The agenda as a page shows it: a day, a week or a list of days, each with what is in it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date

from purifikar.lib.formats import SHORT_WEEKDAYS, day_in_words, full_moment
from purifikar.lib.links import unit_url
from tenants.models import Commitment, User
from tenants.roles import Permission
from workflow.models import Appointment

VIEWS = {"dia": ("Dia", 1), "semana": ("Semana", 7), "lista": ("Lista", 30)}
WEEK = "semana"
MOST_PEOPLE = 12


@dataclass(frozen=True)
class Entry:
    """One line of the agenda. `kind` is the state that colours it; what was moved or cancelled stays, struck out (BIM-14)."""

    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    who: str
    url: str
    kind: str = "open"
    words: str = ""
    is_gone: bool = False


@dataclass(frozen=True)
class AgendaDay:
    day: date
    entries: list
    is_today: bool

    @property
    def words(self):
        return day_in_words(self.day, timezone.localdate())

    @property
    def in_full(self):
        return full_moment(self.day)

    @property
    def short(self):
        return f"{SHORT_WEEKDAYS[self.day.weekday()]} {self.day.day}"


class Period:
    """The days that the address asks for: `ver` how many, `dia` from which."""

    def __init__(self, params):
        self.params = params
        self.view = params.get("ver") if params.get("ver") in VIEWS else WEEK
        day = _day(params.get("dia", "")) or timezone.localdate()
        self.count = VIEWS[self.view][1]
        self.first = day - timedelta(days=day.weekday()) if self.view == WEEK else day

    @property
    def days(self):
        return [self.first + timedelta(days=each) for each in range(self.count)]

    @property
    def words(self):
        if self.count == 1:
            return full_moment(self.first)
        last = self.days[-1]
        return f"{self.first:%d/%m} a {last:%d/%m/%Y}"

    @property
    def views(self):
        return [(self.address(ver=name), label, name == self.view) for name, (label, _) in VIEWS.items()]

    @property
    def earlier(self):
        return self.address(dia=self.first - timedelta(days=self.count))

    @property
    def later(self):
        return self.address(dia=self.first + timedelta(days=self.count))

    @property
    def today(self):
        return self.address(dia="")

    def address(self, **changes):
        query = self.params.copy()
        for name, value in changes.items():
            query[name] = str(value)
        return f"?{query.urlencode()}"

    def filled(self, entries):
        """Each day with its entries in order; a list leaves the empty ones out."""
        by_day = defaultdict(list)
        for entry in sorted(entries, key=lambda entry: entry.starts_at):
            by_day[timezone.localdate(entry.starts_at)].append(entry)
        today = timezone.localdate()
        days = [AgendaDay(day, by_day[day], day == today) for day in self.days]
        return [day for day in days if day.entries] if self.view == "lista" else days


class UnitAgenda:
    """The appointments of chosen people in one unit, and that they are taken elsewhere."""

    def __init__(self, member, unit, params):
        self.member, self.user, self.unit = member, member.user, unit
        self.period = Period(params)
        self.asked = params.getlist("pessoa")[:MOST_PEOPLE]

    @property
    def sees_others(self):
        return sees_others(self.member)

    @cached_property
    def people(self):
        """Whose agendas this person may open here."""
        return list(bookable(self.member, self.unit))

    @cached_property
    def chosen(self):
        """Oneself, unless others were chosen whom one may see."""
        wanted = [person for person in self.people if str(person.pk) in self.asked]
        return wanted or [self.user]

    @cached_property
    def days(self):
        return self.period.filled([*self._here(), *self._elsewhere()])

    def _here(self):
        found = Appointment.objects.filter(person__in=self.chosen).select_related("person", "journey")
        first, end = span_of(self.period)
        return [self._entry(each) for each in found.between(first, end)]

    def _entry(self, appointment):
        kind, words = state_of(appointment)
        title, who = appointment.title, "" if appointment.person_id == self.user.pk else str(appointment.person)
        url = unit_url(self.unit, "appointment", appointment.number)
        gone = appointment.state in (Appointment.State.CANCELLED, Appointment.State.MOVED)
        return Entry(appointment.starts_at, appointment.ends_at, title, appointment.place, who, url, kind, words, gone)

    def _elsewhere(self):
        """That somebody is in another unit then is said; with whom only to himself."""
        first, end = span_of(self.period)
        found = Commitment.objects.filter(user__in=self.chosen).exclude(unit=self.unit).between(first, end)
        return [commitment_entry(each, self.user) for each in found.select_related("unit", "user")]


class OwnAgenda:
    """One's own commitments over all units, out of the shared register alone."""

    def __init__(self, user, params):
        self.user, self.period = user, Period(params)

    @cached_property
    def days(self):
        first, end = span_of(self.period)
        found = Commitment.objects.of(self.user).between(first, end).select_related("unit", "user")
        return self.period.filled([commitment_entry(each, self.user) for each in found])


def span_of(period):
    start, last = period.days[0], period.days[-1] + timedelta(days=1)
    return tuple(timezone.make_aware(datetime.combine(day, datetime.min.time())) for day in (start, last))


def commitment_entry(commitment, reader):
    own = commitment.user == reader
    late = commitment.ends_at < timezone.now()
    title, place = (commitment.title, commitment.place) if own else (f"Ocupado em {commitment.unit}", "")
    who = str(commitment.unit) if own else str(commitment.user)
    url = unit_url(commitment.unit, "day") + commitment.address.lstrip("/") if own and commitment.address else ""
    return Entry(
        commitment.starts_at, commitment.ends_at, title, place, who, url, "late" if late else "open", "sem resposta" if late else ""
    )


def state_of(appointment):
    """The state that colours it, and its word."""
    state = Appointment.State
    if appointment.state == state.DONE:
        return "good", "feito"
    if appointment.state in (state.CANCELLED, state.MOVED):
        return "closed", appointment.get_state_display()
    if appointment.ends_at < timezone.now():
        return "late", "sem resposta"
    return ("today", "hoje") if timezone.localdate(appointment.starts_at) == timezone.localdate() else ("open", "marcado")


def sees_others(member):
    """The Gerente, the Recepção and the Assessores open the agendas of others (BIM-15, BIM-45)."""
    return member.may(Permission.LEAD_SEE_ALL)


def bookable(member, unit):
    """In whose agendas a person may write in that unit: everybody's there, or only his own."""
    if not sees_others(member):
        return User.objects.filter(pk=member.user.pk)
    here = Q(memberships__unit=unit, memberships__ended_at=None) | Q(pk=member.user.pk)
    return User.objects.filter(here, is_active=True).distinct().order_by("name")


def _day(text):
    try:
        return parse_date(text)
    except ValueError:
        return None
