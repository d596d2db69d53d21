"""What an appointment means outside of its unit: its people's time in the shared register, and the alarm that reminds them."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from tenants.models import Alarm, Commitment

from .appointment_kind import kinds

REMINDER = "lembrete"  # the alarm's deed


def enter(appointments):
    """Raises ValidationError at `starts_at` when one of their people is taken then."""
    rows = [_written(Commitment(unit=connection.tenant), each, user) for each in appointments for user in each.people]
    Commitment.objects.enter(rows)
    _arm(appointments)


def carry_over(following):
    """{appointment: the one that takes its place}: the commitments and the reminders go along."""
    new_of = {old.pk: new for old, new in following.items()}
    rows = list(_of(following))
    for row in rows:
        new = new_of[row.subject]
        _written(row, new, next((user for user in new.people if user.pk == row.user_id), row.user))
    Commitment.objects.shift(rows)
    _disarm(following)
    _arm(following.values())


def hand_over(appointment, giver):
    """From one person to another; that the new one once had it and lost it is forgotten."""
    earlier = Commitment.everything.of_subjects(connection.tenant, [appointment.pk]).filter(user=appointment.person)
    earlier.exclude(cancelled_at=None).delete()
    row = _of([appointment]).filter(user=giver).first()
    if row:
        Commitment.objects.shift([_written(row, appointment, appointment.person)])


def rename(appointments):
    """They are called otherwise; calendar programs see the same events under another title."""
    by_key = {each.pk: each for each in appointments}
    rows = [row for row in _of(by_key.values()) if row.title != by_key[row.subject].title[:160]]
    Commitment.objects.shift([_written(row, by_key[row.subject], row.user) for row in rows])


def withdraw(appointments):
    _of(appointments).withdraw()
    _disarm(appointments)


def withdraw_of(appointment, user):
    """Of one of its people."""
    _of([appointment]).filter(user=user).withdraw()


def calm(appointments):
    """It took place: nobody is reminded of it any more."""
    _disarm(appointments)


def besides(appointments):
    """All commitments but theirs."""
    return Commitment.objects.exclude(subject__in=[each.pk for each in appointments])


def _of(appointments):
    return Commitment.objects.of_subjects(connection.tenant, [each.pk for each in appointments]).select_related("user")


def _written(row, appointment, user):
    row.user, row.subject, row.starts_at, row.ends_at = user, appointment.pk, appointment.starts_at, appointment.ends_at
    row.title, row.place, row.excludes = appointment.title[:160], appointment.place, appointment.excludes
    row.address, row.remind_minutes = f"/agenda/{appointment.number}/", appointment.what.remind
    row.kind, row.kind_name = appointment.kind, appointment.what.name
    return row


def _arm(appointments):
    """A reminder for each that is far enough ahead."""
    now, alarms = timezone.now(), []
    for each in appointments:
        minutes = kinds().named(each.kind).remind
        moment = each.starts_at - timedelta(minutes=minutes or 0)
        if minutes and moment > now:
            alarms.append(
                Alarm(unit=connection.tenant, journey=each.journey_id or each.pk, subject=each.pk, deed=REMINDER, fires_at=moment)
            )
    for alarm in alarms:
        alarm.retry_at = alarm.fires_at
    Alarm.objects.bulk_create(alarms)


def _disarm(appointments):
    Alarm.objects.armed().filter(deed=REMINDER, subject__in=[each.pk for each in appointments]).update(state=Alarm.State.CANCELLED)
