"""Changing a process: a draft beside the version that is in force, until it is published (BIM-36)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tenants.access import requires
from tenants.roles import Permission
from workflow.models import Process, ProcessVersion, Stage
from workflow.ordering import move
from workflow.process_desk import desk
from workflow.process_forms import Alarms, LimitForm, OutcomeForm, StageForm

EDIT = requires(Permission.PROCESS_EDIT)


@EDIT
@require_http_methods(["GET", "POST"])
def process_draft(request, process_slug):
    """GET: the draft with its problems. POST: a new draft is begun, if there is none."""
    process = get_object_or_404(Process, slug=process_slug)
    if request.method == "POST":
        process.begin_draft(by=request.user)
        return redirect("process_draft", process_slug)
    if process.draft is None:
        return redirect("process", process_slug)
    return _draft_page(request, process.draft)


@EDIT
@require_POST
def process_publication(request, process_slug):
    draft = _draft(process_slug)
    try:
        draft.publish(by=request.user)
    except ValidationError as refused:
        return _draft_page(request, draft, refused=refused, status=422)
    messages.success(request, f"A versão {draft.number} está valendo para o que começa agora.")
    return redirect("process", process_slug)


@EDIT
@require_POST
def process_discard(request, process_slug):
    _draft(process_slug).discard()
    messages.success(request, "O rascunho foi descartado. O que estava publicado continua valendo.")
    return redirect("process", process_slug)


@EDIT
@require_http_methods(["GET", "POST"])
def stage_new(request, process_slug):
    draft = _draft(process_slug)
    form = StageForm(request.POST or None, version=draft, instance=Stage(version=draft))
    if request.method == "POST" and form.is_valid():
        stage = form.save()
        messages.success(request, f"A etapa {stage} entrou no rascunho.")
        return redirect("stage_edit", process_slug, stage.slug)
    return _form_page(request, "stage", draft, form=form)


@EDIT
@require_http_methods(["GET", "POST"])
def stage_edit(request, process_slug, stage):
    stage = _stage(process_slug, stage)
    form = StageForm(request.POST or None, version=stage.version, instance=stage)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"A etapa {stage} foi gravada no rascunho.")
        return _back_to(process_slug, stage)
    return _form_page(request, "stage", stage.version, form=form, stage=stage)


@EDIT
@require_POST
def stage_removal(request, process_slug, stage):
    """The stage goes, with its decisions and limits and the decisions that lead to it; its name says so before."""
    stage = _stage(process_slug, stage)
    stage.delete()
    messages.success(request, f"A etapa {stage} saiu do rascunho.")
    return redirect("process_draft", process_slug)


@EDIT
@require_POST
def stage_order(request, process_slug, stage):
    """One place up or down."""
    stage = _stage(process_slug, stage)
    move(stage, stage.version.stages, up=request.POST.get("para") == "cima")
    return _back_to(process_slug, stage)


@EDIT
@require_http_methods(["GET", "POST"])
def outcome_new(request, process_slug, stage):
    return _outcome_page(request, process_slug, _stage(process_slug, stage))


@EDIT
@require_http_methods(["GET", "POST"])
def outcome_edit(request, process_slug, stage, outcome):
    stage = _stage(process_slug, stage)
    return _outcome_page(request, process_slug, stage, get_object_or_404(stage.outcomes, slug=outcome))


@EDIT
@require_POST
def outcome_order(request, process_slug, stage, outcome):
    """One place up or down: the order in which the decisions stand on every page."""
    stage = _stage(process_slug, stage)
    move(get_object_or_404(stage.outcomes, slug=outcome), stage.outcomes, up=request.POST.get("para") == "cima")
    return _back_to(process_slug, stage)


@EDIT
@require_POST
def outcome_removal(request, process_slug, stage, outcome):
    stage = _stage(process_slug, stage)
    outcome = get_object_or_404(stage.outcomes, slug=outcome)
    outcome.delete()
    messages.success(request, f"A decisão {outcome} saiu do rascunho.")
    return _back_to(process_slug, stage)


@EDIT
@require_http_methods(["GET", "POST"])
def limit_new(request, process_slug, stage):
    return _limit_page(request, process_slug, _stage(process_slug, stage))


@EDIT
@require_http_methods(["GET", "POST"])
def limit_edit(request, process_slug, stage, limit):
    stage = _stage(process_slug, stage)
    return _limit_page(request, process_slug, stage, get_object_or_404(stage.limits, slug=limit))


@EDIT
@require_POST
def limit_removal(request, process_slug, stage, limit):
    stage = _stage(process_slug, stage)
    limit = get_object_or_404(stage.limits, slug=limit)
    limit.delete()
    messages.success(request, f"O prazo {limit} saiu do rascunho.")
    return _back_to(process_slug, stage)


def _draft(process_slug):
    return get_object_or_404(ProcessVersion.objects.drafts().select_related("process"), process__slug=process_slug)


def _stage(process_slug, stage):
    return get_object_or_404(Stage.objects.select_related("version__process"), version=_draft(process_slug), slug=stage)


def _back_to(process_slug, stage):
    answer = redirect("process_draft", process_slug)
    answer["Location"] += f"#etapa-{stage.slug}"
    return answer


def _outcome_page(request, process_slug, stage, outcome=None):
    form = OutcomeForm(request.POST or None, stage=stage, instance=outcome)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, f"A decisão {saved} foi gravada no rascunho.")
        return _back_to(process_slug, stage)
    return _form_page(request, "outcome", stage.version, form=form, stage=stage, outcome=outcome)


def _limit_page(request, process_slug, stage, limit=None):
    form = LimitForm(request.POST or None, stage=stage, instance=limit)
    alarms = Alarms(request.POST or None, instance=form.instance, form_kwargs={"stage": stage}, prefix="alarme")
    if request.method == "POST" and form.is_valid() and alarms.is_valid():
        saved = form.save()
        alarms.save()
        messages.success(request, f"O prazo {saved} foi gravado no rascunho.")
        return _back_to(process_slug, stage)
    return _form_page(request, "limit", stage.version, form=form, alarms=alarms, stage=stage, limit=limit)


def _form_page(request, name, draft, *, form, **more):
    context = {"process": draft.process, "version": draft, "form": form, **more}
    return render(request, f"workflow/processes/{name}.html", context, status=422 if form.is_bound else 200)


def _draft_page(request, draft, *, refused=None, status=200):
    return render(request, "workflow/processes/draft.html", {**desk(draft), "refused": refused}, status=status)
