from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.keys import uuid7


class AssignmentQuerySet(models.QuerySet):
    def within(self, unit, centre=None):
        found = self.filter(unit=unit)
        return found.filter(centre=centre) if centre else found

    def to_look_at(self, now=None):
        """Those whose moment has come: nobody got it yet, or nobody may have reacted."""
        return self.filter(look_at__lte=now or timezone.now())


class Assignment(models.Model):
    """The proof of one turn: what was given to whom, in which centre, when and why, in words (BEY-09).

    Without a user it was given to nobody and waits in the centre's queue. `look_at` is when the round looks again: to give out
    what waits, or to pass on what its holder did not react to. Written in the transaction of the unit's own record.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="+")
    centre = models.CharField(max_length=40)
    journey = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name="para")
    why = models.CharField("por quê", max_length=400)
    at = models.DateTimeField("em", default=timezone.now)
    look_at = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "atribuição"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["unit", "centre", "-at", "-id"], name="assignment_in_time"),
            models.Index(fields=["look_at"], condition=models.Q(look_at__isnull=False), name="assignment_to_look_at"),
            models.Index(fields=["journey"], name="assignment_of_journey"),
        ]

    def __str__(self):
        return self.why
