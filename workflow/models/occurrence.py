from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.models import UnitModel

from .journey import Journey


class Occurrence(UnitModel):
    """An ocorrência: a limit was missed, on which journey, in whose hands, by how much. Only recorded; nothing follows by itself
    (requirements 1.5, point 6).
    """

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="occurrences")
    armed_limit = models.OneToOneField("workflow.ArmedLimit", models.CASCADE, related_name="occurrence")
    limit = models.CharField("prazo", max_length=60)
    stage = models.CharField("etapa", max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    due_at = models.DateTimeField("venceu em")
    late = models.DurationField("atraso", default=timedelta)
    at = models.DateTimeField("registrada em", default=timezone.now)

    class Meta:
        verbose_name = "ocorrência"
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="occurrence_person")]

    def __str__(self):
        return f"{self.limit}: {self.journey}"
