"""Who holds a journey that enters a stage, and why, in words (BEY-09: every assignment keeps its reason)."""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from purifikar.db.adding import add
from purifikar.db.copying import Rows
from purifikar.lib.worktime import NeverWorks
from tenants.models import Assignment, Centre, User
from workflow import calendar, registry
from workflow.models.distribution import Distribution
from workflow.models.stage import Stage
from workflow.turns import Turns, why_out

LOOK_AGAIN = timedelta(minutes=5)  # at what nobody could get
MOST_WORDS = 400
Outside, Unmatched = Distribution.Outside, Distribution.Unmatched


def pick(journey, stage, *, chosen=None, again=False):
    """(the person or None, the reason in words) for the stage's way of picking; an unfit choice falls to the next in turn.

    `again`: it goes round in the stage, so whoever has it there, though another one registered it, has it to the end (FOL-21).
    """
    if chosen is not None:
        return chosen, "escolhido na decisão"
    if again and stage.picks == Stage.Picks.CREATOR and journey.holder_id:
        return _keep(journey, stage)
    way = {
        Stage.Picks.KEEP: _keep,
        Stage.Picks.CREATOR: _creator,
        Stage.Picks.RETURN: _last_here,
        Stage.Picks.ROTATION: _nobody_yet,
        Stage.Picks.CHOSEN: _nobody_yet,
        Stage.Picks.QUEUE: lambda journey, stage: (None, "espera na fila do centro"),
    }[stage.picks]
    holder, why, *missing = way(journey, stage)
    if why:
        return holder, why
    besides, because = missing or (None, "")
    return next_in_turn(stage.centre, channel=stage.channel, besides=besides, journey=journey, keeps_hours=True, because=because)


def next_in_turn(centre_slug, *, channel="", besides=None, journey=None, keeps_hours=False, because=""):
    """The person of the centre whose turn it is, and why; None and why not when it has to wait in the centre's queue.

    Among attendants each one's switches count: a lead of the store flow goes to whoever creates such leads, any other one to
    whoever receives leads of the web (FOL-28, FOL-30). Where others work the switches mean nothing. Left out are `besides`,
    who is away, and who is full. With `journey` the unit's rules by territory count, and the turn is kept as its proof, which
    begins with `because`: why it goes by turns at all.

    The rows of the place's turns are locked until the transaction ends, so two at once never take the same turn.
    """
    giving = Giving(centre_slug, channel=channel, besides=besides, journey=journey, keeps_hours=keeps_hours)
    given = giving.one()
    if because:
        given = given._replace(why=f"{because}; {given.why}")
    if journey is not None:
        add(giving.proof(journey, given))
    return given.user, given.why


def pick_many(journeys, stage):
    """As `pick` for each of many that enter one stage at the same moment; those that go by turns share one look at the turns.

    So a capacity counts within the batch too. What travels may not be made yet, as long as `registry.place_of` knows it.
    """
    if stage.picks not in (Stage.Picks.ROTATION, Stage.Picks.CHOSEN):
        return [pick(journey, stage) for journey in journeys]
    giving = Giving(stage.centre, channel=stage.channel, journey=journeys[0], keeps_hours=True)
    given = giving.many(journeys)
    giving.prove(journeys, given)
    return [(each.user, each.why) for each in given]


class Given(NamedTuple):
    """Who got it (None: it waits in the queue), why, and when the round looks again."""

    user: object
    why: str
    look_at: object = None


UNMATCHED_WAITS = Given(None, "nenhuma regra de distribuição alcança; espera na fila até alguém pegar")


class Giving:
    """One lead about to be given out in a centre of the active unit."""

    def __init__(self, centre_slug, *, channel="", besides=None, journey=None, keeps_hours=False):
        self.centre = Centre.objects.named(centre_slug)
        self.unit, self.now = connection.tenant, timezone.now()
        self.channel, self.besides, self.journey, self.keeps_hours = channel, besides, journey, keeps_hours
        self.settings, self.given, self._moments = Distribution.objects.of(centre_slug), Counter(), {}

    def one(self):
        """Looks for the person and takes his turn."""
        return self._waiting_for_hours() or self._by_rules()

    def many(self, journeys):
        """A turn for each at once, those of one rule together."""
        if waiting := self._waiting_for_hours():
            return [waiting] * len(journeys)
        by_rule, given = {}, {}
        for at, journey in enumerate(journeys):
            by_rule.setdefault(self.settings.rule_for(lambda journey=journey: registry.place_of(journey)), []).append(at)
        for rule, places in by_rule.items():
            given |= zip(places, self._many_by(rule, len(places)), strict=True)
        return [given[at] for at in range(len(journeys))]

    def _many_by(self, rule, count):
        """Those that the rule's people cannot take go to everybody, unless it is for them only."""
        if self._is_unmatched(rule):
            return [UNMATCHED_WAITS] * count
        turns = self._turns(rule)
        given = [self._given(turns, user, why) for user, why in turns.take_many(count, self.now)]
        left = [] if rule is None or rule.only_they else [at for at, each in enumerate(given) if each.user is None]
        if left:
            turns = self._turns(None)
            for at, (user, why) in zip(left, turns.take_many(len(left), self.now), strict=True):
                given[at] = self._given(turns, user, why)
        return given

    def proof(self, journey, given):
        why = given.why[:MOST_WORDS]
        return Assignment(
            unit=self.unit, centre=self.centre.pk, journey=journey.pk, user=given.user, why=why, at=self.now, look_at=given.look_at
        )

    def prove(self, journeys, given):
        """The proofs of many at once."""
        proofs = Rows(Assignment(unit=self.unit, centre=self.centre.pk, at=self.now), "journey", "user_id", "why", "look_at")
        for journey, each in zip(journeys, given, strict=True):
            proofs.add(journey.pk, each.user and each.user.pk, each.why[:MOST_WORDS], each.look_at)
        proofs.write()

    def _given(self, turns, user, why):
        return Given(
            user, why, self._react_until(turns.react_minutes(user, self.settings.react_minutes)) if user else self.now + LOOK_AGAIN
        )

    def _waiting_for_hours(self):
        """Where the unit is closed and its hours count; else None."""
        if not self.keeps_hours or self.settings.outside == Outside.NOW:
            return None
        opens = _work_time(self.unit, self.now, timedelta())
        if opens <= self.now:
            return None
        if self.settings.outside == Outside.QUEUE:
            return Given(None, "fora do horário da unidade; espera na fila até alguém pegar")
        return Given(None, f"fora do horário da unidade; será distribuído em {_local(self.unit, opens):%d/%m às %H:%M}", opens)

    def _by_rules(self):
        rule = self.settings.rule_for(self._place)
        if self._is_unmatched(rule):
            return UNMATCHED_WAITS
        turns = self._turns(rule)
        if turns.next is None and rule is not None and not rule.only_they:
            turns = self._turns(None)
        user = turns.take(self.now)
        return self._given(turns, user, turns.words if user else turns.nobody_words)

    def _is_unmatched(self, rule):
        return rule is None and self.settings.unmatched == Unmatched.QUEUE and bool(self.settings.sorted_rules())

    def _turns(self, rule):
        return Turns(self.centre, self.unit, channel=self.channel, besides=self.besides, rule=rule, locked=True, given=self.given)

    def _place(self):
        return registry.place_of(self.journey) if self.journey is not None else {}

    def _react_until(self, minutes):
        if not minutes or self.journey is None:
            return None
        if minutes not in self._moments:
            self._moments[minutes] = _work_time(self.unit, self.now, timedelta(minutes=minutes))
        return self._moments[minutes]


def _local(unit, moment):
    return moment.astimezone(ZoneInfo(unit.time_zone))


def _work_time(unit, start, span):
    try:
        return calendar.of(unit).calendar.add_time(start, span)
    except NeverWorks:
        return start + span


def _keep(journey, stage):
    return (journey.holder, "continua com quem já estava") if journey.holder_id else (None, "")


def _creator(journey, stage):
    """Only where it is his work: a lead that the Recepção registers goes to the next seller in turn (FOL-19, FOL-20)."""
    mine = journey.creator_id and stage.work_of(connection.tenant).filter(user=journey.creator_id).exists()
    return (journey.creator, "quem registrou") if mine else (None, "")


def _last_here(journey, stage):
    """Whoever held the journey last in a stage of this centre, however he got it: the return of Processo 2 (FOL-11).

    By turns while he cannot take it.
    """
    stages = journey.version.stages.filter(centre=stage.centre).values_list("name", flat=True)
    got = journey.events.filter(kind__in=("journey.entered", "journey.handed"), details__stage__in=list(stages))
    last = got.exclude(details__holder=None).last()
    if last is None:
        return None, ""
    user = User.objects.filter(pk=last.details["holder"]).first()
    out = why_out(user, Centre.objects.get(pk=stage.centre), connection.tenant) if user else ""
    return (user, "volta para quem atendia") if user and not out else (None, "", user, out and f"{user}, que atendia, {out}")


def _nobody_yet(journey, stage):
    return None, ""
