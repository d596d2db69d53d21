"""The clock's rounds through the units: ring what is due, in small transactions, fairly, and as many at once as there are workers."""

import logging
import random
from time import monotonic

from django.db import transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Alarm, Notice, User
from tenants.models.alarm import ON_TIME
from tenants.models.notice import OUTAGE
from workflow import alarms

logger = logging.getLogger(__name__)
TOGETHER = 20  # alarms that share a transaction
AT_A_TIME = 100  # alarms of one unit before the next one's turn: an import of thousands starves nobody
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
    """Rings some of the unit's due alarms; gives how many are settled."""
    turn = Turn(unit)
    with tenant_context(unit), timezone.override(unit.time_zone):
        while turn.tried < at_a_time and not (until and monotonic() > until):
            if not turn.ring_some(at_a_time - turn.tried):
                break
    return turn.rang


def fold_late_notices():
    """After an outage, when nothing late is left: one mail a person with what it held up. Gives how many persons.

    Where work stays behind for long, nobody waits for the end of it.
    """
    waiting, now = Notice.objects.waiting_for(Notice.MailState.FOLD), timezone.now()
    if not waiting.exists():
        return 0
    late = Alarm.objects.due(now - ON_TIME).fresh().in_units()
    if late.exists() and not waiting.filter(created_at__lt=now - OUTAGE).exists():
        return 0
    people = User.objects.filter(pk__in=waiting.order_by().values("user"))
    return sum(Notice.objects.fold_for(user) > 0 for user in people)


def _units_in_any_order():
    """Shuffled, so that ticks running at once begin in different units."""
    units = list(Alarm.objects.due(timezone.now()).in_units())
    random.shuffle(units)
    return units


class Turn:
    """One unit's turn. Some alarms share a transaction; when one of them fails they ring one by one, and the bad one is noted."""

    def __init__(self, unit):
        self.unit, self.rules, self.not_now = unit, {}, set()
        self.most, self.since = TOGETHER, None
        self.tried = self.rang = 0

    def ring_some(self, most):
        """False when there was nothing to ring."""
        claimed = []
        try:
            with transaction.atomic():
                claimed = self._claim(min(most, self.most))
                again = alarms.ring(claimed, self.rules) if claimed else []
        except alarms.SomebodyAtIt as held:
            self.not_now.update(alarm.pk for alarm in held.args[0])
            return True
        except Exception as error:
            self._note_failure(claimed, error)
            return True
        self._go_on(claimed, again)
        return bool(claimed)

    def _claim(self, most):
        claimed = Alarm.objects.claim(self.unit, now=timezone.now(), most=most, since=self.since, but=self.not_now)
        for alarm in claimed:
            alarm.unit = self.unit
        return claimed

    def _go_on(self, claimed, again):
        """The next ones begin where these ended; what must be asked again waits for the next turn."""
        self.tried += len(claimed)
        self.rang += len(claimed) - len(again)
        self.not_now.update(alarm.pk for alarm in again)
        self.since = claimed[-1].retry_at if claimed else None

    def _note_failure(self, claimed, error):
        if not claimed:
            raise error
        if len(claimed) > 1:
            self.most = 1
            return
        logger.error("alarm %s", claimed[0].pk, exc_info=error)
        claimed[0].note_failure(error)
        self.tried += 1
        self.not_now.add(claimed[0].pk)
