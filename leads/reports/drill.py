"""From a figure to its leads: what a report counted, said in an address (PUR-42)."""

from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone

from leads.reports.period import Period
from leads.reports.pulse import untouched
from leads.reports.roll import ATTENDANT, DISTRICT, REASON, SELLER, SOURCE

TEAM, CAMPAIGN, UNTOUCHED = "equipe", "campanha", "intocados"
# In the address → (words, on which of its days, and what else)
KINDS = {
    "leads": ("Leads que chegaram", "came_on", Q()),
    "tratados": ("Leads tratados", "treated_on", Q()),
    "no-prazo": ("Leads tratados no prazo", "treated_on", Q(in_time=True)),
    "repassados": ("Leads repassados", "handed_on", Q()),
    "ganhos": ("Leads ganhos", "ended_on", Q(result="ganho")),
    "perdidos": ("Leads perdidos", "ended_on", Q(result="perdido")),
    "etapa": ("Leads que chegaram à etapa", "came_on", Q()),
    "esperam": ("Leads que estão na etapa", "came_on", Q(ended_on=None)),
    "caem": ("Leads perdidos na etapa", "came_on", Q(result="perdido")),
}
OF_MEASURE = {"leads": "leads", "treated": "tratados", "in_time": "no-prazo", "handed": "repassados", "won": "ganhos", "lost": "perdidos"}
NAMES = ("numero", "de", "ate", "por", "chave", "detalhe", "canal", "etapa")
NOTHING = Q(pk=None)


def address(kind, period=None, **more):
    """Where the leads of a figure are listed."""
    days = period.query if period else {}
    named = {name: value for name, value in more.items() if value or (name in ("chave", "detalhe") and more.get("por"))}
    return f"{reverse('report_leads')}?{urlencode({'numero': kind, **days, **named})}"


class Drill:
    """What an address asks for; what means nothing finds nothing, so that no list pretends to be another's."""

    def __init__(self, params, scope):
        self.given = {name: params[name].replace("\0", "")[:100] for name in NAMES if name in params}
        self.scope, self.today = scope, timezone.localdate()
        self.period = Period.of({**self.given, "periodo": "livre"}, self.today)

    def get(self, name):
        return self.given.get(name, "")

    @property
    def kind(self):
        return self.get("numero")

    @property
    def words(self):
        return "Leads que ninguém tratou" if self.kind == UNTOUCHED else KINDS.get(self.kind, ("Leads",))[0]

    @property
    def detail(self):
        return "chegaram antes de hoje" if self.kind == UNTOUCHED else str(self.period)

    @property
    def query(self):
        return urlencode(self.given)

    @cached_property
    def figures(self):
        figures = self.scope.figures.filter(self._one_of)
        if channel := self.get("canal"):
            figures = figures.filter(channel=channel)
        if self.kind == UNTOUCHED:
            return untouched(figures, today=self.today)
        _, day, condition = KINDS.get(self.kind, ("", "came_on", NOTHING))
        return figures.filter(condition, self._stage, **{f"{day}__range": (self.period.first, self.period.last)})

    @property
    def day(self):
        """The day on which it happened."""
        return KINDS.get(self.kind, ("", "came_on"))[1]

    @property
    def _stage(self):
        slug = self.get("etapa")
        return {"etapa": Q(reached__contains=[slug]), "esperam": Q(stage=slug), "caem": Q(stage=slug)}.get(self.kind, Q())

    @property
    def _one_of(self):
        by, key = self.get("por"), self.get("chave")
        wanted = {
            "": lambda: Q(),
            SOURCE: lambda: Q(source=key),
            CAMPAIGN: lambda: Q(source=key, campaign=self.get("detalhe")),
            ATTENDANT: lambda: _person("attendant", key),
            SELLER: lambda: _person("seller", key),
            TEAM: lambda: self._team(key),
            DISTRICT: lambda: Q(Exact(Lower("district"), key)),
            REASON: lambda: Q(reason=key),
        }
        return wanted.get(by, lambda: NOTHING)()

    def _team(self, key):
        """Of the attendants whose principal team it is; without a key, of those who have none."""
        if not key:
            return Q(attendant=None) | ~Q(attendant__in=list(self.scope.teams))
        return Q(attendant__in=[user for user, team in self.scope.teams.items() if str(team.pk) == key])


def _person(name, key):
    """Of that person; without a key, of nobody yet."""
    try:
        return Q(**{name: UUID(key) if key else None})
    except ValueError:
        return NOTHING
