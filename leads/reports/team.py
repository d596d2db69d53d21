"""Who has how much now, who is late, who is away, and whether leads are given fairly; and in which stage they stick (DIR-44)."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from leads.reports import drill
from leads.reports.report import Cell, Figures
from leads.reports.roll import ATTENDANT
from tenants.models import Absence, Membership, OpenWork, User
from workflow.models import Journey, Process, Stage


@dataclass
class Hand:
    """Somebody who attends or sells, or the queue, which nobody holds."""

    name: str
    came: Cell
    percent: int | None  # of all leads that were given to somebody
    due: int | None  # what his weight in the distribution would give him
    open: Cell
    late: Cell
    oldest: object = None
    away: str = ""


@dataclass
class Place:
    name: str
    waiting: Cell
    late: Cell
    oldest: object
    share: int = 0


class Team:
    def __init__(self, scope, period):
        self.scope, self.unit, self.period = scope, scope.unit, period
        self.now = timezone.now()
        self._figures = Figures(scope, period)

    @cached_property
    def hands(self):
        """Everybody who got leads in these days or holds some now; the fullest hands first, the queue before all."""
        came, held, weights = self._came(), self._held(), self._weights()
        keys = [key for key in {*came, *held, *(weights if self.scope.is_whole or self.scope.is_team else ())} if self._is_shown(key)]
        names = {str(key): name for key, name in User.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name")}
        total = sum(count for key, count in came.items() if key and key in keys)
        away = self._away(keys)
        weights = {key: weight for key, weight in weights.items() if key in keys}
        hands = [self._hand(key, names.get(key, ""), came.get(key, 0), held.get(key), away.get(key, "")) for key in keys]
        for key, hand in zip(keys, hands, strict=True):
            hand.percent = round(hand.came.value * 100 / total) if key and total and (hand.came.value or key in weights) else None
            hand.due = round(weights[key] * 100 / sum(weights.values())) if key in weights else None
        return sorted(hands, key=lambda hand: (hand.name != "Na fila", -hand.open.value, hand.name))

    @cached_property
    def places(self):
        """The stages in which leads wait now, where most are first; only for whoever sees the whole unit."""
        if not self.scope.is_whole:
            return []
        stages = {row.pk: row for row in Stage.objects.filter(version__process__kind=Process.Kind.LEAD, ends="").only("slug", "name")}
        waiting = Journey.objects.running().filter(stage__in=stages).order_by().values("stage")
        late = Count("pk", filter=Q(due_at__lt=self.now))
        found = {}
        for row in waiting.annotate(count=Count("pk"), late=late, oldest=Min("entered_at")):
            slug = stages[row["stage"]].slug
            count, was_late, oldest, _ = found.get(slug, (0, 0, row["oldest"], ""))
            found[slug] = (count + row["count"], was_late + row["late"], min(oldest, row["oldest"]), stages[row["stage"]].name)
        most = max((count for count, *_ in found.values()), default=0) or 1
        places = [
            Place(name, self._open(count, etapa=slug), self._open(was_late, etapa=slug, prazo="vencido"), oldest, round(count * 100 / most))
            for slug, (count, was_late, oldest, name) in found.items()
        ]
        return sorted(places, key=lambda place: (-place.late.value, -place.waiting.value))

    def _came(self):
        found = self._figures.added(ATTENDANT, lambda row: row.key)
        return {key: sums[0] for key, sums in found.items()}

    def _held(self):
        work = OpenWork.objects.in_unit(self.unit).filter(kind=OpenWork.Kind.LEAD).order_by().values_list("holder")
        late = Count("pk", filter=Q(due_at__lt=self.now))
        return {str(key) if key else "": counts for key, *counts in work.annotate(Count("pk"), late=late, oldest=Min("since"))}

    def _away(self, keys):
        """{person: until when, in words} of those who are away today."""
        absences = Absence.objects.on(timezone.localdate()).filter(user__in=[key for key in keys if key])
        return {str(user): f"ausente até {ends:%d/%m}" for user, ends in absences.values_list("user", "ends")}

    def _is_shown(self, key):
        if self.scope.is_whole:
            return True
        people = self.scope.team_users if self.scope.is_team else {self.scope.user.pk}
        return key in {str(each) for each in people} or (self.scope.is_team and not key)

    def _weights(self):
        """{attendant: his weight in the distribution}: the unit's own, or of the network those who got leads here (FOL-04)."""
        members = Membership.objects.active().attending().filter(receives_web_leads=True)
        here = Q(unit=self.unit) | Q(unit=None, user__in=[key for key in self._came() if key])
        return {str(user): weight for user, weight in members.filter(here).values_list("user", "weight") if weight}

    def _hand(self, key, name, came, held, away):
        count, late, oldest = held or (0, 0, None)
        who = key or "ninguem"
        url = drill.address("leads", self.period, por=ATTENDANT, chave=key) if came else ""
        return Hand(
            name if key else "Na fila", Cell(came, url), None, None,
            self._open(count, responsavel=who), self._open(late, responsavel=who, prazo="vencido"), oldest, away,
        )  # fmt: skip

    @staticmethod
    def _open(count, **query):
        """A figure of what is open now; the lead list shows its leads."""
        return Cell(count, f"{reverse('leads')}?{urlencode({'canal': 'todos', **query})}" if count else "")
