"""The reminder before an appointment: an alarm of the shared register that rings in everybody's bell, and by e-mail as each has chosen."""

from django.utils import timezone

from purifikar.lib.formats import when
from tenants.models import Alarm, Notice
from tenants.models.notice import Telling
from workflow.models import Appointment
from workflow.models.appointment_register import REMINDER


def ring(alarms):
    """Tells of those that are still to come, once each: the alarm's key is the notice's. What began meanwhile is told no more."""
    found = Appointment.objects.marked().filter(pk__in=[alarm.subject for alarm in alarms], starts_at__gt=timezone.now()).with_line()
    to_come = {appointment.pk: appointment for appointment in found}
    ringing = [alarm for alarm in alarms if alarm.subject in to_come]
    Notice.objects.tell_all([_telling(alarm, to_come[alarm.subject]) for alarm in ringing])
    Alarm.objects.settle(ringing, Alarm.State.DONE)
    Alarm.objects.settle([alarm for alarm in alarms if alarm not in ringing], Alarm.State.CANCELLED)


def is_reminder(alarm):
    return alarm.deed == REMINDER


def _telling(alarm, appointment):
    starts = when(timezone.localtime(appointment.starts_at), timezone.localtime())
    with_whom = f"com {', '.join(map(str, appointment.people))}" if appointment.others else ""
    text = ". ".join(filter(None, [starts[:1].upper() + starts[1:], appointment.place, with_whom, appointment.note]))
    return Telling(
        appointment.people, kind=Notice.Kind.REMINDER, title=appointment.title, text=text, key=str(alarm.pk), unit=alarm.unit,
        address=f"/agenda/{appointment.number}/", late=alarm.lateness,
    )  # fmt: skip
