from django.db import models, transaction
from django.db.models import Q

from purifikar.db.models import UnitModel, UnitQuerySet
from workflow.models import Resource


class TechnicianQuerySet(UnitQuerySet):
    def listed(self):
        """By name, those out of use at the end."""
        return self.select_related("resource").order_by("-resource__is_active", "resource__name")


class Technician(UnitModel):
    """Técnico of the unit, who uses no CRM: his name, telephone, shift and area (PUR-01, PUR-04).

    His hours in the agenda are the resource's.
    """

    class Shift(models.TextChoices):
        DAY = "dia", "dia inteiro"
        MORNING = "manha", "manhã"
        AFTERNOON = "tarde", "tarde"

    resource = models.OneToOneField(Resource, models.CASCADE, related_name="technician")
    phone = models.CharField("telefone", max_length=20, blank=True)
    shift = models.CharField("turno", max_length=5, choices=Shift, default=Shift.DAY)
    area = models.CharField("área", max_length=120, blank=True)

    objects = TechnicianQuerySet.as_manager()

    class Meta:
        verbose_name = "técnico"
        constraints = [models.CheckConstraint(condition=Q(shift__in=["dia", "manha", "tarde"]), name="technician_shift")]

    def __str__(self):
        return self.resource.name

    @property
    def name(self):
        return self.resource.name

    @property
    def is_active(self):
        return self.resource.is_active

    @transaction.atomic
    def keep(self, name, *, is_active):
        """Saved with what the agenda knows of him."""
        resource = self.resource if self.resource_id else Resource()
        resource.name, resource.is_active = name, is_active
        resource.save()
        self.resource = resource
        self.save()
