"""What the page of anything on its way shows of its journey: what to do now, its limits, its history, its way. In few queries."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from purifikar.db.prepared import prepared
from purifikar.lib.formats import when
from purifikar.lib.remembered import remembered
from tenants.models import Centre
from workflow import calendar, registry, timeline, way
from workflow.decider import LEAD, Decider
from workflow.models import ArmedLimit, Stage
from workflow.way_picture import WayPicture
from workflow.words import left, listed


@dataclass(frozen=True)
class Choice:
    """One way out of the stage, as a whole button: what it asks for and who gets the lead next."""

    slug: str
    name: str
    asks: str
    then: str
    is_bare: bool


@dataclass(frozen=True)
class Clock:
    """A limit in words: "vence hoje 17:00", "6 h úteis"; `kind` is the state that colours it."""

    name: str
    kind: str
    words: str
    left: str
    is_paused: bool


class JourneyPage:
    """`tab` and `before` choose the page of the history. Upper pages add what is their subject's."""

    kind = LEAD

    def __init__(self, journey, member, unit, *, tab="", before=None, decider=None):
        self.journey, self.member, self.unit = journey, member, unit
        self.decider, self.user = decider or Decider(member, unit), member.user
        self.tab, self.before = tab, before

    # --- who may ------------------------------------------------------------------------------------------------------

    @cached_property
    def centre_names(self):
        """{slug: name}; whether this person is in one of them is the decider's to ask."""
        return remembered("centres", lambda: dict(Centre.objects.values_list("slug", "name")))

    @cached_property
    def may_decide(self):
        return self.decider.may(centre=self.journey.stage.centre, holder=self.journey.holder_id, kind=self.kind)

    @property
    def why_not(self):
        """Why the decisions are not his, in words."""
        stage, centre = self.journey.stage, self.centre_names.get(self.journey.stage.centre)
        holder = f" Está com {self.journey.holder}." if self.journey.holder_id else ""
        return f"Na etapa {stage}, quem decide é {centre or 'outro centro'}.{holder} Você pode escrever um parecer."

    # --- what to do now -----------------------------------------------------------------------------------------------

    @cached_property
    def choices(self):
        if not self.journey.is_running or not self.may_decide:
            return []
        stages = way.plan(self.journey.version_id)
        offered = (each for each in stages[self.journey.stage.slug].outcomes if registry.is_offered(self.journey, each))
        return [self._choice(outcome, stages[outcome.to]) for outcome in offered]

    def _choice(self, outcome, target):
        asks = listed(registry.requirement(name).label for name in outcome.requires)
        return Choice(outcome.slug, outcome.name, f"Pede {asks}." if asks else "", self._then(target), not outcome.requires)

    def _then(self, target):
        """Who gets the lead by that way, as far as one can say before."""
        if target.ends:
            return {"ganho": "Encerra como ganho.", "perdido": "Encerra como perdido."}.get(target.ends, "Encerra.")
        centre = self.centre_names.get(target.centre)
        keeps = target.picks == Stage.Picks.KEEP or (target.picks == Stage.Picks.CREATOR and target.slug == self.journey.stage.slug)
        if keeps and self.journey.holder_id:
            return f"Fica com {self._name(self.journey.holder)}."
        if target.picks == Stage.Picks.CREATOR:
            return "Vai para quem registrou; se não for trabalho dele, ao próximo da vez."
        if target.picks == Stage.Picks.CHOSEN:
            return "Vai para quem você escolher."
        if target.picks == Stage.Picks.RETURN and (back := self._last_of(target.centre)):
            return f"Fica com {back}." if back == "você" else f"Volta para {back}; se ausente, ao próximo da vez."
        if target.picks == Stage.Picks.QUEUE:
            return f"Espera na fila: {centre}."
        return f"Vai ao próximo da vez: {centre}." if centre else ""

    def _last_of(self, centre):
        """Who held it last in a stage of that centre (FOL-11)."""
        names = {stage.name for stage in way.plan(self.journey.version_id).values() if stage.centre == centre}
        for visit in reversed(self.visits):
            if visit.stage in names and visit.holder:
                return "você" if visit.holder_key == str(self.user.pk) else visit.holder
        return ""

    def _name(self, person):
        return "você" if person == self.user else str(person)

    @cached_property
    def _armed(self):
        return _armed(self.journey.pk)

    @cached_property
    def clocks(self):
        """The limits that count now, the nearest first."""
        if not self._armed:
            return []
        clocks, now = calendar.of(self.unit), timezone.now()
        return [self._clock(armed, clocks, now) for armed in self._armed]

    @staticmethod
    def _clock(armed, clocks, now):
        due, local = timezone.localtime(armed.due_at), timezone.localtime(now)
        if armed.paused_at:
            since = when(timezone.localtime(armed.paused_at), local)
            return Clock(armed.limit.name, "internal", f"em pausa desde {since}", armed.pause_note, True)
        if armed.due_at <= now:
            return Clock(armed.limit.name, "late", f"venceu {when(due, local)}", "", False)
        kind = "today" if due.date() == local.date() else "open"
        return Clock(armed.limit.name, kind, f"vence {when(due, local)}", left(armed, clocks, now), False)

    @property
    def is_paused(self):
        return any(clock.is_paused for clock in self.clocks)

    # --- beside and below ---------------------------------------------------------------------------------------------

    @cached_property
    def _newest(self):
        return timeline.newest_of(self.journey, tab=self.tab, reader=self.user)

    @cached_property
    def visits(self):
        return way.visits_of(self._newest[1])

    @cached_property
    def history(self):
        if self.before:
            return timeline.history_of(self.journey, tab=self.tab, before=self.before, reader=self.user)
        return self._newest[0]

    @property
    def tabs(self):
        return [(name, label, name == self.tab) for name, (label, _) in timeline.TABS.items()]

    @cached_property
    def picture(self):
        steps = way.steps_of(self.journey, self.visits, reader=self.user)
        return WayPicture(steps, self.centre_names)


@prepared
def _armed(journey):
    return ArmedLimit.objects.unsettled().filter(journey=journey).select_related("limit").order_by("due_at")
