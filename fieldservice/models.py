from django.db import models, transaction

from purifikar.db.models import UnitModel, UnitQuerySet
from workflow.models import Resource


class TechnicianQuerySet(UnitQuerySet):
    def listed(self):
        """By name, those out of use at the end."""
        return self.select_related("resource").order_by("-resource__is_active", "resource__name")


class Technician(UnitModel):
    """Técnico of the unit, who uses no CRM: his name, telephone, shift and area (PUR-01, PUR-04).

    What the agenda goes by, when he works and when he is away, is the resource's.
    """

    resource = models.OneToOneField(Resource, models.CASCADE, related_name="technician")
    phone = models.CharField("telefone", max_length=20, blank=True)
    area = models.CharField("área", max_length=120, blank=True)

    objects = TechnicianQuerySet.as_manager()

    class Meta:
        verbose_name = "técnico"

    def __str__(self):
        return self.resource.name

    @property
    def name(self):
        return self.resource.name

    @property
    def is_active(self):
        return self.resource.is_active

    @transaction.atomic
    def keep(self, name, *, is_active, shift=Resource.Shift.DAY):
        """Saved with what the agenda knows of him."""
        resource = self.resource if self.resource_id else Resource()
        resource.name, resource.is_active, resource.shift = name, is_active, shift
        resource.save()
        self.resource = resource
        self.save()
