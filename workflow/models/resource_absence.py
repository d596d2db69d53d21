from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models.days_away import DaysAway, DaysAwayQuerySet, never_twice

from .resource import Resource


class ResourceAbsenceQuerySet(DaysAwayQuerySet, UnitQuerySet):
    pass


class ResourceAbsence(DaysAway, UnitModel):
    """Days on which a Técnico is away: no hour of his is offered, and nothing is marked with him."""

    WHOSE = "resource"

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="absences", verbose_name="técnico")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ResourceAbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "ausência de técnico"
        verbose_name_plural = "ausências de técnicos"
        ordering = ["starts"]
        constraints = never_twice("resource", "resource_absence")

    def who_and_when(self):
        return f"{self.resource} ausente ({self.get_reason_display().lower()})"

    def in_the_way_words(self):
        return f"{self.resource} está ausente de {self.starts:%d/%m} a {self.ends:%d/%m} ({self.get_reason_display().lower()}). Escolha outro dia ou outro técnico."
