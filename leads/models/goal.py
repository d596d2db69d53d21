from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet


class GoalQuerySet(UnitQuerySet):
    def visible_to(self, member, *, teams=()):
        """One's own, those of one's teams and the unit's."""
        return self.filter(Q(user=member.user) | Q(team__in=teams) | Q(user=None, team=None))

    def current(self, day=None):
        day = day or timezone.localdate()
        return self.filter(starts__lte=day, ends__gte=day)

    def with_whom(self):
        return self.select_related("user", "team")


class Goal(UnitModel):
    """A meta: so many of something from one day to another, by a person, a team or the whole unit (PUR-41)."""

    class Measure(models.TextChoices):
        LEADS = "leads", "leads recebidos"
        IN_TIME = "in_time", "leads tratados no prazo"
        HANDED = "handed", "leads repassados"
        WON = "won", "leads ganhos"

    measure = models.CharField("o que se conta", max_length=8, choices=Measure, default=Measure.WON)
    target = models.PositiveIntegerField("quantos")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+")
    team = models.ForeignKey("tenants.Team", models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+")
    starts = models.DateField("de")
    ends = models.DateField("até")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = "meta"
        ordering = ["-starts", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="goal_ends_after_start"),
            models.CheckConstraint(condition=Q(user=None) | Q(team=None), name="goal_of_one"),
            models.CheckConstraint(condition=Q(target__gte=1), name="goal_of_something"),
        ]

    def __str__(self):
        return f"{self.target} {self.get_measure_display()}"

    def share_passed(self, today=None):
        """How much of its time is over by the end of today, from 0 to 1."""
        today = min(max(today or timezone.localdate(), self.starts - timedelta(days=1)), self.ends)
        return ((today - self.starts).days + 1) / ((self.ends - self.starts).days + 1)
