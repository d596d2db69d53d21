"""Two models of a unit with a relation between them, for tests of the guard; their tables live only as long as a test."""

from django.db import models

from purifikar.db.models import UnitModel, UnitQuerySet


class Texted(models.Model):
    """A trait that knows nothing of units."""

    class Meta:
        abstract = True


class Note(Texted, UnitModel):
    text = models.CharField(max_length=40)

    class Meta:
        app_label = "samples"

    def __str__(self):
        return self.text


class Remark(UnitModel):
    note = models.ForeignKey(Note, models.CASCADE, related_name="remarks")
    text = models.CharField(max_length=40)

    objects = UnitQuerySet.as_manager()

    class Meta:
        app_label = "samples"
