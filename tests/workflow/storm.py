"""Random work in several units, a part of it undone at a random point: what must leave no trace, in the queue least of all.

    storm = Storm(units, seed=1)
    storm.blow(400)
    storm.told   # Counter: how often each deed was done, undone, refused

Whoever works beside it in another process works on the same leads: two decide at once, one hands over what the other ends.
"""

import random
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from time import monotonic

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import Lead, Person, Source
from tenants.models import Alarm, Holiday, Membership, Unit, User
from workflow import rounds
from workflow.install import install_all
from workflow.models import ArmedLimit, Stage

UNDONE = 0.15
IN_SIGHT = 60  # leads that somebody may have on his screen at once
LOOK_AGAIN = 25  # deeds after which he looks at the list again
STATEMENTS = 40  # a deed is cut off before the n-th statement that it sends, n up to this
STAFF = {"consultor": 2, "gerente": 1, "operacional": 1, "recepcao": 1}


def staff(units, processes):
    """Puts the units on those processes in turn and people into every centre."""
    for each in ("Camila", "Anderson"):
        Membership.objects.give(User.objects.create_user(f"{each.lower()}@tormenta.example", name=each), "comercial")
    for number, unit in enumerate(units):
        Unit.objects.filter(pk=unit.pk).update(process=processes[number % len(processes)])
        unit.refresh_from_db()
        for role, count in STAFF.items():
            for each in range(count):
                user = User.objects.create_user(f"{role}{each}@{unit.slug}.example", name=f"{role.title()} {each} de {unit.name}")
                Membership.objects.give(user, role, unit=unit, creates_flow_leads=True)
        with tenant_context(unit):
            install_all()


class CutOff(Exception):
    """The machine stops here, as far as this transaction can know."""


class Storm:
    def __init__(self, units, *, seed, in_sight=IN_SIGHT):
        self.units, self.dice, self.told, self.in_sight = list(units), random.Random(seed), Counter(), in_sight
        self.seen, self.people = {}, {}

    def blow(self, count, *, seconds=None):
        """That many operations, or as many as the seconds allow."""
        until = seconds and monotonic() + seconds
        for _ in range(count):
            if until and monotonic() > until:
                return
            unit = self.dice.choice(self.units)
            with tenant_context(unit):
                self._one(unit)

    def _one(self, unit):
        deed = self.dice.choices(list(DEEDS), [weight for weight, _ in DEEDS.values()])[0]
        self.told["operations"] += 1
        try:
            if self.dice.random() < UNDONE:
                self.told[f"{deed} undone"] += 1
                self._undo(unit, deed)
            else:
                self._do(unit, deed)
                self.told[f"{deed} done"] += 1
        except ValidationError:
            self.told[f"{deed} refused"] += 1
        except OperationalError as error:
            if "deadlock" not in str(error):
                raise
            self.told["deadlocks"] += 1

    def _do(self, unit, deed):
        DEEDS[deed][1](self, unit)

    def _undo(self, unit, deed):
        """All of a transaction, before any of its statements or at its end; or a savepoint, and what came before it stands."""
        before = self.dice.randrange(1, STATEMENTS)
        try:
            with transaction.atomic():
                if self.dice.random() < 0.3:
                    self._do(unit, "take_in")
                    self._cut(unit, deed, before)
                    return
                with cut_off_at(before):
                    self._do(unit, deed)
                raise CutOff
        except CutOff:
            self.told["rolled back"] += 1

    def _cut(self, unit, deed, before):
        try:
            with transaction.atomic():
                with cut_off_at(before):
                    self._do(unit, deed)
                raise CutOff
        except CutOff:
            self.told["rolled back to a savepoint"] += 1

    # --- who and what -------------------------------------------------------------------------------------------------

    def _lead(self, unit):
        """One that stands on somebody's screen, read again as each request does. What ended since makes room for a new one."""
        count, keys = self.seen.get(unit.pk, (0, []))
        if count % LOOK_AGAIN == 0:
            keys = self._some(Lead.objects.running().order_by("number"), self.in_sight)
        self.seen[unit.pk] = (count + 1, keys)
        if len(keys) < self.in_sight // 2:
            return self._take_in(unit)
        lead = Lead.objects.with_desk().filter(pk=self.dice.choice(keys)).first()
        return lead if lead and lead.is_running else self._take_in(unit)

    def _some(self, records, count):
        keys = list(records.values_list("pk", flat=True))
        return self.dice.sample(keys, min(count, len(keys)))

    def _person(self, unit):
        if unit.pk not in self.people:
            self.people[unit.pk] = [
                m.user for m in Membership.objects.active().filter(unit__in=[unit]).select_related("user").order_by("pk")
            ]
        return self.dice.choice(self.people[unit.pk])

    def _worker(self, unit, stage):
        people = [member.user for member in stage.work_of(unit).select_related("user").order_by("pk")]
        return self.dice.choice(people) if people else None

    def _soon(self):
        return timezone.now() + timedelta(minutes=self.dice.randrange(1, 500_000))

    # --- deeds ----------------------------------------------------------------------------------------------------------

    def _take_in(self, unit):
        person = Person.objects.register(name=f"Cliente {self.dice.randrange(10**9)}", phones=[f"13 9{self.dice.randrange(10**8):08}"])
        channels = [stage.channel or "web" for stage in Stage.objects.beginnings_of(unit.process)]
        channel, by = self.dice.choice(channels), self.dice.choice([None, self._person(unit)])
        return Lead.objects.take_in(
            person, source=Source.objects.usual(channel), by=by, channel=channel, note=self.dice.choice(["", "Ligou."])
        )

    def _decide(self, unit):
        lead = self._lead(unit)
        outcome = self.dice.choice(list(lead.journey.stage.outcomes.select_related("stage", "target")))
        turn = lead.journey.turn - (self.dice.random() < 0.05)  # now and then from a page that is old
        by = lead.journey.holder or self._worker(unit, lead.journey.stage)
        lead.decide(outcome, by=by, seen=turn, **self._answers(unit, outcome))

    def _answers(self, unit, outcome):
        said = {"texto": "…", "numero": "2", "data": date(2026, 11, 28), "sim_nao": True}
        answers = {q["slug"]: q["choices"][0] if q["kind"] == "escolha" else said[q["kind"]] for q in outcome.answers}
        return {
            "note": "…", "reason": self.dice.choice(outcome.reasons or ["…"]), "next_at": self._soon(), "starts_at": self._soon(),
            "person": self._worker(unit, outcome.target), "kind": self.dice.choice(outcome.kinds or ["visita"]), "answers": answers,
        }  # fmt: skip

    def _hand(self, unit):
        lead = self._lead(unit)
        if (person := self._worker(unit, lead.journey.stage)) is not None:
            lead.hand_to(person, by=self._person(unit), why="troca")

    def _take(self, unit):
        """Back into the queue of the centre, or out of it."""
        lead = self._lead(unit)
        if lead.journey.holder_id:
            lead.journey.hand_to(None, why="volta para a fila")
        else:
            lead.journey.take(self._person(unit))

    def _try(self, unit):
        self._lead(unit).journey.tried(call_at=self._soon())

    def _pause(self, unit):
        for armed in self._lead(unit).journey.armed_limits.unsettled().select_related("limit", "journey"):
            armed.pause(by=self._person(unit), why="…") if armed.is_running else armed.resume(by=self._person(unit))

    def _describe(self, unit):
        lead = self._lead(unit)
        lead.district = self.dice.choice(["Gonzaga", "Embaré", "Macuco"])
        lead.change(by=self._person(unit), names=["district"])

    def _ring(self, unit):
        """Some limits run out at once: warnings, handing over, decisions of the system."""
        keys = self._some(Alarm.objects.armed().filter(unit=unit).order_by("pk"), 3)
        Alarm.objects.filter(pk__in=keys).update(fires_at=timezone.now(), retry_at=timezone.now())
        rounds.ring_in(unit)

    def _rest(self, unit):
        """A holiday more: the running limits are counted anew."""
        Holiday.objects.get_or_create(
            unit=unit, day=date(2027, 1, 1) + timedelta(days=self.dice.randrange(300)), defaults={"name": "Festa"}
        )
        ArmedLimit.objects.follow_calendar()


DEEDS = {
    "take_in": (12, Storm._take_in), "decide": (50, Storm._decide), "hand": (10, Storm._hand), "take": (6, Storm._take),
    "try": (6, Storm._try), "pause": (8, Storm._pause), "describe": (4, Storm._describe), "ring": (4, Storm._ring),
    "rest": (0.2, Storm._rest),
}  # fmt: skip


@contextmanager
def cut_off_at(number):
    """Stops before the n-th statement, once."""
    left = [number]

    def count(execute, *statement):
        left[0] -= 1
        if left[0] == 0:
            raise CutOff
        return execute(*statement)

    with connection.execute_wrapper(count):
        yield
