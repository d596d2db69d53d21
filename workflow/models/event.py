from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.models import UnitModel


class Event(UnitModel):
    """One thing that happened on a journey: history, notifications and audit all read this row.

    `kind` is dotted ("journey.decided"); `by` is empty for what the clock or the system did; `details` says it in words and slugs.
    """

    journey = models.ForeignKey("workflow.Journey", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = "acontecimento"
        ordering = ["id"]
        indexes = [models.Index(fields=["journey", "id"], name="event_of_journey")]

    def __str__(self):
        return self.kind
