"""Everything that a lead's page shows, asked for in few queries: what to do now, history, way, person, other leads, agenda."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from leads.decider import Decider
from leads.models import Lead
from purifikar.lib.formats import when
from workflow import calendar, registry, timeline, way
from workflow.agenda import sees_others
from workflow.models import Stage
from workflow.way_picture import WayPicture
from workflow.words import left, listed

OTHERS_SHOWN = 5
APPOINTMENTS_SHOWN = 4


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


class LeadPage:
    """`tab` and `before` choose the page of the history."""

    def __init__(self, lead, member, unit, *, tab="", before=None, decider=None):
        self.lead, self.member, self.unit = lead, member, unit
        self.decider = decider or Decider(member, unit)
        self.journey, self.user = lead.journey, member.user
        self.tab, self.before = tab, before

    # --- who may ------------------------------------------------------------------------------------------------------

    @property
    def centres(self):
        return self.decider.centres

    @cached_property
    def may_decide(self):
        return self.decider.may(centre=self.journey.stage.centre, holder=self.journey.holder_id)

    @property
    def may_book(self):
        """Whose own agenda it would stand in, or who writes in the agendas of others."""
        return self.lead.is_running and (sees_others(self.member) or self.journey.holder_id == self.user.pk)

    @property
    def why_not(self):
        """Why the decisions are not his, in words."""
        stage, centre = self.journey.stage, self.centres.get(self.journey.stage.centre)
        holder = f" Está com {self.journey.holder}." if self.journey.holder_id else ""
        return f"Na etapa {stage}, quem decide é {centre or 'outro centro'}.{holder} Você pode escrever um parecer."

    # --- what to do now -----------------------------------------------------------------------------------------------

    @cached_property
    def choices(self):
        if not self.lead.is_running or not self.may_decide:
            return []
        stages = way.plan(self.journey.version_id)
        return [self._choice(outcome, stages[outcome.to]) for outcome in stages[self.journey.stage.slug].outcomes]

    def _choice(self, outcome, target):
        asks = listed(registry.requirement(name).label for name in outcome.requires)
        return Choice(outcome.slug, outcome.name, f"Pede {asks}." if asks else "", self._then(target), not outcome.requires)

    def _then(self, target):
        """Who gets the lead by that way, as far as one can say before."""
        if target.ends:
            return {"ganho": "Encerra como ganho.", "perdido": "Encerra como perdido."}.get(target.ends, "Encerra.")
        centre = self.centres.get(target.centre)
        if target.picks == Stage.Picks.KEEP and self.journey.holder_id:
            return f"Fica com {self._name(self.journey.holder)}."
        if target.picks == Stage.Picks.CHOSEN:
            return "Vai para quem você escolher."
        if target.picks == Stage.Picks.RETURN and (back := self._last_of(target.centre)):
            return f"Fica com {back}." if back == "você" else f"Volta para {back}."
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
        return list(self.journey.armed_limits.unsettled().select_related("limit").order_by("due_at"))

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

    @property
    def next_kind(self):
        if self.lead.is_next_late:
            return "late"
        return "today" if timezone.localdate(self.lead.next_at) == timezone.localdate() else "internal"

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
        return WayPicture(steps, {slug: centre.name for slug, centre in self.centres.items()})

    @property
    def place(self):
        """Where to go, as far as it is known."""
        return str(self.lead.person.address or "") or self.lead.district

    @cached_property
    def others(self):
        """Other leads of this person, as far as they are his to see."""
        found = Lead.objects.visible_to(self.member).filter(person=self.lead.person_id).exclude(pk=self.lead.pk)
        return found.select_related("journey__stage", "source").order_by("-number")[:OTHERS_SHOWN]

    @cached_property
    def appointments(self):
        return self.journey.appointments.select_related("person", "by").order_by("-starts_at")[:APPOINTMENTS_SHOWN]

    @property
    def panels(self):
        return registry.panels("lead")

    @property
    def greeting(self):
        """What WhatsApp opens with."""
        first = self.lead.person.name.split()[0]
        return f"Olá, {first}! Aqui é {self.user.first_name}, da Purifikar {self.unit.name}."

    @property
    def whatsapp_url(self):
        phone = self.lead.person.phone
        return phone.whatsapp_with(self.greeting) if phone else ""
