from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.models import UnitModel
from purifikar.lib.formats import SHORT_WEEKDAYS

MOST_TIMES = 52
HORIZON = timedelta(days=2 * 366)


class AppointmentSeries(UnitModel):
    """That appointments repeat: on which weekdays, every how many weeks, until a day or so many times.

    Each of them stands for itself; the series only says that they belong together. One that was moved with all that follow
    it goes on as a series of its own.
    """

    weekdays = models.JSONField("dias da semana", default=list)  # 0 is Monday
    every = models.PositiveSmallIntegerField("a cada quantas semanas", default=1)
    until = models.DateField("até", null=True, blank=True)
    times = models.PositiveSmallIntegerField("quantas vezes", null=True, blank=True)
    skips_rest = models.BooleanField("pula feriados e dias sem expediente", default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "compromisso que se repete"
        verbose_name_plural = "compromissos que se repetem"

    def __str__(self):
        days = [SHORT_WEEKDAYS[day] for day in sorted(self.weekdays)]
        named = f"{', '.join(days[:-1])} e {days[-1]}" if len(days) > 1 else "".join(days)
        often = "toda semana" if self.every == 1 else f"a cada {self.every} semanas"
        end = f", até {self.until:%d/%m/%Y}" if self.until else f", {self.times} vezes" if self.times else ""
        return f"{often}: {named}{end}"

    def moments(self, first, calendar):
        """When they are: the first on the first chosen weekday not before `first`, all at its wall clock; at most MOST_TIMES."""
        local = timezone.localtime(first)
        week = local.date() - timedelta(days=local.weekday())
        last = min(self.until or local.date() + HORIZON, local.date() + HORIZON)
        most, found = min(self.times or MOST_TIMES, MOST_TIMES), []
        while week <= last and len(found) < most:
            for weekday in sorted(self.weekdays):
                day = week + timedelta(days=weekday)
                if local.date() <= day <= last and len(found) < most and (not self.skips_rest or calendar.is_working_day(day)):
                    found.append(at_wall_clock(day, local))
            week += timedelta(weeks=self.every)
        return found

    def shifted(self, days, *, by):
        """The same rhythm some days later; not saved."""
        weekdays = sorted({(day + days) % 7 for day in self.weekdays})
        until = self.until + timedelta(days=days) if self.until else None
        return AppointmentSeries(weekdays=weekdays, every=self.every, until=until, times=self.times, skips_rest=self.skips_rest, by=by)


def at_wall_clock(day, moment):
    """That day, at the wall clock of a local moment."""
    return timezone.make_aware(datetime.combine(day, moment.time().replace(tzinfo=None)), moment.tzinfo)
