"""What an alarm does when it rings: warn, hand over, decide, record. Each deed runs in the alarm's own transaction."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from purifikar.lib.formats import when
from purifikar.lib.spans import span
from tenants.models import Alarm, Centre, Membership, Notice
from tenants.models.notice import Telling
from workflow import calendar, reminding, rotation
from workflow.models import ArmedLimit, Event, LimitAlarm, Occurrence
from workflow.requirements import BY_THE_CLOCK

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
    harvest: object

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

    def note(self, kind, **details):
        """A line of the timeline, with what every alarm says of itself."""
        self.harvest.events.append(Event(journey=self.journey, kind=kind, at=timezone.now(), details={**details, **self.facts}))

    def tell(self, people, kind, *, text=None, detail=""):
        """Tells people of it, once each; gives their names."""
        people = list({user.pk: user for user in people if user and user.is_active}.values())
        telling = Telling(
            people, kind=kind, title=f"{TITLES.get(kind, kind.label)}: {self.journey.title}", text=" ".join([text or self.words(), detail]).strip(),
            key=str(self.alarm.pk), unit=self.unit, address=self.journey.address, late=self.alarm.lateness,
        )  # fmt: skip
        self.harvest.tellings.append(telling)
        return ", ".join(str(user) for user in people)


class SomebodyAtIt(Exception):
    """A person has one of the journeys in hand this moment: let go of the alarms, and leave those (its argument) for the next turn."""


@dataclass
class Harvest:
    """What some ringing alarms tell and note down, written at once at their end."""

    tellings: list = field(default_factory=list)
    events: list = field(default_factory=list)

    def bring_in(self):
        Notice.objects.tell_all(self.tellings)
        Event.objects.bulk_create(self.events)


def ring(claimed, rules):
    """Does what some claimed alarms of this unit are for; gives those that must wait for the next turn: the second of a journey.

    `rules` keeps what was read of the process; a published version never changes. Raises SomebodyAtIt before anything is done.
    """
    reminders = [alarm for alarm in claimed if reminding.is_reminder(alarm)]
    claimed = [alarm for alarm in claimed if not reminding.is_reminder(alarm)]
    first = {}
    for alarm in claimed:
        first.setdefault(alarm.journey, alarm)
    limits = _lock(first.values())
    ringing = [alarm for alarm in first.values() if alarm.subject in limits and limits[alarm.subject].is_running]
    harvest = Harvest()
    for alarm in ringing:
        rule = rules.get(alarm.deed) or LimitAlarm.objects.select_related("outcome__stage", "outcome__target").get(pk=alarm.deed)
        rules[alarm.deed] = rule
        DEEDS[Deed(rule.deed)](Ringing(alarm, limits[alarm.subject], rule, harvest))
    harvest.bring_in()
    Alarm.objects.settle(ringing, Alarm.State.DONE)
    Alarm.objects.settle([alarm for alarm in first.values() if alarm not in ringing], Alarm.State.CANCELLED)
    if reminders:
        reminding.ring(reminders)
    return [alarm for alarm in claimed if first[alarm.journey] is not alarm]


def _lock(claimed):
    """{key: the armed limit, locked with its journey}. Nobody is waited for, so a person who decides and the clock never block each other."""
    keys = [alarm.subject for alarm in claimed]
    limits = ArmedLimit.objects.select_related("limit", "journey__stage", "journey__holder").filter(pk__in=keys)
    found = {armed.pk: armed for armed in limits.select_for_update(of=["self", "journey"], skip_locked=True, no_key=True)}
    missing = [key for key in keys if key not in found]
    held = set(ArmedLimit.objects.filter(pk__in=missing).values_list("pk", flat=True)) if missing else set()
    if held:
        raise SomebodyAtIt([alarm for alarm in claimed if alarm.subject in held])
    return found


def managers(unit):
    """Everybody who is Gerente or Franqueado there; where nobody is, the Franqueadora's Administradores: a warning always has a reader."""
    active = Membership.objects.active().select_related("user").order_by("since")
    members = active.of_unit(unit).filter(role__in=MANAGING) or active.administering()
    return [member.user for member in members]


def colleagues(unit, centre):
    """Whoever does the work of a centre in that unit."""
    found = Centre.objects.filter(pk=centre).first()
    return [member.user for member in found.people(unit).select_related("user")] if found else []


def warn_holder(ringing):
    """Whoever holds it; with nobody holding it everybody of the centre, and with nobody there the Gerente."""
    holder = ringing.journey.holder
    people = [holder] if holder and holder.is_active else colleagues(ringing.unit, ringing.journey.stage.centre)
    told = ringing.tell(people or managers(ringing.unit), Kind.MISSED if ringing.missed else Kind.COMING)
    ringing.note("limit.warned", to=told)


def warn_manager(ringing):
    holder = ringing.journey.holder or "ninguém"
    told = ringing.tell(managers(ringing.unit), Kind.TEAM, detail=f"Está com {holder}.")
    ringing.note("limit.warned", to=told, manager=True)


def hand_over(ringing):
    """To the next in turn; back to the same person only when no other is there."""
    journey, before = ringing.journey, ringing.journey.holder
    person, why = rotation.next_in_turn(journey.stage.centre, channel=journey.stage.channel, besides=before, journey=journey)
    if person is None:
        ringing.note("limit.kept", to=str(before or ""), why="ninguém mais está disponível no centro")
        ringing.tell(managers(ringing.unit), Kind.TEAM, detail="Não há a quem passar.")
        return
    reason = f"o prazo {ringing.armed.limit} passou com {before}" if before else f"o prazo {ringing.armed.limit} passou na fila"
    journey.hand_to(person, why=f"{reason}; {why}")
    ringing.tell([person], Kind.RECEIVED, text=f"Chegou a você porque {reason}.")
    if before:
        ringing.tell([before], Kind.MISSED, detail=f"Passou para {person}.")


def record_occurrence(ringing):
    """Only the record (requirements 1.5, point 6): what follows from it people decide. One a limit; a later alarm says how late by then."""
    journey, armed = ringing.journey, ringing.armed
    first = {"journey": journey, "limit": armed.limit.name, "stage": journey.stage.name, "person": journey.holder, "due_at": armed.due_at}
    Occurrence.objects.update_or_create(
        armed_limit=armed, defaults={"late": ringing.overdue}, create_defaults={**first, "late": ringing.overdue}
    )
    ringing.note("limit.missed", to=str(journey.holder or ""), overdue=span(ringing.overdue))
    ringing.tell([journey.holder] if journey.holder else managers(ringing.unit), Kind.OCCURRENCE)


def decide(ringing):
    """The system decides, in the words of the limit; a decision that the stage no longer offers is left alone, and said."""
    journey, outcome = ringing.journey, ringing.rule.outcome
    if outcome.stage_id != journey.stage_id:
        why = f"a etapa {journey.stage} não tem a decisão {outcome}"
        ringing.note("limit.undecided", outcome=outcome.name, why=why)
        return
    words = f"O prazo {ringing.armed.limit} passou {ringing.due}."
    ringing.note("limit.decided", outcome=outcome.name)
    before = journey.holder
    journey.decide(outcome, by=None, seen=journey.turn, **_answers(ringing, outcome, words))
    ringing.tell([before], Kind.MISSED, text=f"{words} O sistema decidiu: {outcome}.")


def _answers(ringing, outcome, words):
    """What the outcome asks for, as far as the clock can know it."""
    given = {"note": words, "reason": words}
    if outcome.reasons:
        given["reason"] = BY_THE_CLOCK
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
