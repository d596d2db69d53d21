"""What keeps a process from being published: dead ends, unreachable stages, centres nobody is in, stages without a limit."""

from dataclasses import dataclass

from django.db import connection

from tenants.models import Centre
from workflow.models.stage import Stage


@dataclass(frozen=True)
class Problem:
    """A finding at its place: the stage it is about (None for the whole) and what to do, in words."""

    stage: Stage | None
    words: str


def problems_of(version):
    """Every problem of a version, in the order of its stages."""
    stages = list(version.stages.prefetch_related("outcomes", "limits", "arrivals"))
    if not stages:
        return [Problem(None, "O processo ainda não tem etapas.")]
    ends = _that_reach_an_end(stages)
    reached = _reached_from(stages[0])
    centres = {centre.slug: centre for centre in Centre.objects.all()}
    found = [problem for stage in stages for problem in _of_stage(stage, ends, reached, centres)]
    if not any(stage.is_end for stage in stages):
        found.append(Problem(None, "Nenhuma etapa encerra o processo."))
    return found


def _of_stage(stage, ends, reached, centres):
    if stage.pk not in reached:
        yield Problem(stage, f"Nada leva à etapa {stage}.")
    if stage.is_end:
        return
    if not stage.outcomes.all():
        yield Problem(stage, f"A etapa {stage} não tem saída.")
    elif stage.pk not in ends:
        yield Problem(stage, f"Da etapa {stage} não se chega a um encerramento.")
    if not stage.limits.all():
        yield Problem(stage, f"A etapa {stage} não tem prazo.")
    centre = centres.get(stage.centre)
    if centre is None:
        yield Problem(stage, f"A etapa {stage} não tem centro de responsabilidade.")
    elif not centre.people(connection.tenant).exists():
        yield Problem(stage, f"Ninguém está no centro {centre}, da etapa {stage}.")


def _reached_from(first):
    reached, waiting = {first.pk}, [first]
    while waiting:
        targets = [outcome.target for outcome in waiting.pop().outcomes.select_related("target")]
        fresh = [target for target in targets if target.pk not in reached]
        reached |= {target.pk for target in fresh}
        waiting += fresh
    return reached


def _that_reach_an_end(stages):
    """Backwards from the ends: who can get there."""
    leads_to = {(outcome.stage_id, outcome.target_id) for stage in stages for outcome in stage.outcomes.all()}
    reaching = {stage.pk for stage in stages if stage.is_end}
    grown = True
    while grown:
        more = {source for source, target in leads_to if target in reaching} - reaching
        reaching |= more
        grown = bool(more)
    return reaching
