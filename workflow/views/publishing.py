"""Processos modelo: the network keeps them and publishes one to chosen units, with a report for each."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from purifikar.lib.links import network_url
from purifikar.lib.partials import render_partials
from tenants.access import requires
from tenants.models import Centre, Publication
from tenants.roles import Permission
from workflow import publishing
from workflow.models import Process
from workflow.plan_data import from_data
from workflow.words import grant

PUBLISH = requires(Permission.PROCESS_PUBLISH)
PAGE = "workflow/publishing/publication.html"
SHOWN = 20


class UnitsForm(forms.Form):
    """To which units it goes."""

    units = forms.ModelMultipleChoiceField(
        None, label="Unidades", widget=forms.CheckboxSelectMultiple(attrs={"group_class": "is-columns"}),
        error_messages={"required": "Marque ao menos uma unidade."},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = publishing.choosable()


@PUBLISH
@require_GET
def model_processes(request):
    context = {"models": publishing.models().values(), "publications": Publication.objects.select_related("by")[:SHOWN]}
    return render(request, "workflow/publishing/models.html", context)


@PUBLISH
@require_http_methods(["GET", "POST"])
def model_process(request, process_slug):
    """Its stages in words, and the units that are to get it."""
    model = publishing.models().get(process_slug)
    if model is None:
        raise Http404
    form = UnitsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        publication = publishing.begin(model, list(form.cleaned_data["units"]), by=request.user)
        return redirect("publication", publication.pk)
    context = {"model": model, "lines": _lines(model), "form": form}
    return render(request, "workflow/publishing/model.html", context, status=422 if form.errors else 200)


@PUBLISH
@require_GET
def publication(request, publication):
    """How far it is and what became of each unit; while a worker is at it the page asks every second."""
    found = get_object_or_404(Publication.objects.select_related("by"), pk=publication)
    dealt, total, counts = found.progress()
    items = found.items.exclude(state=publishing.State.WAITING).select_related("unit").order_by("unit__name")
    context = {
        "publication": found, "dealt": dealt, "total": total, "words": f"{dealt} de {total}", "items": items,
        "refused": counts.get(publishing.State.REFUSED, 0),
    }  # fmt: skip
    return render_partials(request, PAGE, ["publication-body"], context) if request.htmx else render(request, PAGE, context)


@PUBLISH
@require_POST
def publication_again(request, publication):
    """Once more in the units where it did not fit."""
    found = get_object_or_404(Publication, pk=publication)
    publishing.try_again(found)
    return redirect("publication", found.pk)


@PUBLISH
@require_POST
def process_keep(request, process_slug):
    """In a unit: what is in force here becomes the network's model."""
    process = get_object_or_404(Process, slug=process_slug)
    try:
        publishing.keep(process, request.unit, by=request.user)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect("process", process_slug)
    messages.success(request, f"{process} é agora um modelo da rede, como está publicado em {request.unit.name}.")
    return redirect(network_url("model_process", process_slug))


def _lines(model):
    """(number, stage, centre's name, limits in words, outcomes)"""
    centres = dict(Centre.objects.values_list("slug", "name"))
    stages = from_data(model.stages)
    names = {stage.slug: stage.name for stage in stages}
    return [
        {
            "number": number, "name": stage.name, "centre": centres.get(stage.centre, stage.centre), "ends": stage.ends,
            "limits": [f"{limit.name}: {grant(limit)}" for limit in stage.limits],
            "outcomes": [f"{outcome.name} → {names[outcome.to]}" for outcome in stage.outcomes],
        }
        for number, stage in enumerate(stages, start=1)
    ]  # fmt: skip
