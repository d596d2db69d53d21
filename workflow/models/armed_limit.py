from datetime import timedelta

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import Alarm
from workflow import calendar

from .journey import Journey
from .stage import Limit


class ArmedLimitQuerySet(UnitQuerySet):
    def running(self):
        return self.filter(state=ArmedLimit.State.RUNNING)

    def unsettled(self):
        return self.filter(state__in=[ArmedLimit.State.RUNNING, ArmedLimit.State.PAUSED])

    def arm(self, journey, stage):
        """Starts every limit that counts from this stage; one that already runs on this journey goes on."""
        already = set(self.unsettled().values_list("limit", flat=True))
        for limit in stage.limits.prefetch_related("alarms").exclude(pk__in=already):
            armed = ArmedLimit(journey=journey, limit=limit, started_at=journey.entered_at)
            armed.due_at = calendar.of(connection.tenant).due(armed.started_at, limit)
            armed.save(force_insert=True)
            armed.set_alarms()

    def leave(self, stage, *, entering):
        """Meets the limits that ended with leaving `stage` or with entering the next one."""
        ended = Q(limit__until=entering)
        if stage is not None:
            ended |= Q(limit__starts=stage, limit__until=None)
        self._settle(self.unsettled().filter(ended), ArmedLimit.State.MET)

    def cancel(self):
        self._settle(self.unsettled(), ArmedLimit.State.CANCELLED)

    def _settle(self, limits, state):
        for armed in limits:
            armed.settle(state)


class ArmedLimit(UnitModel):
    """A limit counting on one journey: since when, until when, and what of it is used up while it pauses (BEY-08).

    A pause keeps the consumed working time, never the calendar time: resuming adds the rest (GLPI #10594).
    """

    class State(models.TextChoices):
        RUNNING = "correndo", "correndo"
        PAUSED = "pausado", "pausado"
        MET = "cumprido", "cumprido"
        CANCELLED = "cancelado", "cancelado"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="armed_limits")
    limit = models.ForeignKey(Limit, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    consumed = models.DurationField(default=timedelta)
    paused_at = models.DateTimeField(null=True)
    pause_note = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = ArmedLimitQuerySet.as_manager()

    class Meta:
        verbose_name = "prazo em curso"
        constraints = [
            models.UniqueConstraint(fields=["journey", "limit"], condition=Q(state__in=["correndo", "pausado"]), name="armed_once"),
            models.CheckConstraint(
                condition=Q(state="pausado", paused_at__isnull=False) | ~Q(state="pausado") & Q(paused_at=None), name="pause_has_moment"
            ),
        ]

    def __str__(self):
        return f"{self.limit} até {self.due_at:%d/%m %H:%M}"

    def set_alarms(self):
        """Its alarms in the shared register, at their share of the limit."""
        clock = calendar.of(connection.tenant)
        for alarm in self.limit.alarms.all():
            fires_at = clock.share(self.started_at, self.due_at, self.limit, alarm.percent) + timedelta(minutes=alarm.minutes_after)
            Alarm.objects.update_or_create(
                unit=connection.tenant, subject=self.pk, deed=str(alarm.pk),
                defaults={"journey": self.journey_id, "fires_at": fires_at, "retry_at": fires_at, "state": Alarm.State.ARMED},
            )  # fmt: skip

    def settle(self, state):
        self.state, self.settled_at, self.paused_at = state, timezone.now(), None
        self.save(update_fields=["state", "settled_at", "paused_at"])
        self._alarms().update(state=Alarm.State.CANCELLED)

    @transaction.atomic
    def pause(self, *, by, why):
        """The customer asked for another day: the clock stands still, and who, why and since when is kept."""
        now = timezone.now()
        self.consumed = calendar.of(connection.tenant).used(self, now)
        self.state, self.paused_at, self.pause_note = self.State.PAUSED, now, why
        self.save(update_fields=["state", "paused_at", "pause_note", "consumed"])
        self._alarms().update(state=Alarm.State.CANCELLED)
        self.journey.record("limit.paused", by=by, limit=self.limit.name, why=why)
        self.journey.note_due()

    @transaction.atomic
    def resume(self, *, by=None):
        """The rest of the time counts from now."""
        self.due_at = calendar.of(connection.tenant).due_after_pause(self, timezone.now())
        self.state, self.paused_at = self.State.RUNNING, None
        self.save(update_fields=["state", "paused_at", "due_at"])
        self.set_alarms()
        self.journey.record("limit.resumed", by=by, limit=self.limit.name, due=self.due_at.isoformat())
        self.journey.note_due()

    def _alarms(self):
        return Alarm.objects.armed().filter(unit=connection.tenant, subject=self.pk)
