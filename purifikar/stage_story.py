"""The demo's leads beyond the dice: somebody in every stage, limits that are up today, and calls that were tried from the desk."""

import random
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from leads.models import CallAttempt, Lead
from purifikar import lead_story
from purifikar import lead_words as words
from purifikar.lead_story import at_work, clock
from tenants.models import Membership
from workflow.models import Journey, Limit, Stage

TRIED = 7  # leads of a unit that the desk has called already
RESULTS = ["nao-atendeu", "nao-atendeu", "caixa-postal", "depois"]
A_DAY = timedelta(days=1)


def tell(unit, *, seed):
    """Needs the leads of lead_story in the active unit."""
    dice = random.Random(f"etapas {seed}")  # noqa: S311 (a story, no secret)
    sellers = [member.user for member in Membership.objects.active().of_unit(unit).filter(role="consultor").select_related("user")]
    for stage, beginning, way in ways(unit):
        last = _due_today(stage) or at_work(timezone.now() - dice.choice([1, 2]) * A_DAY)
        if _due_today(stage) or not Journey.objects.running().filter(stage=stage).exists():
            _walk(unit, dice, sellers, beginning, way, last)
    _calls(dice)


def ways(unit):
    """(stage, where one begins, the decisions that lead there) of each stage of the unit's process that somebody has to leave."""
    ahead = [(stage, stage, []) for stage in Stage.objects.beginnings_of(unit.process)]
    known = {stage.pk for stage, _, _ in ahead}
    for stage, beginning, way in ahead:
        yield stage, beginning, way
        for outcome in stage.outcomes.select_related("target").order_by("order"):
            if outcome.target_id not in known and not outcome.target.is_end and words.WEIGHTS.get(outcome.slug, 2):
                known.add(outcome.target_id)
                ahead.append((outcome.target, beginning, [*way, outcome]))


def _due_today(stage):
    """When somebody has to have come to a stage of 24 hours for them to be over later today; None for other stages."""
    if not stage.limits.filter(clock=Limit.Clock.HOURS, amount=24).exists():
        return None
    now = timezone.localtime()
    evening = now.replace(hour=17, minute=40)
    return (evening if now < evening else now + (now.replace(hour=23, minute=59) - now) / 2) - A_DAY


def _walk(unit, dice, sellers, beginning, way, last):
    """A lead that came some working days before, and each decision on the day after the one before it."""
    moments = [last]
    for _ in way:
        moments.insert(0, at_work(moments[0] - dice.choice([1, 1, 2]) * A_DAY))
    lead = lead_story.begin(unit, dice, sellers, moments[0], channel=beginning.channel)
    for outcome, moment in zip(way, moments[1:], strict=True):
        for _ in range(6):  # another hour or another person, where one is taken
            try:
                with clock(moment):
                    lead_story.decide(lead, outcome, dice, sellers, moment)
                break
            except ValidationError:
                continue


def _calls(dice):
    """Some were not reached, once or more often, and have a moment at which they are called again (PUR-37)."""
    attendants = Membership.objects.active().of_network().filter(role="comercial").values("user")
    leads = Lead.objects.running().filter(journey__holder__in=attendants).select_related("journey__stage", "journey__holder")
    found = [lead for lead in leads.order_by("number") if lead.created_at < timezone.now() - 2 * A_DAY]
    for lead in dice.sample(found, min(TRIED, len(found))):
        for back in range(dice.choice([1, 1, 2, 3]), 0, -1):
            _call(lead, at_work(timezone.now() - back * A_DAY), dice)


def _call(lead, moment, dice):
    if moment <= lead.created_at:
        return
    result = dice.choice(RESULTS)
    again = lead_story.office_moment(dice, moment + timedelta(hours=3 if result in CallAttempt.SOON else 30))
    with clock(moment):
        attempt = CallAttempt.objects.log(lead, result=result, next_at=again, by=lead.journey.holder, note=dice.choice(words.CALLS[result]))
    CallAttempt.objects.filter(pk=attempt.pk).update(at=moment)
