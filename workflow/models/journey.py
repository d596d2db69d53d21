from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from purifikar.db.adding import add
from purifikar.db.models import UnitModel, UnitQuerySet, check_schema
from purifikar.lib.remembered import changed
from tenants.models import OpenWork
from workflow import arriving, decider, registry, rotation

from .event import Event
from .process import ProcessVersion
from .stage import Outcome, Stage, stages_of

ENTERED = ("stage", "entered_at", "holder", "call_at", "due_at")  # what entering a stage changes
DESCRIPTION = ("title", "detail", "address")
NO_LIMIT = datetime(9999, 1, 1, tzinfo=UTC)  # sorts what has no limit behind everything that has one


class AlreadyDecided(ValidationError):
    """Somebody else moved the journey since the page was read."""


class NotAllowed(ValidationError):
    """The process has no such way out of the stage."""


class JourneyQuerySet(UnitQuerySet):
    def running(self):
        return self.filter(ended_at=None)

    def held_by(self, user):
        return self.filter(holder=user)

    def overdue(self, now=None):
        return self.running().filter(due_at__lt=now or timezone.now())

    def with_way(self):
        return self.select_related("stage", "version__process", "holder")

    def at_start_of(self, slug, *, by=None, channel="web"):
        """A journey at the first stage of a process's published version; its subject is made next, then it starts.

        `channel` chooses between the two beginnings of a process with store flow (FOL-18, FOL-19).
        """
        return self.at(Stage.objects.beginning_of(slug, channel), by=by)

    def at(self, stage, *, by=None, channel=""):
        """A journey that will start at that stage, and is written then; `channel` is what the queue is looked at by (FOL-26)."""
        return self.model(version=stage.version, stage=stage, creator=by, channel=channel)


class Journey(UnitModel):
    """Something on its way through a process: where it is, who holds it, and until when.

    It exists before its subject and starts after it (house-style.md, fact 6). What travels names itself by `describe`, so
    the queue and the mails can show it; workflow never knows a lead. `turn` counts the moves: two deciding at once meet there.
    """

    version = models.ForeignKey(ProcessVersion, models.PROTECT, related_name="journeys", verbose_name="processo")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="journeys", verbose_name="etapa")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", verbose_name="com"
    )
    creator = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", db_index=False)  # fmt: skip
    turn = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    result = models.CharField("resultado", max_length=8, choices=Stage.Ends, blank=True)
    due_at = models.DateTimeField("prazo", null=True)
    attempts = models.PositiveSmallIntegerField("tentativas", default=0)
    call_at = models.DateTimeField("ligar de novo em", null=True)
    channel = models.CharField("canal", max_length=5, blank=True, default="", db_default="")
    priority = models.SmallIntegerField(choices=OpenWork.Priority, default=OpenWork.Priority.NORMAL)
    title = models.CharField(max_length=160, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)

    objects = JourneyQuerySet.as_manager()

    class Meta:
        verbose_name = "andamento"
        indexes = [
            models.Index(Coalesce("due_at", Value(NO_LIMIT)), "id", condition=Q(ended_at=None), name="journey_due"),
            models.Index("stage", Coalesce("due_at", Value(NO_LIMIT)), "id", condition=Q(ended_at=None), name="journey_stage"),
            models.Index("holder", Coalesce("due_at", Value(NO_LIMIT)), "id", condition=Q(ended_at=None), name="journey_holder"),
            models.Index(
                "holder", "stage", Coalesce("due_at", Value(NO_LIMIT)), "id", condition=Q(ended_at=None), name="journey_holder_stage"
            ),
            models.Index("creator", Coalesce("due_at", Value(NO_LIMIT)), "id", condition=Q(ended_at=None), name="journey_brought"),
            models.Index(fields=["creator", "started_at"], name="journey_creator"),
            models.Index(fields=["ended_at"], condition=Q(result="ganho"), name="journey_won"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, result="") | Q(ended_at__isnull=False) & ~Q(result=""), name="journey_end_has_result"
            )
        ]

    def __str__(self):
        return self.title or str(self.pk)

    @property
    def is_running(self):
        return self.ended_at is None

    def describe(self, title, detail, address):
        """How the queue shows what travels: two lines and the address of its page inside the unit. Before the start: written with it."""
        self.title, self.detail, self.address = title[:160], detail[:200], address
        if self.started_at:
            self._tell_anew()

    @transaction.atomic
    def _tell_anew(self):
        self.save(update_fields=DESCRIPTION)
        self._read_again()
        if self.is_running:
            self._write_queue()

    @transaction.atomic(savepoint=False)
    def start(self, *, by=None, holder=None):
        """Enters the first stage. `holder` overrides whom the stage would pick: somebody who keeps what he registered."""
        self.started_at = timezone.now()
        self._enter(self.stage, by=by, chosen=holder, is_first=True, news=f"registrado por {by}" if by and holder else "")

    @transaction.atomic
    def decide(self, outcome, *, by, seen=None, **given):
        """Leaves the stage by that outcome (an Outcome or its slug) and enters the next, everything in one transaction.

        `seen` is the `turn` of the page on which the person decided. `given` answers what the outcome asks for. Raises NotAllowed
        for a way the process doesn't have or that isn't this person's (`by` None is the system), AlreadyDecided when somebody was
        quicker, ValidationError by field for answers.
        """
        outcome = self._outcome(outcome)
        if by is not None and (no := decider.refusal(self, outcome.stage, by, connection.tenant)):
            raise NotAllowed(no, code="not_yours")
        answers = registry.clean_answers(self, outcome, given)
        now = timezone.now()
        seen = self.turn if seen is None else seen
        moved = Journey.objects.running().filter(pk=self.pk, turn=seen, stage=outcome.stage).update(turn=F("turn") + 1)
        if not moved:
            raise self.too_late()
        self.refresh_from_db()
        stayed = now - self.entered_at
        self.record(
            "journey.decided", by=by, outcome=outcome.name, stage=self.stage.name, minutes=int(stayed.total_seconds() // 60),
            due=self.due_at and self.due_at.isoformat(),
        )  # fmt: skip
        chosen = registry.apply_answers(self, outcome, answers, by=by)
        self._enter(outcome.target, by=by, chosen=chosen, news=f"{outcome}, por {by or 'o sistema'}")

    @transaction.atomic
    def hand_to(self, user, *, by=None, why=""):
        """Another pair of hands in the same stage, unless somebody moved it since it was read; the system tells the person by itself."""
        if not Journey.objects.running().filter(pk=self.pk, turn=self.turn).update(holder=user):
            raise self.too_late()
        self._read_again()
        handed = self.record("journey.handed", by=by, stage=self.stage.name, to=str(user or ""), why=why, holder=user and str(user.pk))
        self._write_queue()
        if by:
            arriving.tell(self, handed, by=by, text=f"Repassado por {by}: {why}")

    def place(self):
        """Its stage and its process as this process of ours knows them already, in place of three joined tables."""
        self.stage = next(stage for stage in stages_of(self.version_id) if stage.pk == self.stage_id)
        self.version = self.stage.version

    def record(self, kind, *, by=None, **details):
        check_schema(self._state.schema, Journey)
        event = Event(journey=self, kind=kind, by=by, at=timezone.now(), details=details)
        add(event)
        return event

    @transaction.atomic
    def take(self, user):
        """What waits for nobody in particular goes to whoever is first; the second is told who was."""
        moved = Journey.objects.running().filter(pk=self.pk, holder=None).update(holder=user)
        self.refresh_from_db()
        if not moved:
            raise AlreadyDecided(f"{self.holder} pegou antes." if self.holder else "O andamento já foi encerrado.", code="already_taken")
        self.hand_to(user, by=user, why="pegou da fila")

    @transaction.atomic
    def tried(self, *, call_at):
        """One more try to reach the customer; the next one is at `call_at`, until a decision is taken (PUR-37)."""
        tried = Journey.objects.running().filter(pk=self.pk).update(attempts=F("attempts") + 1, call_at=call_at)
        self.refresh_from_db()
        if not tried:
            raise AlreadyDecided("O andamento já foi encerrado.", code="already_ended")
        self._write_queue()

    def note_due(self):
        """The nearest of its armed limits is the journey's prazo, in its own row and in the queue."""
        nearest = self.armed_limits.running().order_by("due_at").values_list("due_at", flat=True).first()
        if nearest != self.due_at:
            self.due_at = nearest
            self.save(update_fields=["due_at"])
            self._write_queue()

    def _outcome(self, outcome):
        if isinstance(outcome, Outcome):
            if outcome.stage.version_id != self.version_id:
                raise NotAllowed("Essa decisão é de outra versão do processo.")
            return outcome
        try:
            return self.stage.outcomes.select_related("stage", "target").get(slug=outcome)
        except Outcome.DoesNotExist:
            raise NotAllowed(f"O processo não tem essa saída da etapa {self.stage}.") from None

    def too_late(self):
        """Who was quicker, when, and what it was."""
        last = self.events.filter(kind="journey.decided").select_related("by").last()
        if last is None:
            return NotAllowed("O andamento não está mais nessa etapa.")
        who = last.by or "o sistema"
        when = timezone.localtime(last.at)
        return AlreadyDecided(f"Já foi decidido por {who} em {when:%d/%m às %H:%M}: {last.details['outcome']}.", code="already_decided")

    def _enter(self, stage, *, by, chosen=None, is_first=False, news=""):
        """`news` tells whoever has it from now on, where that is somebody else than before."""
        previous, self.stage, self.entered_at, self.call_at = self.stage, stage, timezone.now(), None
        had = self.holder_id
        if not is_first:
            self.armed_limits.leave(previous if previous != stage else None, entering=stage)
        if stage.is_end:
            self._end(by=by)
            return
        self.holder, why = rotation.pick(self, stage, chosen=chosen, again=previous == stage and not is_first)
        self.due_at = self.armed_limits.arm(self, stage, is_first=is_first)
        if is_first:
            add(self)
        else:
            self.save(update_fields=ENTERED)
        entered = self.record(
            "journey.entered", by=by, stage=stage.name, to=str(self.holder or ""), why=why, holder=self.holder_id and str(self.holder_id)
        )
        self._write_queue()
        if news and self.holder_id != had:
            arriving.tell(self, entered, by=by, text=f"{stage}: {news}.")
        for action in stage.actions:
            registry.entry_action(action)(self, by=by)

    def _end(self, *, by):
        self.ended_at, self.result, self.due_at = self.entered_at, self.stage.ends, None
        self.save(update_fields=["stage", "entered_at", "started_at", "ended_at", "result", "due_at", *DESCRIPTION])
        self.armed_limits.cancel()
        OpenWork.objects.filter(unit=connection.tenant, subject=self.pk).delete()
        changed()
        self.record("journey.ended", by=by, stage=self.stage.name, result=self.get_result_display())
        registry.journey_ended(self)
        for action in self.stage.actions:
            registry.entry_action(action)(self, by=by)

    def _read_again(self):
        """As it stands in its row, which this transaction holds now: what another one changed meanwhile goes into the queue too."""
        self.refresh_from_db(from_queryset=Journey.objects.with_way())

    def _write_queue(self):
        OpenWork.objects.put(connection.tenant, self.pk, self.queue_row())
        changed()

    def queue_row(self):
        """What this journey's row in the shared queue must say; `rebuild_queue` writes the same."""
        return {
            "kind": self.version.process.kind, "centre": self.stage.centre, "holder": self.holder, "title": self.title,
            "detail": self.detail, "stage": self.stage.name, "address": self.address, "since": self.entered_at, "due_at": self.due_at,
            "channel": self.channel, "priority": self.priority, "attempts": self.attempts, "call_at": self.call_at,
        }  # fmt: skip


class Subject(models.Model):
    """Anything that travels through a process carries a journey."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="%(class)s")

    class Meta:
        abstract = True
