from django.db import models

from purifikar.db.models import UnitModel, UnitQuerySet

from .cycle import Cycle


class CycleDayQuerySet(UnitQuerySet):
    def touch(self, cycle, days):
        """What was answered on these days has changed: their sums are made anew before they are read. Held until this deed is done, so
        that no sums are made of a half of it.
        """
        rows = [self.model(cycle_id=cycle, day=day) for day in sorted(set(days))]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["cycle", "day"], update_fields=["is_fresh"])


class CycleDay(UnitModel):
    """The answers to a cycle that reports count under one day, added up once and kept until something of that day is corrected."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="days", db_index=False)
    day = models.DateField("dia")
    zone = models.CharField(max_length=63, blank=True)  # in which it was that day; another one, and the sums are others
    is_fresh = models.BooleanField(default=False)
    contacts = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)

    objects = CycleDayQuerySet.as_manager()

    class Meta:
        verbose_name = "dia de um ciclo"
        constraints = [models.UniqueConstraint(fields=["cycle", "day"], name="cycle_day_once")]

    def __str__(self):
        return f"{self.cycle}, {self.day:%d/%m/%Y}"


class CycleSum(UnitModel):
    """What an answer comes to on that day; `said` only where a question offers answers."""

    of = models.ForeignKey(CycleDay, models.CASCADE, related_name="sums")
    key = models.SlugField(max_length=40, db_index=False)
    said = models.TextField(blank=True)
    n = models.PositiveIntegerField(default=0)
    choosers = models.PositiveIntegerField(default=0)
    low = models.DecimalField(max_digits=11, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=11, decimal_places=2, null=True)
    sum = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)

    class Meta:
        verbose_name = "soma de um dia de um ciclo"

    def __str__(self):
        return f"{self.key}: {self.n}"
