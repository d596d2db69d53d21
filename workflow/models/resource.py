from django.db import models
from django.db.models.functions import Lower

from purifikar.db.models import UnitModel, UnitQuerySet


class ResourceQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)


class Resource(UnitModel):
    """Somebody of the unit who has no login and whose hours are given out all the same: a Técnico (PUR-04, PUR-39).

    One appointment at a time has him; the database refuses a second. What else is known of him is fieldservice's (Technician).
    """

    name = models.CharField("nome", max_length=80)
    is_active = models.BooleanField("em uso", default=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "técnico na agenda"
        verbose_name_plural = "técnicos na agenda"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="resource_once")]

    def __str__(self):
        return self.name
