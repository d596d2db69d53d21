from django.conf import settings
from django.db import models

from purifikar.db.keys import uuid7

from .days_away import DaysAway, never_twice


class Absence(DaysAway):
    """Days on which a person is away and receives no leads: from one day to another, both included."""

    WHOSE = "user"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name="pessoa")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "ausência"
        ordering = ["starts"]
        constraints = never_twice("user", "absence")
