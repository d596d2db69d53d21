"""What the tests of the agenda share: Santos on Monday 2026-11-23, and short words for marking something there."""

from datetime import timedelta

from django.utils import timezone

from tenants.models import Alarm, Commitment
from workflow.models import Appointment, AppointmentKind, AppointmentSeries


def at(text):
    """A moment by the wall clock of the active unit: at("2026-11-24 09:00")."""
    return timezone.make_aware(timezone.datetime.fromisoformat(text))


def visit(person, moment, **more):
    return Appointment.objects.book(person=person, starts_at=moment, kind=more.pop("kind", "visita"), by=more.pop("by", None), **more)


def weekly(person, moment, times=4, **more):
    """A visit every week at that hour."""
    series = AppointmentSeries(weekdays=[timezone.localtime(moment).weekday()], times=times)
    moments = [moment + timedelta(weeks=each) for each in range(times)]
    return Appointment.objects.book_all(person=person, moments=moments, kind="visita", by=person, series=series, **more)


def own_kind(slug="demonstracao", name="demonstração na loja", **facts):
    AppointmentKind.objects.install()
    return AppointmentKind.objects.create(slug=slug, name=name, position=9, **facts)


def taken(person):
    """When that person is taken, as the network knows it."""
    return list(Commitment.objects.of(person).values_list("starts_at", flat=True))


def reminders(state="armado"):
    return Alarm.objects.filter(deed="lembrete", state=state)
