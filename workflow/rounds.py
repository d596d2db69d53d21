"""The clock's rounds through the units: ring what is due, one transaction each, fairly, and as many at once as there are workers."""

import logging
import random
from time import monotonic

from django.db import transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Alarm, Notice, User
from tenants.models.notice import OUTAGE
from workflow import alarms

logger = logging.getLogger(__name__)
AT_A_TIME = 50  # alarms of one unit before the next one's turn: an import of thousands starves nobody
BUDGET = 20  # seconds, then the next tick goes on


def ring_due(*, seconds=BUDGET):
    """Rings until nothing is due or the time is over; gives how many rang. Runs in any number of copies."""
    until, rang, silent = monotonic() + seconds, 0, False
    while not silent and monotonic() < until:
        before = rang
        for unit in _units_in_any_order():
            rang += ring_in(unit, until=until)
        silent = rang == before
    return rang


def ring_in(unit, *, at_a_time=AT_A_TIME, until=None):
    """Rings some of the unit's due alarms; gives how many. What fails is noted at its alarm and holds up no other."""
    rang, since, busy, rules = 0, None, [], {}
    with tenant_context(unit), timezone.override(unit.time_zone):
        for _ in range(at_a_time):
            if until and monotonic() > until:
                break
            alarm, done = _ring_next(unit, rules, since=since, but=busy)
            if alarm is None:
                break
            since, rang = alarm.retry_at, rang + done
            if not done:
                busy.append(alarm.pk)
    return rang


def fold_late_notices():
    """After an outage, when nothing long due is left: one mail a person with what it held up. Gives how many persons."""
    long_due = Alarm.objects.due(timezone.now() - OUTAGE).fresh().in_units()
    waiting = Notice.objects.waiting_for(Notice.MailState.FOLD)
    if not waiting.exists() or long_due.exists():
        return 0
    people = User.objects.filter(pk__in=waiting.order_by().values("user"))
    return sum(Notice.objects.fold_for(user) > 0 for user in people)


def _units_in_any_order():
    """Shuffled, so that ticks running at once begin in different units."""
    units = list(Alarm.objects.due(timezone.now()).in_units())
    random.shuffle(units)
    return units


def _ring_next(unit, rules, *, since, but):
    """(the alarm that was tried or None, whether it is settled)"""
    alarm = None
    try:
        with transaction.atomic():
            alarm = Alarm.objects.claim(unit, now=timezone.now(), since=since, but=but)
            if alarm is None:
                return None, False
            alarm.unit = unit
            return alarm, alarms.ring(alarm, rules)
    except Exception as error:
        if alarm is None:
            raise
        logger.exception("alarm %s", alarm.pk)
        alarm.note_failure(error)
        return alarm, False
