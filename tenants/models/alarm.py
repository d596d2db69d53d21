from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from purifikar.db.keys import uuid7

WORST_BACKOFF = timedelta(hours=1)


class AlarmQuerySet(models.QuerySet):
    def armed(self):
        return self.filter(state=Alarm.State.ARMED)

    def due(self, now):
        return self.armed().filter(retry_at__lte=now)

    def troubled(self):
        """Alarms whose deed failed at least once: shown, counted, tried again ever more seldom."""
        return self.armed().filter(attempts__gt=0)

    def claim_due(self, *, limit=100, now=None):
        """The due alarms one after the other, each locked in a transaction of its own until its deed is done.

        Ring it inside the loop: leaving the loop's body commits. Several may run at once; none gets the same alarm.
        """
        now = now or timezone.now()
        for pk in list(self.due(now).order_by("retry_at").values_list("pk", flat=True)[:limit]):
            with transaction.atomic():
                alarm = self.due(now).select_related("unit").select_for_update(of=["self"], skip_locked=True).filter(pk=pk).first()
                if alarm:
                    yield alarm


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
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="alarms")
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
        constraints = [models.UniqueConstraint(fields=["unit", "subject", "deed"], name="alarm_once")]
        indexes = [
            models.Index(fields=["retry_at"], condition=models.Q(state="armado"), name="alarm_due"),
            models.Index(fields=["unit", "subject"], name="alarm_subject"),
        ]

    def __str__(self):
        return f"{self.deed} em {self.fires_at:%d/%m %H:%M}"

    def save(self, *args, **kwargs):
        if self._state.adding and self.retry_at is None:
            self.retry_at = self.fires_at
        super().save(*args, **kwargs)

    def note_done(self):
        self.state, self.done_at, self.error = self.State.DONE, timezone.now(), ""
        self.save(update_fields=["state", "done_at", "error"])

    def note_failure(self, error):
        """A poisoned alarm waits ever longer and holds up nothing."""
        self.attempts += 1
        self.error = f"{type(error).__name__}: {error}"[:300]
        self.retry_at = timezone.now() + min(timedelta(seconds=15 * 2**self.attempts), WORST_BACKOFF)
        self.save(update_fields=["attempts", "error", "retry_at"])
