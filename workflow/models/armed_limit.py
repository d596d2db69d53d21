from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from purifikar.db.adding import add
from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import Alarm, Unit
from workflow import calendar

from .event import Event
from .journey import Journey
from .stage import Limit, limits_of


class ArmedLimitQuerySet(UnitQuerySet):
    def running(self):
        return self.filter(state=ArmedLimit.State.RUNNING)

    def unsettled(self):
        return self.filter(state__in=[ArmedLimit.State.RUNNING, ArmedLimit.State.PAUSED])

    def arm(self, journey, stage, *, is_first=False):
        """Starts every limit that counts from this stage; one that already runs on this journey goes on.

        Returns when the nearest of all that run is due, or None. `is_first`: nothing can run yet.
        """
        already = (
            {} if is_first else {limit: (state, due) for limit, state, due in self.unsettled().values_list("limit", "state", "due_at")}
        )
        limits = [limit for limit in limits_of(stage) if limit.pk not in already]
        dues = [due for state, due in already.values() if state == ArmedLimit.State.RUNNING]
        if limits:
            clocks = calendar.of(connection.tenant)
            fresh = [ArmedLimit.counting(journey, limit, clocks) for limit in limits]
            add(*fresh)
            add(*(alarm for armed in fresh for alarm in armed.new_alarms(clocks)))
            dues += [armed.due_at for armed in fresh]
        return min(dues, default=None)

    def leave(self, stage, *, entering):
        """Meets the limits that ended with leaving `stage` or with entering the next one."""
        ended = Q(limit__until=entering)
        if stage is not None:
            ended |= Q(limit__starts=stage, limit__until=None)
        self._settle(self.unsettled().filter(ended), ArmedLimit.State.MET)

    def cancel(self):
        self._settle(self.unsettled(), ArmedLimit.State.CANCELLED)

    def _settle(self, limits, state):
        keys = list(limits.values_list("pk", flat=True))
        if keys:
            self.filter(pk__in=keys).update(state=state, settled_at=timezone.now(), paused_at=None)
            Alarm.objects.armed().filter(subject__in=keys).update(state=Alarm.State.CANCELLED)

    @transaction.atomic
    def follow_calendar(self):
        """Counts every running limit of the unit anew by its calendar as it stands now; each that moves says so in its timeline.

        Journeys are locked before their limits and alarms, as everywhere. Returns how many limits moved.
        """
        unit = Unit.objects.select_for_update(no_key=True).get(pk=connection.tenant.pk)
        clocks = calendar.of(unit)
        affected = self.running().exclude(limit__clock=Limit.Clock.HOURS)
        journeys = Journey.objects.filter(pk__in=affected.values("journey")).order_by("pk")
        list(journeys.select_for_update(no_key=True).values_list("pk", flat=True))
        limits = list(affected.select_related("limit", "journey").prefetch_related("limit__alarms"))
        Alarm.objects.follow({(armed.pk, deed): moment for armed in limits for deed, moment in armed.follow(clocks).items()}, unit)
        moved = [armed for armed in limits if armed.due_at != armed.due_before]
        self.bulk_update(moved, ["due_at"], batch_size=500)
        Event.objects.bulk_create([armed.moved_event() for armed in moved], batch_size=500)
        for journey in {armed.journey_id: armed.journey for armed in moved}.values():
            journey.note_due()
        Unit.objects.filter(pk=unit.pk).update(calendar_fingerprint=calendar.fingerprint(unit))
        return len(moved)


class ArmedLimit(UnitModel):
    """A limit counting on one journey: since when, until when, and what of it is used up while it pauses (BEY-08).

    A pause keeps the consumed working time, never the calendar time: resuming adds the rest (GLPI #10594). `counts_from` is
    the beginning or the end of the last pause, `consumed` what was used before it, `left` what was left then.
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
    counts_from = models.DateTimeField()
    due_at = models.DateTimeField()
    consumed = models.DurationField(default=timedelta)
    left = models.DurationField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
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
        return f"{self.limit} até {timezone.localtime(self.due_at):%d/%m %H:%M}"

    @classmethod
    def counting(cls, journey, limit, clocks):
        """One that begins to count as the journey enters its stage; not saved."""
        start = journey.entered_at
        armed = cls(journey=journey, limit=limit, started_at=start, counts_from=start)
        armed.due_at = clocks.due(start, limit, armed.asked_day)
        return armed

    @property
    def asked_day(self):
        """The day that a solicitação names, where the limit goes by it."""
        request = getattr(self.journey, "request", None) if self.limit.clock == Limit.Clock.ASKED_DAY else None
        return request and request.wanted_on

    @property
    def is_running(self):
        return self.state == self.State.RUNNING

    @property
    def is_late(self):
        return self.is_running and self.due_at < timezone.now()

    def moments(self, clocks):
        """{alarm's key: when it rings}"""
        return {str(alarm.pk): clocks.moment(self, alarm) for alarm in self.limit.alarms.all()}

    def new_alarms(self, clocks):
        """Its alarms for the shared register; not saved."""
        for deed, moment in self.moments(clocks).items():
            alarm = Alarm(unit=connection.tenant, journey=self.journey_id, subject=self.pk, deed=deed)
            alarm.move(moment)
            yield alarm

    def follow(self, clocks):
        """Counts anew by a changed calendar, unsaved, and says when its alarms ring now."""
        self.due_before, self.due_at = self.due_at, clocks.due_of(self)
        return self.moments(clocks)

    def moved_event(self):
        details = {
            "limit": self.limit.name,
            "old": self.due_before.isoformat(),
            "new": self.due_at.isoformat(),
            "why": "o calendário mudou",
        }
        return Event(journey_id=self.journey_id, kind="limit.moved", details=details)

    @transaction.atomic
    def pause(self, *, by, why):
        """The customer asked for another day: the clock stands still, and who, why and since when is kept."""
        self._hold()
        if self.state != self.State.RUNNING:
            raise ValidationError("Este prazo não está correndo.")
        now, clocks = timezone.now(), calendar.of(connection.tenant)
        self.consumed, self.left = clocks.used(self, now), clocks.left(self, now)
        self.state, self.paused_at, self.paused_by, self.pause_note = self.State.PAUSED, now, by, why[:200]
        self.save(update_fields=["state", "paused_at", "paused_by", "pause_note", "consumed", "left"])
        Alarm.objects.armed().filter(subject=self.pk).update(state=Alarm.State.CANCELLED)
        self.journey.record("limit.paused", by=by, limit=self.limit.name, why=self.pause_note)
        self.journey.note_due()

    @transaction.atomic
    def resume(self, *, by=None):
        """The rest of the time counts from now. One that was late already stays late by the same limit; what rang stays silent."""
        self._hold()
        if self.state != self.State.PAUSED:
            raise ValidationError("Este prazo não está em pausa.")
        now, clocks = timezone.now(), calendar.of(connection.tenant)
        paused, self.counts_from = now - self.paused_at, now
        self.due_at = clocks.due_of(self)
        self.state, self.paused_at = self.State.RUNNING, None
        self.save(update_fields=["state", "paused_at", "due_at", "counts_from"])
        Alarm.objects.set_again(self.pk, self.moments(clocks))
        minutes = int(paused.total_seconds() // 60)
        self.journey.record("limit.resumed", by=by, limit=self.limit.name, due=self.due_at.isoformat(), minutes=minutes)
        self.journey.note_due()

    def _hold(self):
        """Locks the journey first, then reads the limit as it stands: the order in which everybody locks."""
        self.journey = Journey.objects.select_for_update(no_key=True).get(pk=self.journey_id)
        self.refresh_from_db(fields=["state", "counts_from", "due_at", "consumed", "left", "paused_at"])
