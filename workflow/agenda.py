"""The agenda as a page shows it: a day, a week, a month or a list of days, each with what is in it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from purifikar.lib.formats import SHORT_WEEKDAYS, day_in_words, full_moment
from purifikar.lib.links import unit_url
from tenants.models import Commitment, User
from tenants.roles import Permission
from workflow.agenda_entries import GONE, commitment_entry, entry_of, kind_named
from workflow.models import Appointment, Resource, kinds

VIEWS = {"dia": ("Dia", 1), "semana": ("Semana", 7), "mes": ("Mês", 42), "lista": ("Lista", 30)}
WEEK, MONTH = "semana", "mes"
MOST_PEOPLE = 12
IN_A_CELL = 4  # of a month's day; the others are told and stand in the day's own page


@dataclass(frozen=True)
class AgendaDay:
    day: date
    entries: list
    is_today: bool
    is_outside: bool = False  # of the month that is shown
    url: str = ""

    @property
    def shown(self):
        return self.entries if len(self.entries) <= IN_A_CELL else self.entries[: IN_A_CELL - 1]

    @property
    def more(self):
        return len(self.entries) - len(self.shown)

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
        self.day = _day(params.get("dia", "")) or timezone.localdate()
        self.first, self.count = self.day, VIEWS[self.view][1]
        if self.view == MONTH:
            self.first = _monday(self.day.replace(day=1))
            self.count = 42 if (self.first + timedelta(days=35)).month == self.day.month else 35
        elif self.view == WEEK:
            self.first = _monday(self.day)

    @property
    def days(self):
        return [self.first + timedelta(days=each) for each in range(self.count)]

    @property
    def words(self):
        if self.view == MONTH:
            return date_format(self.day, r"F \d\e Y")
        if self.count == 1:
            return full_moment(self.first)
        last = self.days[-1]
        return f"{self.first:%d/%m} a {last:%d/%m/%Y}"

    @property
    def views(self):
        """Another view begins at the day that is looked at now."""
        return [(self.address(ver=name, dia=self.day), label, name == self.view) for name, (label, _) in VIEWS.items()]

    @property
    def earlier(self):
        if self.view == MONTH:
            return self.address(dia=(self.day.replace(day=1) - timedelta(days=1)).replace(day=1))
        return self.address(dia=self.first - timedelta(days=self.count))

    @property
    def later(self):
        if self.view == MONTH:
            return self.address(dia=(self.day.replace(day=28) + timedelta(days=4)).replace(day=1))
        return self.address(dia=self.first + timedelta(days=self.count))

    @property
    def today(self):
        return self.address(dia="")

    @property
    def shows_gone(self):
        return self.params.get("todos") == "1"

    @property
    def every_kind(self):
        """The same page with all kinds."""
        return self.address(tipo="")

    @property
    def gone_switch(self):
        """The same page with or without what was moved and cancelled."""
        return self.address(todos="" if self.shows_gone else "1")

    def address(self, **changes):
        query = self.params.copy()
        for name, value in changes.items():
            query[name] = str(value)
            if not query[name]:
                del query[name]
        return f"?{query.urlencode()}"

    def filled(self, entries):
        """Each day with its entries in order; a list leaves the empty ones out."""
        by_day = defaultdict(list)
        for entry in sorted(entries, key=lambda entry: entry.starts_at):
            by_day[timezone.localdate(entry.starts_at)].append(entry)
        today = timezone.localdate()
        month = self.day.month if self.view == MONTH else None
        days = [
            AgendaDay(day, by_day[day], day == today, bool(month and day.month != month), self.address(ver="dia", dia=day))
            for day in self.days
        ]
        return [day for day in days if day.entries] if self.view == "lista" else days


class Shown:
    """What is said of the days that are shown, whosever they are."""

    @property
    def legend(self):
        """The kinds that stand in them, by which their colours are told."""
        shown = {entry.what.slug: entry.what for day in self.days for entry in day.entries if entry.what}
        return [shown[slug] for slug in dict.fromkeys([*kinds(), *shown]) if slug in shown]

    @property
    def is_narrowed_to_nothing(self):
        """Nothing stands there, and that may be because only some kinds are asked for."""
        return bool(self.asked_kinds) and not any(day.entries for day in self.days)


class UnitAgenda(Shown):
    """The appointments of chosen people in one unit, and that they are taken elsewhere."""

    def __init__(self, member, unit, params):
        self.member, self.user, self.unit = member, member.user, unit
        self.period = Period(params)
        self.asked = params.getlist("pessoa")[:MOST_PEOPLE]
        self.asked_resources = params.getlist("tecnico")[:MOST_PEOPLE]
        self.asked_kinds = [slug for slug in params.getlist("tipo") if slug in kinds()]

    @property
    def sees_others(self):
        return sees_others(self.member)

    @property
    def keeps_technicians(self):
        return self.member.may(Permission.TECHNICIANS)

    @cached_property
    def people(self):
        """Whose agendas this person may open here."""
        return list(bookable(self.member, self.unit))

    @cached_property
    def chosen(self):
        """Oneself, unless others were chosen whom one may see."""
        wanted = [person for person in self.people if str(person.pk) in self.asked]
        return wanted or ([] if self.chosen_resources else [self.user])

    @cached_property
    def resources(self):
        return list(technicians_seen(self.member))

    @cached_property
    def chosen_resources(self):
        return [resource for resource in self.resources if str(resource.pk) in self.asked_resources]

    @property
    def shown(self):
        """Whose agendas are shown, people first."""
        return [*(person.first_name for person in self.chosen), *map(str, self.chosen_resources)]

    @cached_property
    def days(self):
        return self.period.filled([*self._here(), *self._elsewhere()])

    @property
    def kinds(self):
        """[(kind, whether it is asked for)]"""
        return [(kind, kind.slug in self.asked_kinds) for kind in kinds().values() if kind.is_active or kind.slug in self.asked_kinds]

    def _here(self):
        found = Appointment.objects.shared_by(self.chosen, self.chosen_resources).between(*span_of(self.period)).with_line()
        if self.asked_kinds:
            found = found.filter(kind__in=self.asked_kinds)
        if not self.period.shows_gone:
            found = found.exclude(state__in=GONE)
        return [self._entry(each) for each in found]

    def _entry(self, appointment):
        alone = [appointment.person_id] == [self.user.pk] and not appointment.others
        who = "" if alone else ", ".join(map(str, appointment.people))
        if appointment.resource_id:
            who = ", ".join(filter(None, [who, f"técnico {appointment.resource}"]))
        return entry_of(appointment, unit_url(self.unit, "appointment", appointment.number), who)

    def _elsewhere(self):
        """That somebody is in another unit then is said; with whom, and of what kind it is, only to himself."""
        first, end = span_of(self.period)
        found = Commitment.objects.filter(user__in=self.chosen).exclude(unit=self.unit).between(first, end)
        if self.asked_kinds:
            found = found.of(self.user).of_kinds(self.asked_kinds)
        return [commitment_entry(each, self.user) for each in found.select_related("unit", "user")]


class OwnAgenda(Shown):
    """One's own commitments over all units, out of the shared register alone.

    Each unit has kinds of its own; those of one name are one kind here.
    """

    sees_others = False

    def __init__(self, user, params):
        self.user, self.period = user, Period(params)
        self._asked = params.getlist("tipo")

    @cached_property
    def _names(self):
        """{slug: name}: the ready kinds, and what his units called the others."""
        own = dict(Commitment.everything.of(self.user).named_kinds())
        ready = {kind.slug: kind.name for kind in kinds().values()}
        return ready | {slug: name for slug, name in sorted(own.items(), key=lambda item: item[1].lower()) if slug not in ready}

    @cached_property
    def asked_kinds(self):
        return [slug for slug in self._names if slug in self._asked]

    @property
    def kinds(self):
        """[(kind, whether it is asked for)]"""
        return [(kind_named(slug, name), slug in self.asked_kinds) for slug, name in self._names.items()]

    @cached_property
    def days(self):
        first, end = span_of(self.period)
        kept = Commitment.everything if self.period.shows_gone else Commitment.objects
        found = kept.of(self.user).of_kinds(self.asked_kinds).between(first, end).select_related("unit", "user")
        return self.period.filled([commitment_entry(each, self.user) for each in found])


def span_of(period):
    start, last = period.days[0], period.days[-1] + timedelta(days=1)
    return tuple(timezone.make_aware(datetime.combine(day, datetime.min.time())) for day in (start, last))


def sees_others(member):
    """The Gerente, the Recepção and the Assessores open the agendas of others (BIM-15, BIM-45)."""
    return member.may(Permission.LEAD_SEE_ALL)


def technicians_seen(member):
    """The Técnicos whose hours this person may look at: nobody's agenda but the unit's (PUR-39)."""
    return Resource.objects.in_use() if sees_others(member) else Resource.objects.none()


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


def _monday(day):
    return day - timedelta(days=day.weekday())
