"""A journey's way through its process, as a picture needs it: the stages behind it, where it is, and the likely ones ahead."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone

from purifikar.lib.formats import when
from purifikar.lib.spans import span
from workflow.models import ProcessVersion, Stage
from workflow.plan import plan_of
from workflow.words import grant

MOST_DONE, MOST_AHEAD = 5, 12
LONGEST_NAME, LONGEST_NOTE = 26, 38


@dataclass(frozen=True)
class Visit:
    """One stay in a stage: who held it at last, from when until when (None: still there)."""

    stage: str
    holder: str
    holder_key: str
    entered_at: object
    left_at: object = None


@dataclass(frozen=True)
class Step:
    """A stage on the picture. `state` is "done", "now" or "next"."""

    name: str
    note: str
    centre: str
    state: str


@lru_cache(maxsize=256)
def plan(version_key):
    """The stages of a published version by slug. Once published it never changes, so it is read once a process."""
    version = ProcessVersion.objects.get(pk=version_key)
    return {stage.slug: stage for stage in plan_of(version)}


def visits_of(moves):
    """The stays so far, the oldest first, out of the journey's moves, the newest first (timeline.newest_of)."""
    visits, left_at, got = [], None, None
    for event in moves:
        if event.kind == "journey.handed":
            got = got or (event.details if event.details["to"] else None)
            continue
        if event.kind == "journey.entered":
            by = got or event.details
            visits.append(Visit(event.details["stage"], by["to"], by.get("holder") or "", event.at, left_at))
        left_at, got = event.at, None
    return visits[::-1]


def steps_of(journey, visits, *, reader=None):
    """What the picture shows, from the first stage to the likely end."""
    stages = plan(journey.version_id)
    by_name = {stage.name: stage for stage in stages.values()}
    here = stages[journey.stage.slug]
    done = _last_visits(visits, by_name, here)
    ahead = _ahead(stages, here, {by_name[visit.stage].slug for visit in done})
    return [
        *(Step(_short(visit.stage), _short(_done_note(visit), LONGEST_NOTE), by_name[visit.stage].centre, "done") for visit in done),
        Step(_short(here.name), _short(_now_note(journey, reader), LONGEST_NOTE), here.centre, "now"),
        *(Step(_short(stage.name), _short(_next_note(stage), LONGEST_NOTE), stage.centre, "next") for stage in ahead),
    ]


def _last_visits(visits, by_name, here):
    """Each stage behind once, where it was left last."""
    last = {visit.stage: visit for visit in visits if visit.left_at and visit.stage in by_name and visit.stage != here.name}
    return sorted(last.values(), key=lambda visit: visit.entered_at)[-MOST_DONE:]


def _ahead(stages, here, behind):
    """The first way out of each stage that leads on: as whoever wrote the process put them in order."""
    seen, ahead, stage = behind | {here.slug}, [], here
    while len(ahead) < MOST_AHEAD:
        targets = [stages[outcome.to] for outcome in stage.outcomes if outcome.to not in seen]
        onward = [target for target in targets if target.ends != Stage.Ends.LOST]
        if not onward:
            break
        stage = onward[0]
        seen.add(stage.slug)
        ahead.append(stage)
    return ahead


def _done_note(visit):
    return " · ".join(part for part in (visit.holder, span(visit.left_at - visit.entered_at)) if part)


def _now_note(journey, reader):
    if not journey.is_running:
        return f"desde {when(timezone.localtime(journey.ended_at), timezone.localtime())}"
    holder = "você" if reader and journey.holder_id == reader.pk else str(journey.holder) if journey.holder_id else ""
    since = when(timezone.localtime(journey.entered_at), timezone.localtime())
    return f"com {holder} desde {since}" if holder else f"na fila desde {since}"


def _next_note(stage):
    if stage.ends:
        return Stage.Ends(stage.ends).label
    limits = [limit for limit in stage.limits if not limit.until] or stage.limits  # its own before those of a longer way
    return grant(limits[0]) if limits else ""


def _short(text, most=LONGEST_NAME):
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
