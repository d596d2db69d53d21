""" "Seu dia na Purifikar": one mail a person on the morning of each working day, and only when it has something to say."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from tenants.models import Channel, Commitment, Mail, Membership, Morning, Notice, OpenWork
from tenants.models.notice import channels_link
from workflow import calendar

WHEN = time(7, 30)
SHOWN = 10  # lines of each part, then "e mais n"
SUBJECT = "Seu dia na Purifikar"


def send_due(*, seconds=20):
    """Writes what is due, one person a transaction; any number of copies may run. Gives how many mails were written."""
    enrol()
    until, written = monotonic() + seconds, 0
    while monotonic() < until:
        with transaction.atomic():
            morning = Morning.objects.claim(timezone.now())
            if morning is None:
                break
            written += _greet(morning)
    return written


def enrol():
    """Newcomers get a first morning."""
    now = timezone.now()
    Morning.objects.bulk_create([Morning(user=user, next_at=_next(user, now)) for user in Morning.objects.missing()], ignore_conflicts=True)


@dataclass
class Part:
    """One heading of the mail: the first lines, and how many there are in all."""

    heading: str
    lines: list = field(default_factory=list)
    count: int = 0

    @property
    def more(self):
        return self.count - len(self.lines)


def _greet(morning):
    """Writes the person's mail if there is something to say, and moves his morning on to the next working day."""
    user, now = morning.user, timezone.now()
    zone = ZoneInfo(_place(user)[0])
    parts = _parts(user, now.astimezone(zone), since=morning.sent_at or now - timedelta(days=1)) if _wanted(user) else []
    if parts:
        with timezone.override(zone):
            context = {"user": user, "parts": parts, "today": now, "start": settings.PUBLIC_URL + "/", "channels": channels_link()}
            text = render_to_string("workflow/email/day.txt", context)
        Mail.objects.write(to=user.email, subject=SUBJECT, text=text, kind=Channel.DAY, repeatable=True, at_once=False)
    morning.move_on(_next(user, now), sent=bool(parts))
    return bool(parts)


def _wanted(user):
    return user.is_active and Channel.objects.chosen([user], Channel.DAY)[user.pk] != Channel.Mail.NONE


def _parts(user, now, *, since):
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=now.tzinfo)
    work = OpenWork.objects.held_by(user).select_related("unit")
    found = [
        _of_agenda(user, now, midnight),
        _of_work("Vencidos", work.overdue(now)),
        _of_work("Vencem hoje", work.due_until(midnight).filter(due_at__gte=now)),
        _of_work("Chegaram a você", work.arrived_since(since).exclude(due_at__lt=midnight)),
        _of_notices(user),
    ]
    return [part for part in found if part.count]


def _of_work(heading, work):
    rows = work.order_by("due_at", "since")
    lines = [
        {"title": row.title, "detail": row.stage, "unit": row.unit, "due_at": row.due_at, "link": settings.PUBLIC_URL + row.unit.address.rstrip("/") + row.address}
        for row in rows[:SHOWN]
    ]  # fmt: skip
    return Part(heading, lines, work.count())


def _of_agenda(user, now, midnight):
    """What the day has in store, with the way to each."""
    rows = list(Commitment.objects.of(user).between(now, midnight).select_related("unit").order_by("starts_at"))
    lines = [
        {"title": f"{timezone.localtime(row.starts_at, now.tzinfo):%H:%M} {row.title}", "detail": row.place, "unit": row.unit, "due_at": None, "link": row.link}
        for row in rows[:SHOWN]
    ]  # fmt: skip
    return Part("Hoje na agenda", lines, len(rows))


def _of_notices(user):
    waiting = Notice.objects.of(user).waiting_for(Notice.MailState.MORNING).with_page().order_by("id")
    notices = list(waiting.select_for_update(of=["self"]))
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail=Notice.MailState.WRITTEN)
    unread = [notice for notice in notices if notice.is_unread]
    lines = [
        {"title": notice.title, "detail": notice.text, "unit": notice.unit, "due_at": None, "link": notice.link}
        for notice in unread[:SHOWN]
    ]
    return Part("Avisos", lines, len(unread))


def _place(user):
    """(the time zone, the calendar) by which a person's mornings come: his first unit's, else the Franqueadora's."""
    member = Membership.objects.active().filter(user=user, unit__isnull=False).select_related("unit").order_by("since").first()
    if member is None:
        return settings.TIME_ZONE, calendar.of_network().calendar
    return member.unit.time_zone, calendar.of(member.unit).calendar


def _next(user, after):
    return _place(user)[1].next_at(after, WHEN)
