"""A made-up lead walks through a version of a process: who would get it, until when, and when each alarm would ring.

Nothing is written: the steps stand in the address of the page, and the rotation is looked at without taking a turn. Absences and
turns are those of now, whatever moment is tried.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from purifikar.lib.spans import span
from purifikar.lib.worktime import NeverWorks
from tenants.models import Centre
from workflow import calendar
from workflow.models import ArmedLimit, Distribution, LimitAlarm, ProcessVersion, Stage
from workflow.turns import Turns, why_out

LONGEST = 60  # steps
FARTHEST = timedelta(days=730)  # from the beginning to a decision
Deed, Picks = LimitAlarm.Deed, Stage.Picks


@dataclass(frozen=True)
class Step:
    """One decision of the walk: by which outcome, and when."""

    outcome: str
    at: datetime

    def __str__(self):
        return f"{self.outcome}@{timezone.localtime(self.at):%Y-%m-%dT%H:%M}"


@dataclass(frozen=True)
class Holder:
    """Who would have it: a name, and the user where it is somebody in particular."""

    name: str
    user: object = None


@dataclass
class Ring:
    """An alarm of the walk: when it would ring, what it would do, and whether the decision comes before it."""

    limit: object
    alarm: object
    at: datetime
    does: str
    takes_over: Holder | None = None
    is_spared: bool = False


@dataclass
class Visit:
    """One stay of the made-up lead in a stage."""

    stage: Stage
    number: int
    centre: str
    entered_at: datetime
    holder: Holder | None
    why: str
    dues: list = field(default_factory=list)  # (limit, moment)
    rings: list = field(default_factory=list)
    outcome: object = None
    left_at: datetime | None = None

    @property
    def stayed(self):
        return span(self.left_at - self.entered_at)


def beginnings_of(stages):
    """Where a lead may begin: the stages of a channel, else the first one."""
    return [stage for stage in stages if stage.channel] or stages[:1]


class Simulation:
    """`steps` are walked as far as the version knows them; `is_cut` says that some of them were left out."""

    def __init__(self, version, unit, *, starts_at, steps=(), begins="", creator=None):
        self.version = ProcessVersion.objects.with_way().get(pk=version.pk)
        self.unit, self.creator, self.clocks = unit, creator, calendar.of(unit)
        self.stages = list(self.version.stages.all())
        self._numbers = {stage.pk: number for number, stage in enumerate(self.stages, start=1)}
        self._by_key = {stage.pk: stage for stage in self.stages}
        self._running, self._turns, self._distributions, self.visits, self.steps = {}, {}, {}, [], []
        self.starts_at = starts_at
        self.beginning = next((stage for stage in self.beginnings if stage.slug == begins), self.beginnings[0] if self.beginnings else None)
        if self.beginning:
            self._enter(self.beginning, starts_at)
            self._walk(steps)

    @property
    def beginnings(self):
        return beginnings_of(self.stages)

    @cached_property
    def centres(self):
        return {centre.slug: centre for centre in Centre.objects.all()}

    @property
    def here(self):
        return self.visits[-1] if self.visits else None

    @property
    def is_over(self):
        return bool(self.here) and (self.here.stage.is_end or not self.here.stage.outcomes.all())

    @property
    def lasted(self):
        return span(self.here.entered_at - self.starts_at)

    @property
    def choices(self):
        return [] if self.is_over or len(self.steps) >= LONGEST else list(self.here.stage.outcomes.all())

    @property
    def suggested(self):
        """When the next decision is taken, unless one says otherwise: an hour of work later."""
        try:
            return self.clocks.calendar.add_time(self.here.entered_at, timedelta(hours=1))
        except NeverWorks:
            return self.here.entered_at + timedelta(hours=1)

    def _walk(self, steps):
        self.is_cut = False
        for step in steps[:LONGEST]:
            outcome = next((each for each in self.choices if each.slug == step.outcome), None)
            if outcome is None or not self.here.entered_at <= step.at <= self.starts_at + FARTHEST:
                self.is_cut = True
                return
            self.steps.append(step)
            self._leave(outcome, step.at)

    def _enter(self, stage, at, outcome=None):
        holder, why = (None, "") if stage.is_end else self._holder(stage, at, outcome)
        centre = self.centres.get(stage.centre)
        visit = Visit(stage, self._numbers[stage.pk], str(centre or ""), at, holder, why)
        self.visits.append(visit)
        for limit in () if stage.is_end else stage.limits.all():
            if limit.pk not in self._running:
                self._arm(limit, visit)

    def _arm(self, limit, visit):
        armed = ArmedLimit(limit=limit, started_at=visit.entered_at, counts_from=visit.entered_at)
        try:
            armed.due_at = self.clocks.due(visit.entered_at, limit)
        except NeverWorks:  # a unit without any hours: there is no such moment
            return
        visit.dues.append((limit, armed.due_at))
        rings = [self._ring(limit, alarm, self.clocks.moment(armed, alarm), visit) for alarm in limit.alarms.all()]
        self._running[limit.pk] = (limit, rings)
        visit.rings = sorted([*visit.rings, *rings], key=lambda ring: ring.at)

    def _leave(self, outcome, at):
        visit, target = self.here, self._by_key[outcome.target_id]
        visit.outcome, visit.left_at = outcome, at
        for key, (limit, rings) in list(self._running.items()):
            self._hand_over(visit, rings, at)
            ends_here = limit.until_id is None and limit.starts_id == visit.stage.pk != target.pk
            if ends_here or limit.until_id == target.pk or target.is_end:
                for ring in rings:
                    ring.is_spared = ring.at > at
                del self._running[key]
        self._enter(target, at, outcome)

    @staticmethod
    def _hand_over(visit, rings, at):
        """Whoever got it from a limit that ran out has it when it is decided."""
        for ring in rings:
            if ring.takes_over and visit.entered_at <= ring.at <= at:
                visit.holder, visit.why = ring.takes_over, f"o prazo {ring.limit} passou"

    def _ring(self, limit, alarm, at, visit):
        holder = visit.holder.name if visit.holder else f"todos de {visit.centre}"
        if alarm.deed == Deed.HAND_OVER:
            taker, why = self._next(visit.stage, besides=visit.holder and visit.holder.user)
            return Ring(limit, alarm, at, f"passa para {taker.name}" if taker else f"não há a quem passar: {why}", taker)
        does = {
            Deed.WARN_HOLDER: f"avisa {holder}",
            Deed.WARN_MANAGER: "avisa o Gerente",
            Deed.OCCURRENCE: f"registra ocorrência de {holder}",
            Deed.DECIDE: f"o sistema decide: {alarm.outcome}",
        }
        return Ring(limit, alarm, at, does[Deed(alarm.deed)])

    # --- who would get it (workflow/rotation.py does it in earnest) ---------------------------------------------------

    def _holder(self, stage, at, outcome):
        chosen = outcome and ("person" in outcome.requires or ("appointment" in outcome.requires and stage.picks == Picks.CHOSEN))
        if chosen:
            return Holder("quem for escolhido"), "escolhido na decisão"
        before = self.here
        if stage.picks == Picks.QUEUE:
            return None, "espera na fila do centro"
        if stage.picks == Picks.KEEP and before and before.holder:
            return before.holder, "continua com quem já estava"
        if stage.picks == Picks.CREATOR and before and before.stage == stage and before.holder:
            return before.holder, "continua com quem já estava"
        if stage.picks == Picks.CREATOR and self.creator and stage.work_of(self.unit).filter(user=self.creator).exists():
            return Holder(str(self.creator), self.creator), "quem registrou"
        if stage.picks == Picks.RETURN and (last := self._last_in(stage.centre)) and not self._is_out(last, stage):
            return last, "volta para quem atendia"
        return self._waiting_for_hours(stage, at) or self._next(stage)

    def _last_in(self, centre):
        return next((visit.holder for visit in reversed(self.visits) if visit.stage.centre == centre and visit.holder), None)

    def _is_out(self, holder, stage):
        return holder.user is not None and bool(why_out(holder.user, self.centres[stage.centre], self.unit))

    def _waiting_for_hours(self, stage, at):
        settings = self._settings(stage.centre)
        if settings.outside == Distribution.Outside.NOW:
            return None
        opens = self.clocks.calendar.add_time(at, timedelta())
        if opens <= at:
            return None
        if settings.outside == Distribution.Outside.QUEUE:
            return None, "fora do horário da unidade; espera na fila até alguém pegar"
        return None, f"fora do horário da unidade; será distribuído em {timezone.localtime(opens):%d/%m às %H:%M}"

    def _next(self, stage, besides=None):
        """Whose turn it is now, without taking it. Rules by place need an address, which a made-up lead doesn't have."""
        key = (stage.centre, stage.channel, besides)
        if key not in self._turns:
            self._turns[key] = self._look(stage, besides)
        return self._turns[key]

    def _settings(self, centre):
        if centre not in self._distributions:
            self._distributions[centre] = Distribution.objects.of(centre)
        return self._distributions[centre]

    def _look(self, stage, besides):
        centre = self.centres.get(stage.centre)
        if centre is None:
            return None, "a etapa não tem centro"
        turns = Turns(centre, self.unit, channel=stage.channel, besides=besides, rule=self._settings(stage.centre).rule_for(dict))
        user = turns.next and turns.next.user
        return (Holder(str(user), user), turns.words) if user else (None, turns.nobody_words)
