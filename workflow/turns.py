"""The turns of a centre in a unit as they stand now: who could get the next lead, in which order, and who is left out and why."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils import timezone

from purifikar.db.prepared import prepared
from tenants.models import Absence, Centre, Membership, OpenWork, TeamDistribution, Turn
from tenants.models.centre import ATTENDANT
from workflow import fair_share
from workflow.models.stage import Stage

NEVER = datetime.min


def why_out(user, centre, unit):
    """Why somebody cannot take back what he worked on: he is away today, or this is no work of his any more. Nothing when he can."""
    if absence := Absence.objects.on(timezone.localdate()).filter(user=user).first():
        return _away_words(absence.ends)
    return "" if centre.people(unit).filter(user=user).exists() else "não está mais no centro"


def _away_words(until):
    return f"ausente até {until:%d/%m}"


@dataclass
class Standing:
    """One person in the rotation. `out` says why the turn passes him by, if it does."""

    member: Membership
    turn: Turn
    account: fair_share.Account
    held: int | None = None
    out: str = ""
    team: TeamDistribution | None = None  # what his principal team says, if it says anything

    @property
    def user(self):
        return self.member.user

    @property
    def capacity(self):
        """His own, else his team's."""
        return self.team.capacity if self.member.capacity is None and self.team else self.member.capacity

    @property
    def is_full(self):
        return self.capacity is not None and self.held >= self.capacity

    @property
    def load(self):
        """`12 de 40`; nothing for somebody without a capacity."""
        return f"{self.held} de {self.capacity}" if self.capacity is not None else ""


class Turns:
    """`rule` narrows the centre's people (workflow/models/distribution.py). `locked` for whoever is about to take a turn.

    `given` counts by membership what was given in this transaction and does not stand in the queue yet.
    """

    def __init__(self, centre, unit, *, channel="", besides=None, rule=None, locked=False, given=None):
        self.centre, self.unit, self.channel, self.besides = centre, unit, channel, besides
        self.rule, self.locked, self.given = rule, locked, Counter() if given is None else given

    @cached_property
    def standings(self):
        """Everybody of the centre, in the order of their turns."""
        people = self._members()
        teams, turns = self._teams(people), self._rows(people)  # locked last, so others wait the shorter
        found = [self._standing(member, turns[member.unit_id, member.user_id], teams.get(member.pk)) for member in people]
        self._leave_out(found)
        return _in_order(found)

    @property
    def fit(self):
        return [standing for standing in self.standings if not standing.out]

    @property
    def next(self):
        return next(iter(self.fit), None)

    def take(self, now):
        """The next one's turn is taken, and everybody's account says so; gives the person, or None with nobody there."""
        winner = self.next
        if winner is None:
            return None
        whole = sum(standing.member.weight for standing in self.fit)
        Turn.objects.take(winner.turn, {standing.turn: standing.member.weight / whole for standing in self.fit}, now)
        return winner.user

    def take_many(self, count, now):
        """That many turns one after the other, written at once: (the person or None, why in words) for each."""
        given = [self._take_in_memory(now, place) for place in range(count)]
        for standing in self.standings:
            standing.turn.credit = standing.account.credit
        Turn.objects.bulk_update([standing.turn for standing in self.standings], ["credit", "taken_at"])
        return given

    def _take_in_memory(self, now, place):
        winner = self.next
        if winner is None:
            return None, self.nobody_words
        given = winner.user, self.words
        fair_share.settle([standing.account for standing in self.fit], winner.account)
        self.given[winner.member.pk] += 1
        winner.turn.taken_at = now
        winner.account.order = (timezone.make_naive(now), place, "")
        if winner.held is not None:
            winner.held += 1
            winner.out = f"está com {winner.load}" if winner.is_full else ""
        self.standings = _in_order(self.standings)
        return given

    @property
    def words(self):
        """Why it is the next one's turn: by which rule, and who would have come before but could not."""
        by_rule = f" ({self.rule})" if self.rule and not self.rule.is_everywhere else f" ({self.rule.to_words})" if self.rule else ""
        before = [f"{standing.user} {standing.out}" for standing in self._before_next()]
        return "; ".join([f"próximo da vez{by_rule}", *before])

    @property
    def nobody_words(self):
        return "; ".join(["ninguém disponível no centro; espera na fila", *self.reasons])

    @property
    def reasons(self):
        """Why each one of those cannot get it whom the turn passes by."""
        return [f"{standing.user} {standing.out}" for standing in self.standings if standing.out and standing.user != self.besides]

    def react_minutes(self, user, usual):
        """After how many minutes it passes on from him: as his team has it, else as the unit has it."""
        standing = next((standing for standing in self.standings if standing.user == user), None)
        return (standing and standing.team and standing.team.react_minutes) or usual

    def _before_next(self):
        for standing in self.standings:
            if not standing.out:
                return
            if standing.user != self.besides:
                yield standing

    def _members(self):
        asked = self.centre.pk, self.unit.pk, timezone.localdate()
        shape = {"roles": tuple(self.centre.roles_in(self.unit)), "switch": self._switch}
        if self.rule is None:
            return _members(*asked, **shape)
        return list(self.rule.narrow(_people(*asked, **shape)))

    @property
    def _switch(self):
        """By which of their switches attendants are asked; elsewhere the switches mean nothing (FOL-28, FOL-30)."""
        if ATTENDANT not in self.centre.roles:
            return ""
        return "creates_flow_leads" if self.channel == Stage.Channel.FLOW else "receives_web_leads"

    def _rows(self, people):
        """{(unit, user): row} of everybody's turns, made where one is missing; always in one order, so that nobody waits in a circle."""
        wanted = {(member.unit_id, member.user_id) for member in people}
        found = self._read()
        missing = wanted - found.keys()
        fresh = [Turn(centre=self.centre, unit_id=unit, user_id=user) for unit, user in sorted(missing, key=str)]
        if not fresh or not self.locked:
            return found | {(turn.unit_id, turn.user_id): turn for turn in fresh}
        Turn.objects.bulk_create(fresh, ignore_conflicts=True)
        return self._read()

    def _read(self):
        return {(turn.unit_id, turn.user_id): turn for turn in _turns(self.centre.pk, self.unit.pk, locked=self.locked)}

    def _standing(self, member, turn, team):
        last = timezone.make_naive(turn.taken_at) if turn.taken_at else NEVER
        account = fair_share.Account(member.user_id, member.weight, turn.credit, (last, member.since.timestamp(), str(member.pk)))
        return Standing(member, turn, account, team=team)

    def _leave_out(self, standings):
        held = self._held([standing.member for standing in standings if standing.capacity is not None])
        clock = timezone.localtime(timezone=ZoneInfo(self.unit.time_zone)).time()
        for standing in standings:
            member = standing.member
            if standing.capacity is not None:
                standing.held = held[member.pk] + self.given[member.pk]
            if member.away_until:
                standing.out = _away_words(member.away_until)
            elif member.user == self.besides:
                standing.out = "já estava com ele"
            elif standing.team and (words := standing.team.why_out(clock)):
                standing.out = words
            elif standing.is_full:
                standing.out = f"está com {standing.load}"

    @staticmethod
    def _teams(members):
        return TeamDistribution.objects.by_membership([member.pk for member in members])

    @staticmethod
    def _held(members):
        """{membership's key: what hangs on him in his place}"""
        if not members:
            return {}
        work = OpenWork.objects.filter(holder__in=[member.user_id for member in members])
        rows = list(work.order_by().values_list("holder", "unit").annotate(Count("pk")))
        return {
            member.pk: sum(count for holder, unit, count in rows if holder == member.user_id and member.unit_id in (None, unit))
            for member in members
        }


def _in_order(standings):
    by_account = {id(standing.account): standing for standing in standings}
    return [by_account[id(account)] for account in fair_share.queue([standing.account for standing in standings])]


def _people(centre, unit, today, *, roles, switch):
    """The centre's memberships in the unit by their keys, with the person and until when he is away."""
    people = Centre(pk=centre).people_by(roles, unit).select_related("user").with_absence(today)
    return people.filter(**{switch: True}) if switch else people


_members = prepared(_people)


@prepared
def _turns(centre, unit, *, locked):
    rows = Turn.objects.within(centre, unit).order_by("pk")
    return rows.select_for_update() if locked else rows
