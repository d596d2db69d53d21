"""What waits for a turn, and what nobody reacted to: looked at again when its moment has come (BEY-09).

Each look is a row with its moment (Assignment.look_at), never a task waiting in the broker; any number of copies may run.
"""

import logging
import random
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from purifikar.lib.spans import span
from tenants.models import Assignment, Notice, TeamDistribution, Unit
from workflow.alarms import managers
from workflow.models import Journey
from workflow.rotation import LOOK_AGAIN, Giving

Kind = Notice.Kind
logger = logging.getLogger(__name__)
BUDGET = 15  # seconds, then the next round goes on
AT_A_TIME = 200  # of one unit, before the next one's turn
LONGEST_WAIT = timedelta(minutes=15)  # between two looks at what has waited for hours
MOST_PASSES = 5  # from hand to hand without a reaction; then it stays, and the Gerente is told
MOVES = ("journey.entered", "journey.handed")  # what is no reaction of whoever got it


def look_round(*, seconds=BUDGET):
    """Looks at everything that is due, in all units; gives how many were."""
    until = monotonic() + seconds
    due = Assignment.objects.to_look_at()
    units = list(Unit.objects.answering().filter(pk__in=due.values("unit")))
    random.shuffle(units)
    return sum(look_in(unit, until=until) for unit in units)


def look_in(unit, *, until=None):
    """Looks at what is due in that unit, one transaction each."""
    seen = set()
    with tenant_context(unit), timezone.override(unit.time_zone):
        while len(seen) < AT_A_TIME and not (until and monotonic() > until):
            due = Assignment.objects.within(unit).to_look_at().exclude(pk__in=seen).order_by("look_at").values_list("pk", flat=True).first()
            if due is None:
                break
            seen.add(due)
            _look_at(due)
    return len(seen)


def _look_at(key):
    try:
        with transaction.atomic():
            found = Assignment.objects.to_look_at().select_for_update(skip_locked=True, of=["self"]).select_related("user", "unit")
            if assignment := found.filter(pk=key).first():
                Look(assignment).take()
    except Exception:
        logger.exception("assignment %s", key)
        Assignment.objects.filter(pk=key).update(look_at=timezone.now() + LOOK_AGAIN)


@dataclass
class Look:
    """One look at what was given to somebody, or to nobody yet."""

    assignment: Assignment

    def take(self):
        key = self.assignment.journey
        journeys = Journey.objects.select_related("stage", "holder")
        self.journey = journeys.filter(pk=key).select_for_update(of=["self"], skip_locked=True, no_key=True).first()
        if self.journey is None:
            if not Journey.objects.filter(pk=key).exists():
                self._settle()
            return  # somebody has it in hand this moment: the next round
        if not self._still_holds():
            self._settle()
        elif self.assignment.user is None:
            self._give_out()
        elif self._has_reacted() or not self._pass_on():
            self._settle()

    def _settle(self, look_at=None):
        self.assignment.look_at = look_at
        self.assignment.save(update_fields=["look_at", "why"])

    def _still_holds(self):
        journey = self.journey
        return journey.is_running and journey.stage.centre == self.assignment.centre and journey.holder_id == self.assignment.user_id

    def _has_reacted(self):
        events = self.journey.events.filter(by=self.assignment.user, at__gte=self.assignment.at)
        return events.exclude(kind__in=MOVES).exists()

    def _giving(self, **options):
        return Giving(self.assignment.centre, channel=self.journey.stage.channel, journey=self.journey, **options)

    def _give_out(self):
        """What waits in the queue goes to somebody, if anybody can get it now."""
        giving = self._giving(keeps_hours=True)
        given, waited = giving.one(), giving.now - self.assignment.at
        if given.user is None:
            self.assignment.why = given.why
            self._settle(given.look_at and max(given.look_at, giving.now + min(waited / 12, LONGEST_WAIT)))
            return
        self._settle()
        self._hand(giving, given, f"esperou {span(waited)} na fila")

    def _pass_on(self):
        """To the next one; False when there is none, or when it went round too often: then the Gerente is told."""
        before, giving = self.assignment.user, self._giving(besides=self.assignment.user)
        minutes = TeamDistribution.objects.react_minutes(before, giving.unit) or giving.settings.react_minutes
        if minutes is None:
            return False
        passes = Assignment.objects.within(giving.unit, self.assignment.centre).filter(
            journey=self.journey.pk, at__gte=self.journey.entered_at
        )
        given = giving.one() if passes.count() < MOST_PASSES else None
        if given is None or given.user is None:
            self._tell(managers(giving.unit), Kind.TEAM, "Sem reação", f"{before} ainda não reagiu, e não há a quem passar.")
            return False
        self._settle()
        reason = f"{before} não reagiu em {minutes} min"
        self._hand(giving, given, reason)
        self._tell([before], Kind.MISSED, "Passou adiante", f"Passou para {given.user}: {reason}.")
        return True

    def _hand(self, giving, given, reason):
        given = given._replace(why=f"{reason}; {given.why}")
        giving.proof(self.journey, given).save(force_insert=True)
        self.journey.hand_to(given.user, why=given.why)
        self._tell([given.user], Kind.RECEIVED, "Chegou a você", f"Chegou a você porque {reason}.")

    def _tell(self, people, kind, heading, text):
        Notice.objects.tell(
            people, kind=kind, title=f"{heading}: {self.journey.title}", text=text, key=f"turn:{self.assignment.pk}:{kind}",
            unit=self.assignment.unit, address=self.journey.address,
        )  # fmt: skip
