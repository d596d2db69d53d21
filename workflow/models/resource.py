from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from purifikar.db.models import UnitModel, UnitQuerySet


class ResourceQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)


class Resource(UnitModel):
    """Somebody of the unit who has no login and whose hours are given out all the same: a Técnico (PUR-04, PUR-39).

    One appointment at a time has him; the database refuses a second. What else is known of him is fieldservice's (Technician).
    """

    class Shift(models.TextChoices):
        DAY = "dia", "dia inteiro"
        MORNING = "manha", "manhã"
        AFTERNOON = "tarde", "tarde"

    name = models.CharField("nome", max_length=80)
    is_active = models.BooleanField("em uso", default=True)
    shift = models.CharField("turno", max_length=5, choices=Shift, default=Shift.DAY, db_default=Shift.DAY)
    hours = models.JSONField(
        "horário de trabalho", null=True, blank=True, editable=False
    )  # as Unit.working_hours; none of his own: the unit's, in his shift

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "técnico na agenda"
        verbose_name_plural = "técnicos na agenda"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="resource_once"),
            models.CheckConstraint(condition=Q(shift__in=["dia", "manha", "tarde"]), name="resource_shift"),
        ]

    def __str__(self):
        return self.name

    @property
    def keeps_own_hours(self):
        return self.hours is not None or self.shift != self.Shift.DAY
