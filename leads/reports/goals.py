"""Goals and how far they are: the same figures as the reports', so a goal's progress has its leads too (PUR-41)."""

from dataclasses import dataclass

from django.db.models import Q, Sum
from django.utils import timezone

from leads.models import DayFigure, Goal
from leads.reports import drill
from leads.reports.period import Period
from leads.reports.roll import ATTENDANT, SELLER, TOTAL
from tenants.models import Membership, TeamPlace

SHOWN = 60


@dataclass
class Progress:
    """A goal, what came in of it, and where it should stand today."""

    goal: Goal
    done: int
    url: str = ""
    pace: float = 0

    @property
    def percent(self):
        return round(self.done * 100 / self.goal.target)

    @property
    def width(self):
        return min(self.percent, 100)

    @property
    def pace_width(self):
        return round(self.pace * 100)

    @property
    def is_reached(self):
        return self.done >= self.goal.target

    @property
    def is_behind(self):
        return not self.is_reached and self.done < self.goal.target * self.pace

    @property
    def state(self):
        """(state, words)"""
        if self.is_reached:
            return "good", "alcançada"
        if self.goal.ends < timezone.localdate():
            return "closed", "não alcançada"
        return ("late", "abaixo do ritmo") if self.is_behind else ("open", "no ritmo")

    @property
    def whom(self):
        return str(self.goal.user or self.goal.team or "Unidade")


class Goals:
    """The goals that somebody sees in a unit: a Gerente all of them, others their own, their teams' and the unit's."""

    def __init__(self, scope, *, manages=False):
        self.scope, self.manages = scope, manages

    def all(self):
        return self._told(self._visible()[:SHOWN])

    def current(self):
        return self._told(self._visible().current()[:SHOWN])

    def _visible(self):
        goals = Goal.objects.with_whom()
        if self.manages or self.scope.is_whole:
            return goals
        return goals.visible_to(self.scope.member, teams=list(self.scope.member.places.values_list("team", flat=True)))

    def _told(self, goals):
        goals = list(goals)
        done = self._done(goals)
        return [
            Progress(goal, done[place], self._url(goal) if done[place] else "", goal.share_passed()) for place, goal in enumerate(goals)
        ]

    def _done(self, goals):
        """What came in of each, all in one query."""
        if not goals:
            return []
        sums = {f"goal_{place}": Sum(goal.measure, filter=self._which(goal)) for place, goal in enumerate(goals)}
        days = DayFigure.objects.filter(day__gte=min(goal.starts for goal in goals), day__lte=max(goal.ends for goal in goals))
        found = days.filter(dimension__in=(TOTAL, ATTENDANT, SELLER)).aggregate(**sums)
        return [found[f"goal_{place}"] or 0 for place in range(len(goals))]

    def _which(self, goal):
        days = Q(day__range=(goal.starts, goal.ends))
        if goal.team_id:
            users = [str(user) for user, team in self.scope.teams.items() if team.pk == goal.team_id]
            return days & Q(dimension=ATTENDANT, key__in=users)
        return days & (Q(dimension=self._side(goal), key=str(goal.user_id)) if goal.user_id else Q(dimension=TOTAL))

    def _side(self, goal):
        """Whoever sells is measured by the leads whose Consultor he is, others by those they attend."""
        return SELLER if goal.user_id in self._selling else ATTENDANT

    @property
    def _selling(self):
        if not hasattr(self, "_sellers"):
            self._sellers = set(Membership.objects.of_unit(self.scope.unit).selling().values_list("user", flat=True))
        return self._sellers

    def _url(self, goal):
        if not (self.scope.is_whole or goal.user_id == self.scope.user.pk):
            return ""
        period, kind = Period(goal.starts, goal.ends), drill.OF_MEASURE[goal.measure]
        if goal.team_id:
            return drill.address(kind, period, por=drill.TEAM, chave=goal.team_id)
        return drill.address(kind, period, por=self._side(goal), chave=goal.user_id) if goal.user_id else drill.address(kind, period)


def people_and_teams(unit):
    """Whom a goal may be for: {value of the choice: name}, the unit itself first."""
    members = Membership.objects.active().filter(Q(unit=unit)).filter(pk__in=_who_has_leads(unit)).select_related("user")
    teams = TeamPlace.objects.filter(Q(membership__unit=unit) | Q(membership__unit=None), is_principal=True).select_related("team")
    people = {f"pessoa:{member.user_id}": str(member.user) for member in members.order_by("user__name")}
    return {
        "unidade": "Toda a unidade",
        **people,
        **{f"equipe:{place.team_id}": f"Equipe {place.team}" for place in teams.order_by("team__name")},
    }


def _who_has_leads(unit):
    return (Membership.objects.of_unit(unit).selling() | Membership.objects.of_unit(unit).attending()).values("pk")
