"""What keeps a process from being published: dead ends, unreachable stages, centres nobody is in, stages without a limit, no beginning."""

from dataclasses import dataclass

from django.db import connection

from tenants.models import Centre
from workflow import registry
from workflow.models.process import Process
from workflow.models.stage import Limit, Stage

EMPTY_CENTRE = "empty_centre"
ANSWERED_BY_THE_CLOCK = {"note", "reason", "person", "next_at"}  # what workflow/alarms.py can say when a limit decides


@dataclass(frozen=True)
class Problem:
    """A finding at its place: the stage it is about (None for the whole) and what to do, in words."""

    stage: Stage | None
    words: str
    code: str = ""


def problems_of(version):
    """Every problem of a version, in the order of its stages."""
    stages = list(version.stages.prefetch_related("outcomes__target", "limits__alarms__outcome"))
    if not stages:
        return [Problem(None, "O processo ainda não tem etapas.")]
    ends = _that_reach_an_end(stages)
    reached = _reached(stages)
    centres = {centre.slug: centre for centre in Centre.objects.all()}
    peopled = {slug for slug in {stage.centre for stage in stages} & centres.keys() if centres[slug].people(connection.tenant).exists()}
    found = [problem for stage in stages for problem in _of_stage(stage, ends, reached, centres, peopled)]
    found += _of_names(stages)
    found += _of_beginnings(version.process, stages)
    if not any(stage.is_end for stage in stages):
        found.append(Problem(None, "Nenhuma etapa encerra o processo."))
    return found


def _of_stage(stage, ends, reached, centres, peopled):
    if stage.pk not in reached:
        yield Problem(stage, f"Nada leva à etapa {stage}.")
    if stage.is_end:
        if stage.outcomes.all():
            yield Problem(stage, f"A etapa {stage} encerra o processo, e dela não se sai: exclua as decisões.")
        return
    if not stage.outcomes.all():
        yield Problem(stage, f"A etapa {stage} não tem saída.")
    elif stage.pk not in ends:
        yield Problem(stage, f"Da etapa {stage} não se chega a um encerramento.")
    if not stage.limits.all():
        yield Problem(stage, f"A etapa {stage} não tem prazo.")
    yield from _of_centre(stage, centres, peopled)
    yield from _of_words(stage)


def _of_names(stages):
    """The history, the way and the return of a lead know a stage by its name."""
    names = set()
    for stage in stages:
        if stage.name in names:
            yield Problem(stage, f"Há outra etapa chamada {stage}. Dê um nome a cada uma.")
        names.add(stage.name)


def _of_beginnings(process, stages):
    """Every lead that may come must find where it begins (FOL-18, FOL-19, FOL-28)."""
    for stage in _beginnings(stages):
        if stage.is_end:
            yield Problem(stage, f"A etapa {stage} é um começo, e não pode encerrar o processo.")
    channels = {stage.channel for stage in stages} - {Stage.Channel.NONE}
    if process.kind != Process.Kind.LEAD or not channels:
        return
    if Stage.Channel.WEB not in channels:
        yield Problem(None, "Nenhuma etapa é o começo dos leads da web: eles não teriam onde entrar.")
    if Stage.Channel.FLOW not in channels and process.slug == connection.tenant.process and connection.tenant.has_store_flow:
        yield Problem(None, "O fluxo de loja está ligado na unidade, e nenhuma etapa é o começo desses leads.")


def _beginnings(stages):
    """The stages of a channel, or else the first one."""
    return [stage for stage in stages if stage.channel] or stages[:1]


def _of_centre(stage, centres, peopled):
    if stage.centre not in centres:
        yield Problem(stage, f"A etapa {stage} não tem centro de responsabilidade.")
    elif stage.centre not in peopled:
        yield Problem(stage, f"Ninguém está no centro {centres[stage.centre]}, da etapa {stage}.", EMPTY_CENTRE)


def _of_words(stage):
    """What a stage, its outcomes and limits leave unsaid."""
    for limit in stage.limits.all():
        if limit.clock != Limit.Clock.END_OF_MONTH and not limit.amount:
            yield Problem(stage, f"O prazo {limit} não diz quanto tempo dá.")
        yield from _of_alarms(stage, limit)
    for outcome in stage.outcomes.all():
        if "answers" in outcome.requires and not outcome.answers:
            yield Problem(stage, f"A decisão {outcome} pede um formulário sem perguntas.")
        if (
            outcome.target.picks == Stage.Picks.CHOSEN
            and not outcome.target.is_end
            and not {"person", "appointment"} & set(outcome.requires)
        ):
            yield Problem(
                stage, f"A decisão {outcome} leva a {outcome.target}, que espera uma pessoa escolhida: peça quem recebe ou um compromisso."
            )
        for name in outcome.requires:
            if not registry.has_requirement(name):
                yield Problem(stage, f"A decisão {outcome} pede algo que o sistema não conhece: {name}.")


def _of_alarms(stage, limit):
    """A limit that decides must find its decision in the stage, and be able to answer all that it asks for."""
    for alarm in limit.alarms.all():
        if alarm.outcome_id is None:
            continue
        if limit.until_id is None and alarm.outcome.stage_id != stage.pk:
            yield Problem(stage, f"O prazo {limit} toma a decisão {alarm.outcome}, que não é desta etapa.")
        elif asked := unanswerable(alarm.outcome):
            yield Problem(stage, f"O prazo {limit} toma a decisão {alarm.outcome}, mas ninguém responde pelo sistema: ela pede {asked}.")


def unanswerable(outcome):
    """What the outcome asks for and the clock cannot answer, in words; nothing when it may decide by itself."""
    asked = [name for name in outcome.requires if name not in ANSWERED_BY_THE_CLOCK and registry.has_requirement(name)]
    if "answers" in asked and all(question["optional"] for question in outcome.answers):
        asked.remove("answers")
    return " e ".join(registry.requirement(name).label for name in asked)


def _reached(stages):
    by_key, waiting = {stage.pk: stage for stage in stages}, _beginnings(stages)
    reached = {stage.pk for stage in waiting}
    while waiting:
        targets = {outcome.target_id for outcome in waiting.pop().outcomes.all()} - reached
        reached |= targets
        waiting += [by_key[key] for key in targets]
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
