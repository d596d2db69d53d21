"""Who holds a journey that enters a stage, and why, in words (BEY-09: every assignment keeps its reason)."""

from django.db import connection
from django.utils import timezone

from tenants.models import Absence, Centre, Turn
from tenants.models.centre import ATTENDANT
from workflow.models.stage import Stage


def pick(journey, stage, *, chosen=None):
    """(the person or None, the reason in words) for the stage's way of picking; an unfit choice falls to the next in turn."""
    if chosen is not None:
        return chosen, "escolhido na decisão"
    way = {
        Stage.Picks.KEEP: _keep,
        Stage.Picks.CREATOR: _creator,
        Stage.Picks.RETURN: _last_here,
        Stage.Picks.ROTATION: _nobody_yet,
        Stage.Picks.CHOSEN: _nobody_yet,
        Stage.Picks.QUEUE: lambda journey, stage: (None, "espera na fila do centro"),
    }[stage.picks]
    holder, why = way(journey, stage)
    return (holder, why) if why else next_in_turn(stage.centre, channel=stage.channel)


def next_in_turn(centre_slug, *, channel="", besides=None):
    """The person of the centre whose turn is longest ago, leaving out who is away today, and `besides`.

    Among attendants each one's switches count: a lead of the store flow goes to whoever creates such leads, any other one to
    whoever receives leads of the web (FOL-28, FOL-30). Where others work the switches mean nothing.

    The centre's row is locked until the transaction ends, so two at once never take the same turn. Nobody there: the queue.
    """
    centre = Centre.objects.select_for_update().get(pk=centre_slug)
    today = timezone.localdate()
    away = {absence.user_id: absence for absence in Absence.objects.on(today)}
    people = list(_switched_on(centre, channel).select_related("user"))
    present = [member for member in people if member.user_id not in away and member.user != besides]
    if not present:
        return None, "ninguém disponível no centro; espera na fila"
    turns = dict(Turn.objects.filter(centre=centre).values_list("user", "taken_at"))
    never = timezone.make_aware(timezone.datetime(2000, 1, 1))
    winner = min(present, key=lambda member: (turns.get(member.user_id, never), member.since, str(member.pk)))
    Turn.objects.update_or_create(centre=centre, user=winner.user, defaults={"taken_at": timezone.now()})
    skipped = [f"{member.user} ausente até {away[member.user_id].ends:%d/%m}" for member in people if member.user_id in away]
    return winner.user, "; ".join(["próximo da vez", *skipped])


def _switched_on(centre, channel):
    people = centre.people(connection.tenant)
    if ATTENDANT not in centre.roles:
        return people
    return people.filter(creates_flow_leads=True) if channel == Stage.Channel.FLOW else people.filter(receives_web_leads=True)


def _keep(journey, stage):
    return (journey.holder, "continua com quem já estava") if journey.holder_id else (None, "")


def _creator(journey, stage):
    """Only where it is his work: a lead that the Recepção registers goes to the next seller in turn (FOL-19, FOL-20)."""
    mine = journey.creator_id and stage.work_of(connection.tenant).filter(user=journey.creator_id).exists()
    return (journey.creator, "quem registrou") if mine else (None, "")


def _last_here(journey, stage):
    """Whoever held the journey last in a stage of this centre: the return of Processo 2 (FOL-11)."""
    stages = journey.version.stages.filter(centre=stage.centre).values_list("name", flat=True)
    last = journey.events.filter(kind="journey.entered", details__stage__in=list(stages)).exclude(details__holder=None).last()
    if last is None:
        return None, ""
    member = Centre.objects.get(pk=stage.centre).people(connection.tenant).filter(user=last.details["holder"]).first()
    return (member.user, "volta para quem atendia") if member else (None, "")


def _nobody_yet(journey, stage):
    return None, ""
