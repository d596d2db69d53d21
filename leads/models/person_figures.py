"""Sums by day and by month for whoever sees only some people's leads: a Coordenador his teams', others their own.

So his page costs what the days and the people cost, never what the leads would. Written together with the unit's sums, in the
same SQL (leads/reports/roll.py).
"""

from datetime import timedelta

from django.conf import settings
from django.db import models

from purifikar.db.models import UnitModel, UnitQuerySet

from .rollup import Sums


class Span(models.TextChoices):
    DAY = "dia", "dia"
    MONTH = "mes", "mês"  # its `day` is the first of it


class Side(models.TextChoices):
    """On which side of a lead the person stands; of one who stands on both it counts once, as its attendant."""

    ATTENDS = "atende", "atende"
    SELLS = "vende", "vende"


class PersonSumsQuerySet(UnitQuerySet):
    def within(self, first, last):
        """Whole months as months, the rest by day: so a year reads little more than a month."""
        months, days = split(first, last)
        return self.filter(models.Q(span=Span.MONTH, day__in=months) | models.Q(span=Span.DAY, day__in=days))

    def by_day(self, first, last):
        return self.filter(span=Span.DAY, day__in=_days(first, last))


class PersonSums(UnitModel):
    span = models.CharField(max_length=3, choices=Span)
    day = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False)
    side = models.CharField(max_length=6, choices=Side)
    channel = models.CharField(max_length=5)

    objects = PersonSumsQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {self.span} {self.person_id}"


class PersonFigure(PersonSums, Sums):
    """As DayFigure, of one person's leads."""

    dimension = models.CharField(max_length=10)
    key = models.CharField(max_length=80, blank=True)
    detail = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "números da pessoa"
        constraints = [
            models.UniqueConstraint(
                fields=["span", "day", "person", "dimension", "side", "channel", "key", "detail"], name="person_figure_once"
            )
        ]


class PersonStage(PersonSums):
    """As DayStage, of one person's leads."""

    stage = models.CharField(max_length=40)
    reached = models.IntegerField()
    left = models.IntegerField()
    waiting = models.IntegerField()
    lost = models.IntegerField()
    minutes = models.BigIntegerField()

    class Meta:
        verbose_name = "etapas da pessoa"
        constraints = [models.UniqueConstraint(fields=["span", "day", "person", "side", "channel", "stage"], name="person_stage_once")]


def split(first, last):
    """(the firsts of the whole months from one day to another, the other days)"""
    months, days, day = [], [], first
    while day <= last:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if day.day == 1 and following - timedelta(days=1) <= last:
            months.append(day)
            day = following
        else:
            days.append(day)
            day += timedelta(days=1)
    return months, days


def _days(first, last):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
