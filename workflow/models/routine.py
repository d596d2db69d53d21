from datetime import time, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib.formats import SHORT_WEEKDAYS

from .request import Request, RequestType

LONGEST_REST = 31  # days without work behind which nobody looks for a day that was missed


class RoutineQuerySet(UnitQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def make_due(self, now, clocks):
        """The requests that today brings, each once however often this runs; gives how many were made."""
        local = timezone.localtime(now, clocks.calendar.zone)
        due = self.active().filter(at__lte=local.time(), type__in=RequestType.objects.open_now()).select_related("type__process", "holder")
        return sum(routine.make(local.date()) for routine in due if routine.falls_on(local.date(), clocks.calendar))


class Routine(UnitModel):
    """A request that makes itself on some days of the week: the opening checklist, the cleaning, the meeting (PUR-24, PUR-25, DIR-35, DIR-58).

    A day of rest passes it on to the next working day, by the unit's calendar.
    """

    type = models.ForeignKey(RequestType, models.CASCADE, related_name="routines", verbose_name="tipo")
    title = models.CharField("o que fazer", max_length=120)
    weekdays = models.JSONField("dias da semana", default=list)  # 0 is Monday
    at = models.TimeField("a partir das", default=time(6))
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="responsável",
    )
    is_active = models.BooleanField("ligada", default=True)

    objects = RoutineQuerySet.as_manager()

    class Meta:
        verbose_name = "rotina"
        ordering = ["title"]

    def __str__(self):
        return self.title

    @property
    def days_in_words(self):
        return ", ".join(SHORT_WEEKDAYS[day] for day in sorted(self.weekdays))

    def falls_on(self, day, calendar):
        """Whether that working day is one of its days, or follows one on which nobody worked."""
        if not calendar.is_working_day(day):
            return False
        for _ in range(LONGEST_REST):
            if day.weekday() in self.weekdays:
                return True
            day -= timedelta(days=1)
            if calendar.is_working_day(day):
                return False
        return False

    def make(self, day):
        """That day's request; False when it is there already, also when another worker was quicker."""
        if self.requests.filter(routine_day=day).exists():
            return False
        try:
            with transaction.atomic():
                Request.objects.ask(self.type, self.title, by=None, holder=self._holder(), routine=self, routine_day=day)
        except IntegrityError:
            if self.requests.filter(routine_day=day).exists():
                return False
            raise
        return True

    def _holder(self):
        return self.holder if self.holder and self.holder.is_active else None
