from django.db import models
from django.db.models import Sum

from purifikar.db.keys import uuid7

MEASURES = ("leads", "treated", "in_time", "handed", "won", "lost", "worth")


class UnitDayQuerySet(models.QuerySet):
    def between(self, first, last):
        return self.filter(day__range=(first, last))

    def of_channel(self, channel):
        return self.filter(channel=channel) if channel else self

    def totals(self):
        return self.filter(dimension=UnitDay.TOTAL)

    def added(self, *by):
        """Each measure's sum by those columns."""
        return self.order_by().values(*by).annotate(**{f"n_{name}": Sum(name) for name in MEASURES})


class UnitDay(models.Model):
    """A unit's sums of one day for the network's pages, by one of the things that tell leads apart; no customer's data.

    Written by the unit's own task, so that no page of the network reads a unit's tables (architecture.md, Growth).
    """

    TOTAL = "total"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    channel = models.CharField(max_length=5)
    dimension = models.CharField(max_length=10)
    key = models.CharField(max_length=80, blank=True)
    detail = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=80, blank=True)
    leads = models.IntegerField(default=0)
    treated = models.IntegerField(default=0)
    in_time = models.IntegerField(default=0)
    handed = models.IntegerField(default=0)
    won = models.IntegerField(default=0)
    lost = models.IntegerField(default=0)
    worth = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    objects = UnitDayQuerySet.as_manager()

    class Meta:
        verbose_name = "dia da unidade"
        indexes = [
            models.Index(fields=["dimension", "day", "unit"], name="unit_day_of"),
        ]
        constraints = [models.UniqueConstraint(fields=["unit", "day", "dimension", "channel", "key", "detail"], name="unit_day_once")]

    def __str__(self):
        return f"{self.unit_id} em {self.day:%d/%m/%Y}"


class UnitPulse(models.Model):
    """How a unit's leads stand now: the other half of what the network's panel judges by."""

    unit = models.OneToOneField("tenants.Unit", models.CASCADE, primary_key=True, related_name="pulse")
    open = models.PositiveIntegerField("em aberto", default=0)
    late = models.PositiveIntegerField("com prazo vencido", default=0)
    untouched = models.PositiveIntegerField("chegaram antes de hoje e ninguém tratou", default=0)
    unheld = models.PositiveIntegerField("sem responsável", default=0)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "pulso da unidade"

    def __str__(self):
        return f"{self.unit_id}: {self.open} em aberto"
