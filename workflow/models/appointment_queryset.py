"""Appointments as rows: whose they are, and what is done with one or a whole series of them in a few queries."""

from datetime import timedelta

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from purifikar.db.models import UnitQuerySet
from tenants.models.commitment import refuse_clashes
from tenants.roles import Permission
from workflow import registry

from . import appointment_register as register
from .appointment_kind import LONGEST, kinds
from .counter import Counter

MOST_OTHERS = 7
ONE_AT_A_TIME = "appointment_one_of_each_resource"
KEPT = ("journey_id", "person_id", "kind", "excludes", "place", "note", "about", "about_address", "series_id", "resource_id")


class AppointmentQuerySet(UnitQuerySet):
    def marked(self):
        return self.filter(state="marcado")

    def holding(self):
        """Those that take their time: neither moved nor cancelled."""
        return self.filter(state__in=["marcado", "feito"])

    def visible_to(self, member):
        """One's own, those that one made, those of what one holds; all for whoever sees all leads (FOL-16)."""
        if member.may(Permission.LEAD_SEE_ALL):
            return self
        return self.filter(self._with([member.user]) | Q(by=member.user) | Q(journey__holder=member.user))

    def with_page(self):
        return self.select_related("person", "by", "left_by", "journey__stage", "journey__holder", "moved_to", "series", "resource").prefetch_related(_companions())  # fmt: skip

    def with_line(self):
        """What a line of a list says of it."""
        return self.select_related("person", "journey", "series", "left_by", "moved_to", "resource").prefetch_related(_companions())

    def of(self, user):
        return self.of_people([user])

    def of_people(self, users):
        """In whose agenda it stands, as the one it is with or as one of the others."""
        return self.filter(self._with(users))

    def shared_by(self, users, resources):
        """Of any of those people, or done by any of those Técnicos."""
        return self.filter(self._with(users) | Q(resource__in=resources)) if resources else self.of_people(users)

    def between(self, starts_at, ends_at):
        return self.filter(starts_at__gt=starts_at - timedelta(minutes=LONGEST), starts_at__lt=ends_at, ends_at__gt=starts_at)

    @staticmethod
    def _with(users):
        companions = apps.get_model("workflow", "AppointmentCompanion").objects.filter(user__in=users)
        return Q(person__in=users) | Q(pk__in=companions.values("appointment"))

    # --- marking ------------------------------------------------------------------------------------------------------

    def book(self, journey=None, *, starts_at, **facts):
        """An appointment in that person's agenda. Raises ValidationError at `starts_at` when he or one of the others is taken then."""
        return self.book_all(journey, moments=[starts_at], **facts)[0]

    @transaction.atomic
    def book_all(self, journey=None, *, moments, person, kind, by, minutes=None, others=(), series=None, **facts):
        """One at each of those moments, all or none, in as many queries for fifty as for one."""
        what, others = kinds().named(kind), [user for user in others if user != person][:MOST_OTHERS]
        length = timedelta(minutes=minutes or what.minutes)
        if series:
            series.save()
        number = Counter.next("compromisso", len(moments)) - len(moments)
        made = [
            self.model(
                number=number + place, journey=journey, person=person, kind=kind, excludes=what.excludes, starts_at=moment,
                ends_at=moment + length, series=series, by=by, **facts,
            )
            for place, moment in enumerate(moments, start=1)
        ]  # fmt: skip
        self._write(made)
        self._accompany(dict.fromkeys(made, others))
        register.enter(made)
        if journey:
            repeats = {"repeats": str(series)} if series else {}
            journey.record(
                "appointment.booked", by=by, appointment=made[0].number, person=", ".join(map(str, made[0].people)),
                at=moments[0].isoformat(), what=what.name, **repeats,
            )  # fmt: skip
        return made

    def _write(self, made):
        """Raises ValidationError at `starts_at` where somebody was quicker and their Técnico is taken."""
        made = list(made)
        if not any(each.resource_id for each in made):
            self.bulk_create(made)
            return
        try:
            with transaction.atomic():
                self.bulk_create(made)
        except IntegrityError as taken:
            if ONE_AT_A_TIME not in str(taken):
                raise
            spans = [(each.starts_at, each.ends_at) for each in made]
            refuse_clashes(self.model.objects.clashes_of(made[0].resource, spans))
            raise

    def clashes_of(self, resource, spans):
        """[(span, appointment)] of whatever takes that Técnico in one of those spans already, in one query."""
        if not resource or not spans:
            return []
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        taken = list(self.holding().filter(resource=resource).between(first, last).select_related("resource").order_by("starts_at"))
        return [(span, each) for span in spans for each in taken if each.starts_at < span[1] and each.ends_at > span[0]]

    def _accompany(self, others_of):
        companion = apps.get_model("workflow", "AppointmentCompanion")
        for appointment, others in others_of.items():
            appointment.people = [appointment.person, *others]
        companion.objects.bulk_create(companion(appointment=each, user=user) for each, others in others_of.items() for user in others)

    # --- leaving ------------------------------------------------------------------------------------------------------

    @transaction.atomic
    def cancel_all(self, appointments, *, by, why=""):
        """They will not take place; the time is free again. They stay to be seen with who and why (BIM-14)."""
        self.leave(appointments, "cancelado", result=why, by=by)
        register.withdraw(appointments)
        for each in _first_of_journeys(appointments):
            each.journey.record("appointment.cancelled", by=by, appointment=each.number, why=why)

    @transaction.atomic
    def move_all(self, moves, *, by, why, minutes=None, series=None, **changes):
        """[(appointment, moment)]: a new one takes the place of each, which stays to be seen with who moved it and why (BIM-14).

        `changes`: what else is another from then on (`resource`).

        The commitments in the shared register go along, so calendar programs see one and the same event move.
        """
        following = {}
        if series:
            series.save()
        number = Counter.next("compromisso", len(moves)) - len(moves)
        for place, (appointment, moment) in enumerate(moves, start=1):
            length = timedelta(minutes=minutes) if minutes else appointment.ends_at - appointment.starts_at
            facts = {name: getattr(appointment, name) for name in KEPT} | ({"series_id": series.pk} if series else {})
            new = self.model(number=number + place, starts_at=moment, ends_at=moment + length, by=by, **facts)
            for name, value in changes.items():
                setattr(new, name, value)
            new.person, new.journey, new.series = appointment.person, appointment.journey, series or appointment.series
            new.people = appointment.people
            following[appointment] = new
        self.refuse_taken(following.values(), but=following)
        self.leave(following, "movido", result=why, by=by)
        self._write(following.values())
        self._accompany({new: old.people[1:] for old, new in following.items()})
        for old, new in following.items():
            old.moved_to = new
        self.bulk_update(following, ["moved_to"])
        register.carry_over(following)
        registry.appointments_replaced(following)
        for old in _first_of_journeys(following):
            new = following[old]
            old.journey.record("appointment.moved", by=by, appointment=new.number, at=new.starts_at.isoformat(), why=why, what=new.get_kind_display())  # fmt: skip
            registry.appointment_moved(old.journey, new.starts_at)
        return list(following.values())

    def refuse_taken(self, appointments, *, but=()):
        """Raises ValidationError where one of their people is taken; `but` is what is not in their way."""
        wanted = [each for each in appointments if each.excludes]
        if wanted:
            spans = [(each.starts_at, each.ends_at) for each in wanted]
            register.besides(but).refuse(wanted[0].people, spans)

    def tell_name(self):
        """Their customer has another name: everybody's calendar says so."""
        register.rename(self.select_related("journey"))

    def leave(self, appointments, state, *, result, by):
        """They are over, all of them or none: what somebody else was quicker with is said."""
        appointments, now = list(appointments), timezone.now()
        left = self.marked().filter(pk__in=[each.pk for each in appointments])
        count = left.update(state=state, result=result, left_by=by, left_at=now)
        if count < len(appointments):
            current = self.model.objects.exclude(state=state, left_at=now).filter(pk__in=[each.pk for each in appointments]).first()
            raise ValidationError(f"O compromisso já está {current.get_state_display()}." if current else "O compromisso não existe mais.")
        for each in appointments:
            each.state, each.result, each.left_by, each.left_at = state, result, by, now


def _companions():
    """With their names, in one query."""
    return Prefetch("companions", apps.get_model("workflow", "AppointmentCompanion").objects.select_related("user"))


def _first_of_journeys(appointments):
    """The earliest of each journey: a series is told of once."""
    first = {}
    for each in sorted(appointments, key=lambda each: each.starts_at):
        if each.journey_id:
            first.setdefault(each.journey_id, each)
    return list(first.values())
