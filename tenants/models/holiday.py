from django.db import models
from django.db.models import F
from django.db.models.functions import ExtractDay, ExtractMonth


class Holiday(models.Model):
    """A day on which a unit's municipality rests: every year on that date, or once."""

    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="holidays")
    day = models.DateField("dia")
    name = models.CharField("feriado", max_length=80)
    yearly = models.BooleanField("todo ano", default=True)

    class Meta:
        verbose_name = "feriado municipal"
        ordering = [ExtractMonth("day"), ExtractDay("day"), F("name")]
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="holiday_once_a_day")]

    def __str__(self):
        return f"{self.written_day} {self.name}"

    @property
    def written_day(self):
        """26/01 for one that comes every year, 15/08/2027 for one that comes once."""
        return f"{self.day:%d/%m}" if self.yearly else f"{self.day:%d/%m/%Y}"
