"""What an alarm does when it rings: warn, hand over, decide, record. Each deed runs in the alarm's own transaction."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from purifikar.lib.formats import when
from purifikar.lib.spans import span
from tenants.models import Centre, Membership, Notice
from workflow import calendar, rotation
from workflow.models import ArmedLimit, LimitAlarm, Occurrence

Deed = LimitAlarm.Deed
Kind = Notice.Kind
TITLES = {Kind.RECEIVED: "Chegou a você"}  # where the kind's own name is too long for a heading
MANAGING = ("gerente", "franqueado")


@dataclass
class Ringing:
    """An alarm that rings: its row in the shared register, the limit that it belongs to, and what it is to do."""

    alarm: object
    armed: ArmedLimit
    rule: LimitAlarm

    @property
    def journey(self):
        return self.armed.journey

    @property
    def unit(self):
        return self.alarm.unit

    @property
    def overdue(self):
        """By how much the limit itself is missed; zero before it runs out."""
        return max(timedelta(), timezone.now() - self.armed.due_at)

    @property
    def missed(self):
        return timezone.now() >= self.armed.due_at

    @property
    def facts(self):
        """What every event of an alarm says; `late` only when an outage held it up."""
        late = {"late": span(self.alarm.lateness)} if self.alarm.lateness else {}
        return {"limit": self.armed.limit.name, "due": self.armed.due_at.isoformat(), **late}

    @property
    def due(self):
        """When the limit runs out, in words and by the unit's wall clock."""
        return when(timezone.localtime(self.armed.due_at), timezone.localtime())

    def words(self):
        due = self.due
        said = f"{self.armed.limit}: venceu {due}." if self.missed else f"{self.armed.limit}: vence {due}."
        return said + (f" Este aviso saiu {span(self.alarm.lateness)} depois da hora." if self.alarm.lateness else "")

    def tell(self, people, kind, *, text=None, detail=""):
        """Tells people of it, once each; gives their names."""
        people = list({user.pk: user for user in people if user and user.is_active}.values())
        Notice.objects.tell(
            people, kind=kind, title=f"{TITLES.get(kind, kind.label)}: {self.journey.title}", text=" ".join([text or self.words(), detail]).strip(),
            key=str(self.alarm.pk), unit=self.unit, address=self.journey.address, late=self.alarm.lateness,
        )  # fmt: skip
        return ", ".join(str(user) for user in people)


def ring(alarm, rules):
    """Does what a claimed alarm is for, inside its unit. False: a person is at the journey this moment, ask again.

    `rules` keeps what was read of the process while many ring; a published version never changes. The journey is locked without waiting, so that whoever decides on it and the clock never wait for each other.
    """
    limits = ArmedLimit.objects.select_related("limit", "journey__stage", "journey__holder")
    armed = limits.select_for_update(of=["self", "journey"], skip_locked=True, no_key=True).filter(pk=alarm.subject).first()
    if armed is None and ArmedLimit.objects.filter(pk=alarm.subject).exists():
        return False
    if armed is None or not armed.is_running:
        alarm.note_cancelled()
        return True
    rule = rules.get(alarm.deed) or LimitAlarm.objects.select_related("outcome__stage", "outcome__target").get(pk=alarm.deed)
    rules[alarm.deed] = rule
    DEEDS[Deed(rule.deed)](Ringing(alarm, armed, rule))
    alarm.note_done()
    return True


def managers(unit):
    """Everybody who is Gerente or Franqueado there."""
    members = Membership.objects.active().of_unit(unit).filter(role__in=MANAGING)
    return [member.user for member in members.select_related("user").order_by("since")]


def colleagues(unit, centre):
    """Whoever does the work of a centre in that unit."""
    found = Centre.objects.filter(pk=centre).first()
    return [member.user for member in found.people(unit).select_related("user")] if found else []


def warn_holder(ringing):
    """Whoever holds it; with nobody holding it everybody of the centre, and with nobody there the Gerente."""
    holder = ringing.journey.holder
    people = [holder] if holder and holder.is_active else colleagues(ringing.unit, ringing.journey.stage.centre)
    told = ringing.tell(people or managers(ringing.unit), Kind.MISSED if ringing.missed else Kind.COMING)
    ringing.journey.record("limit.warned", to=told, **ringing.facts)


def warn_manager(ringing):
    holder = ringing.journey.holder or "ninguém"
    told = ringing.tell(managers(ringing.unit), Kind.TEAM, detail=f"Está com {holder}.")
    ringing.journey.record("limit.warned", to=told, manager=True, **ringing.facts)


def hand_over(ringing):
    """To the next in turn; back to the same person only when no other is there."""
    journey, before = ringing.journey, ringing.journey.holder
    person, why = rotation.next_in_turn(journey.stage.centre, channel=journey.stage.channel, besides=before)
    if person is None:
        journey.record("limit.kept", to=str(before or ""), why="ninguém mais está disponível no centro", **ringing.facts)
        ringing.tell(managers(ringing.unit), Kind.TEAM, detail="Não há a quem passar.")
        return
    reason = f"o prazo {ringing.armed.limit} passou com {before}" if before else f"o prazo {ringing.armed.limit} passou na fila"
    journey.hand_to(person, why=f"{reason}; {why}")
    ringing.tell([person], Kind.RECEIVED, text=f"Chegou a você porque {reason}.")
    if before:
        ringing.tell([before], Kind.MISSED, detail=f"Passou para {person}.")


def record_occurrence(ringing):
    """Only the record (requirements 1.5, point 6): what follows from it people decide."""
    journey, armed = ringing.journey, ringing.armed
    Occurrence.objects.create(
        journey=journey, armed_limit=armed, limit=armed.limit.name, stage=journey.stage.name, person=journey.holder, due_at=armed.due_at,
        late=ringing.overdue,
    )  # fmt: skip
    journey.record("limit.missed", to=str(journey.holder or ""), overdue=span(ringing.overdue), **ringing.facts)
    ringing.tell([journey.holder], Kind.OCCURRENCE)


def decide(ringing):
    """The system decides, in the words of the limit; a decision that the stage no longer offers is left alone, and said."""
    journey, outcome = ringing.journey, ringing.rule.outcome
    if outcome.stage_id != journey.stage_id:
        why = f"a etapa {journey.stage} não tem a decisão {outcome}"
        journey.record("limit.undecided", outcome=outcome.name, why=why, **ringing.facts)
        return
    words = f"O prazo {ringing.armed.limit} passou {ringing.due}."
    journey.record("limit.decided", outcome=outcome.name, **ringing.facts)
    before = journey.holder
    journey.decide(outcome, by=None, seen=journey.turn, **_answers(ringing, outcome, words))
    ringing.tell([before, journey.holder], Kind.MISSED, text=f"{words} O sistema decidiu: {outcome}.")


def _answers(ringing, outcome, words):
    """What the outcome asks for, as far as the clock can know it."""
    given = {"note": words, "reason": words}
    reasons = getattr(outcome, "reasons", None)
    if reasons:
        given["reason"] = reasons[0]
    if "person" in outcome.requires:
        given["person"] = rotation.next_in_turn(outcome.target.centre, channel=outcome.target.channel)[0]
    if "next_at" in outcome.requires:
        given["next_at"] = calendar.of(ringing.unit).calendar.add_time(timezone.now(), timedelta(hours=1))
    return given


DEEDS = {
    Deed.WARN_HOLDER: warn_holder,
    Deed.WARN_MANAGER: warn_manager,
    Deed.HAND_OVER: hand_over,
    Deed.OCCURRENCE: record_occurrence,
    Deed.DECIDE: decide,
}
