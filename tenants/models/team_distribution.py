from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from purifikar.db.prepared import prepared

from .team import Team, TeamPlace

A_CENTRE = 20  # people, as many as one mostly has


class TeamDistributionQuerySet(models.QuerySet):
    def of(self, team):
        """As every team begins, when nobody said anything."""
        return self.filter(team=team).select_related("by").first() or TeamDistribution(team=team)

    def by_membership(self, keys):
        """{membership's key: how its principal team receives}, of those whose team says anything, in one query (FOL-38)."""
        if not keys:
            return {}
        places = _places(*keys) if len(keys) <= A_CENTRE else _places_of(*keys)
        return {place.membership_id: place.team.distribution for place in places}

    def react_minutes(self, user, unit):
        """As the principal team has it by which that person works there; None when it says nothing."""
        there = models.Q(team__places__membership__unit=unit) | models.Q(team__places__membership__unit=None)
        mine = self.filter(there, team__places__membership__user=user, team__places__is_principal=True)
        return mine.order_by("team__places__membership__unit").values_list("react_minutes", flat=True).first()


class TeamDistribution(models.Model):
    """How the attendants of a team take part in the turns, said by whoever leads it (FOL-05, FOL-39).

    It holds for those whose principal team it is, in every unit. What it does not say stays as the person and the unit have it.
    """

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="distribution")
    is_paused = models.BooleanField("em pausa", default=False, help_text="Ninguém da equipe entra na vez até a pausa acabar.")
    starts = models.TimeField("recebe das", null=True, blank=True)
    ends = models.TimeField("até as", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(
        "quantos ao mesmo tempo", null=True, blank=True, validators=[MinValueValidator(1)],
        help_text="De cada pessoa que não tem uma capacidade sua. Em branco, sem limite.",
    )  # fmt: skip
    react_minutes = models.PositiveSmallIntegerField(
        "passar ao próximo depois de quantos minutos sem reação", null=True, blank=True, validators=[MinValueValidator(5)],
        help_text="Contam só as horas de trabalho da unidade. Em branco, como a unidade definiu.",
    )  # fmt: skip
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = TeamDistributionQuerySet.as_manager()

    class Meta:
        verbose_name = "distribuição da equipe"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts=None, ends=None) | models.Q(starts__lt=models.F("ends")), name="team_receives_in_order"
            )
        ]

    def __str__(self):
        return str(self.team)

    def clean(self):
        if (self.starts is None) != (self.ends is None):
            raise ValidationError({"ends" if self.starts else "starts": "Informe as duas horas, ou nenhuma."})
        if self.starts and self.starts >= self.ends:
            raise ValidationError({"ends": "Termina antes de começar."})

    @property
    def hours_words(self):
        return f"das {self.starts:%H:%M} às {self.ends:%H:%M}" if self.starts else ""

    def why_out(self, moment):
        """Why nobody of the team has a turn at that moment of the unit's clock; nothing when they have."""
        if self.is_paused:
            return f"está na equipe {self.team}, em pausa"
        if self.starts and not self.starts <= moment < self.ends:
            return f"está na equipe {self.team}, que recebe {self.hours_words}"
        return ""


def _places_of(*memberships):
    places = TeamPlace.objects.filter(membership__in=memberships, is_principal=True, team__distribution__isnull=False)
    return places.select_related("team__distribution__team")


_places = prepared(_places_of)
