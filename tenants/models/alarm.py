from datetime import timedelta

from django.db import models
from django.utils import timezone

from purifikar.db.keys import uuid7

from .unit import Unit

WORST_BACKOFF = timedelta(hours=1)
ON_TIME = timedelta(minutes=2)  # later than this a deed says by how much
TICK_ROUND = timedelta(seconds=6)
KEPT_DAYS = 90


class AlarmQuerySet(models.QuerySet):
    def armed(self):
        return self.filter(state=Alarm.State.ARMED)

    def due(self, now):
        return self.armed().filter(retry_at__lte=now)

    def troubled(self):
        """Alarms whose deed failed at least once: shown, counted, tried again ever more seldom."""
        return self.armed().filter(attempts__gt=0)

    def fresh(self):
        return self.filter(attempts=0)

    def pressing(self):
        """Whether some wait for a worker longer than a tick takes to come round."""
        return self.due(timezone.now() - TICK_ROUND).fresh().in_units().exists()

    def in_units(self):
        """The units that answer and have any of these: one look into the index for each unit, however much is armed."""
        return Unit.objects.answering().filter(models.Exists(self.filter(unit=models.OuterRef("pk"))))

    def oldest_due(self, now):
        """The moment of the alarm that waits longest in any unit that answers, or None."""
        first = self.due(now).filter(unit=models.OuterRef("pk")).order_by("retry_at").values("fires_at")[:1]
        return Unit.objects.answering().annotate(first=models.Subquery(first)).aggregate(oldest=models.Min("first"))["oldest"]

    def claim(self, unit, *, now, most=1, since=None, but=()):
        """The unit's alarms due longest that no other worker has in hand, locked until the transaction ends.

        `since` leaves out what was due before it, `but` the keys of alarms that could not ring now.
        """
        wanted = self.due(now).filter(unit=unit).exclude(pk__in=but)
        if since:
            wanted = wanted.filter(retry_at__gte=since)
        return list(wanted.order_by("retry_at").select_for_update(skip_locked=True)[:most])

    def settle(self, alarms, state):
        """What was claimed is done, or asked for no more."""
        if alarms:
            self.filter(pk__in=[alarm.pk for alarm in alarms]).update(state=state, done_at=timezone.now(), error="")

    def set_again(self, subject, moments):
        """Moves a subject's alarms to their new moments, {deed: moment}; those that rang already stay silent."""
        alarms = list(self.filter(subject=subject, deed__in=moments).exclude(state=Alarm.State.DONE))
        for alarm in alarms:
            alarm.move(moments[alarm.deed])
        self.bulk_update(alarms, ["fires_at", "retry_at", "state", "attempts", "error"])

    def follow(self, moments, unit):
        """Moves the unit's armed alarms that have another moment now, {(subject, deed): moment}; what is due already rings as it is."""
        now, moved = timezone.now(), []
        for alarm in self.armed().filter(unit=unit):
            moment = moments.get((alarm.subject, alarm.deed), alarm.fires_at)
            if moment != alarm.fires_at and max(moment, alarm.fires_at) > now:
                alarm.move(moment)
                moved.append(alarm)
        self.bulk_update(moved, ["fires_at", "retry_at", "attempts", "error"], batch_size=500)

    def forget_old(self):
        """Alarms that rang or were cancelled long ago; what they did stays in the units' timelines."""
        old = timezone.now() - timedelta(days=KEPT_DAYS)
        return self.exclude(state=Alarm.State.ARMED).filter(fires_at__lt=old)._raw_delete(self.db)


class Alarm(models.Model):
    """Something that must happen by the clock: a row with its moment, never a task waiting in the broker (architecture, Deadlines).

    Written, moved and cancelled in the transaction of the unit's own record. `subject` is the armed limit in the unit's
    schema that knows what to do; `deed` says which of its deeds.
    """

    class State(models.TextChoices):
        ARMED = "armado", "armado"
        DONE = "feito", "feito"
        CANCELLED = "cancelado", "cancelado"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="alarms", db_index=False)
    journey = models.UUIDField()
    subject = models.UUIDField()
    deed = models.CharField(max_length=40)
    fires_at = models.DateTimeField()
    retry_at = models.DateTimeField()  # fires_at until a deed fails
    state = models.CharField(max_length=9, choices=State, default=State.ARMED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        verbose_name = "alarme"
        ordering = ["fires_at"]
        constraints = [models.UniqueConstraint(fields=["subject", "deed"], name="alarm_once")]
        indexes = [
            models.Index(fields=["unit", "retry_at"], condition=models.Q(state="armado"), name="alarm_due"),
            models.Index(fields=["attempts"], condition=models.Q(state="armado", attempts__gt=0), name="alarm_troubled"),
        ]

    def __str__(self):
        return f"{self.deed} em {self.fires_at:%d/%m %H:%M}"

    def save(self, *args, **kwargs):
        if self._state.adding and self.retry_at is None:
            self.retry_at = self.fires_at
        super().save(*args, **kwargs)

    @property
    def lateness(self):
        """By how much it missed its moment, when that is worth a word; else zero."""
        late = timezone.now() - self.fires_at
        return late if late > ON_TIME else timedelta()

    def move(self, moment):
        """Armed for another moment, with a clean slate; not saved. One that has passed already is now."""
        self.fires_at = self.retry_at = max(moment, timezone.now())
        self.state, self.attempts, self.error = self.State.ARMED, 0, ""

    def note_failure(self, error):
        """A poisoned alarm waits ever longer and holds up nothing. Its transaction is gone; another may have moved it since."""
        attempts = self.attempts + 1
        wait = min(timedelta(seconds=15 * 2 ** min(attempts, 10)), WORST_BACKOFF)
        words = f"{type(error).__name__}: {error}".replace("\0", "")[:300]
        mine = Alarm.objects.armed().filter(pk=self.pk, retry_at=self.retry_at, attempts=self.attempts)
        mine.update(attempts=attempts, error=words, retry_at=timezone.now() + wait)
