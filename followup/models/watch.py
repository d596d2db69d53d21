from django.conf import settings
from django.db import models
from django.utils import timezone

from leads.models import Person
from purifikar.db.models import UnitModel


class Watch(UnitModel):
    """Somebody wants to be told of every record about a person (BIM-71)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="watches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField("desde", default=timezone.now)

    class Meta:
        verbose_name = "acompanhamento"
        constraints = [models.UniqueConstraint(fields=["person", "user"], name="watch_once")]

    def __str__(self):
        return f"{self.user} acompanha {self.person}"
