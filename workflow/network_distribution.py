"""Whose turn it is, what waits and who is away, in every unit at once: out of the network's registers, never a loop over units.

The turns themselves are the units' own (workflow/turns.py); only where they read from is another, so that both say the same.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Min, Q
from django.utils import timezone

from purifikar.lib.spans import span
from tenants.models import Absence, Centre, Membership, OpenWork, TeamDistribution, Turn, Unit
from tenants.models.centre import ATTENDANT
from tenants.roles import ROLES
from workflow.turns import Turns

REACHING = {role.slug for role in ROLES.values() if role.reaches_units}


class KnownTurns(Turns):
    """A unit's turns without rules, told by registers that were read before."""

    def __init__(self, centre, unit, registers):
        super().__init__(centre, unit)
        self.registers = registers

    def _members(self):
        return self.registers.people_of(self.unit)

    def _read(self):
        turns = self.registers.turns
        return {key: turns[key] for member in self._members() if (key := (member.unit_id, member.user_id)) in turns}

    def _teams(self, members):
        return self.registers.teams

    def _held(self, members):
        held = self.registers.held
        return {member.pk: sum(held.get((member.user_id, unit), 0) for unit in self.registers.places_of(member)) for member in members}


class Registers:
    """Everything that the turns of one centre need, of all units, in a fixed number of queries."""

    def __init__(self, centre):
        self.centre = centre

    @cached_property
    def units(self):
        return list(Unit.objects.active().in_name_order())

    @cached_property
    def members(self):
        """Whoever may be in the centre anywhere, and receives what comes by itself."""
        people = self.centre.everybody().select_related("user").with_absence().order_by("pk")
        return list(people.filter(receives_web_leads=True) if ATTENDANT in self.centre.roles else people)

    def people_of(self, unit):
        """As Centre.people: the unit's own and the Franqueadora's, by role, by team, or by name."""
        roles = {unit.attendant_role if role == ATTENDANT else role for role in self.centre.roles}
        there = [*self._by_place.get(unit.pk, []), *(member for member in self._by_place.get(None, []) if member.role in REACHING)]
        return [member for member in there if member.role in roles or member.pk in self._named]

    def places_of(self, member):
        return [unit.pk for unit in self.units] if member.unit_id is None else [member.unit_id]

    @cached_property
    def turns(self):
        return {(turn.unit_id, turn.user_id): turn for turn in Turn.objects.filter(centre=self.centre)}

    @cached_property
    def away(self):
        """{person: the absence of today}; nobody has two at once."""
        return {absence.user_id: absence for absence in Absence.objects.on(timezone.localdate()).select_related("user")}

    @cached_property
    def teams(self):
        return TeamDistribution.objects.by_membership([member.pk for member in self.members])

    @cached_property
    def held(self):
        """{(person, unit): how much hangs on him there}, of everybody in the centre."""
        work = OpenWork.objects.filter(holder__in={member.user_id for member in self.members}).order_by()
        return {(holder, unit): count for holder, unit, count in work.values_list("holder", "unit").annotate(Count("pk"))}

    @cached_property
    def waiting(self):
        """{unit: (how much waits for nobody in particular, since when)}"""
        work = OpenWork.objects.filter(holder=None, centre=self.centre.pk).order_by()
        return {unit: (count, since) for unit, count, since in work.values_list("unit").annotate(Count("pk"), Min("since"))}

    @cached_property
    def _named(self):
        """Who is in the centre by a team or by name, whatever his role."""
        by_team = Q(places__team__centres=self.centre, places__leads=False)
        return set(Membership.objects.filter(by_team | Q(centres=self.centre)).values_list("pk", flat=True))

    @cached_property
    def _by_place(self):
        found = {}
        for member in self.members:
            found.setdefault(member.unit_id, []).append(member)
        return found


@dataclass(frozen=True)
class UnitTurn:
    """One unit's line: whose turn, why, what waits, and who of its own people is away."""

    unit: Unit
    next: object
    why: str
    waiting: int
    since: object
    away: list

    @property
    def age(self):
        return span(timezone.now() - self.since) if self.since else ""


class NetworkDistribution:
    """The page of one centre; the attendants' first."""

    def __init__(self, params):
        self.centres = sorted(Centre.objects.all(), key=lambda centre: (ATTENDANT not in centre.roles, centre.name))
        asked = params.get("centro")
        self.centre = next((centre for centre in self.centres if centre.pk == asked), None if asked else next(iter(self.centres), None))
        self.registers = Registers(self.centre) if self.centre else None

    @cached_property
    def rows(self):
        """Where something waits longest first."""
        now = timezone.now()
        rows = [self._row(unit) for unit in self.registers.units]
        return sorted(rows, key=lambda row: (row.since or now, row.unit.name))

    @property
    def waiting(self):
        return sum(row.waiting for row in self.rows)

    @cached_property
    def away(self):
        """The Franqueadora's people of this centre who are away today."""
        return self._absences(None)

    def _row(self, unit):
        turns = KnownTurns(self.centre, unit, self.registers)
        standing, (count, since) = turns.next, self.registers.waiting.get(unit.pk, (0, None))
        words = turns.words.removeprefix("próximo da vez").removeprefix("; ") if standing else "; ".join(turns.reasons)
        return UnitTurn(unit, standing and standing.user, words, count, since, self._absences(unit))

    def _absences(self, unit):
        people = (member.user_id for member in self.registers.members if member.unit_id == (unit and unit.pk))
        return [self.registers.away[user] for user in people if user in self.registers.away]
