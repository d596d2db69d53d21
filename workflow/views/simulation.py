"""Simular: a made-up lead through a draft or the version in force, step by step. The walk stands in the address; nothing is kept."""

from datetime import datetime, timedelta

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from purifikar.lib.forms import DateTimeInput
from tenants.access import requires
from tenants.models import Membership
from tenants.roles import Permission
from workflow.diagram import Diagram
from workflow.models import Process
from workflow.simulator import Simulation, Step, beginnings_of

A_YEAR = timedelta(days=366)


class BeginForm(forms.Form):
    """When the made-up lead comes, at which beginning, and who registers it."""

    inicio = forms.DateTimeField(label="Chega em", widget=DateTimeInput)
    comeco = forms.ChoiceField(label="Começo", required=False)
    quem = forms.ModelChoiceField(None, label="Quem registra", required=False, empty_label="ninguém: chega de fora", to_field_name="user")

    def __init__(self, *args, unit, beginnings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quem"].queryset = Membership.objects.active().of_unit(unit).select_related("user").order_by("user__name")
        self.fields["quem"].label_from_instance = lambda member: str(member.user)
        self.fields["comeco"].choices = [(stage.slug, stage.name) for stage in beginnings]
        if len(beginnings) < 2:
            del self.fields["comeco"]

    def clean_inicio(self):
        moment = self.cleaned_data["inicio"]
        if abs(moment - timezone.now()) > A_YEAR:
            raise forms.ValidationError("Escolha um momento a menos de um ano de hoje.")
        return moment


@requires(Permission.PROCESS_SEE)
@require_GET
def process_simulation(request, process_slug):
    """The version in force."""
    process = get_object_or_404(Process, slug=process_slug)
    return _page(request, process, process.published or process.versions.first())


@requires(Permission.PROCESS_EDIT)
@require_GET
def draft_simulation(request, process_slug):
    """The draft, before anybody is on it."""
    process = get_object_or_404(Process, slug=process_slug)
    return _page(request, process, process.draft) if process.draft else redirect("process_simulation", process_slug)


def _page(request, process, version):
    if version is None:
        raise Http404
    form = BeginForm(_asked(request), unit=request.unit, beginnings=beginnings_of(list(version.stages.all())))
    said = form.cleaned_data if form.is_valid() else {}
    simulation = Simulation(
        version, request.unit, starts_at=said.get("inicio") or timezone.now(), steps=_steps(request.GET), begins=said.get("comeco", ""),
        creator=said.get("quem") and said["quem"].user,
    )  # fmt: skip
    steps = [str(step) for step in simulation.steps]
    return render(request, "workflow/processes/simulation.html", {
        "process": process, "version": version, "form": form, "simulation": simulation, "steps": steps,
        "back_url": _without_last(request, steps), "diagram": _diagram(simulation),
    })  # fmt: skip


def _asked(request):
    """The beginning that the address says, or this minute."""
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {"inicio": now, **{name: request.GET[name] for name in ("inicio", "comeco", "quem") if name in request.GET}}


def _steps(asked):
    """The steps so far and the one just taken; a broken address is walked as far as it can be read."""
    taken = [f"{asked['decisao']}@{asked.get('quando', '')}"] if asked.get("decisao") else []
    steps = []
    for text in [*asked.getlist("passo"), *taken]:
        outcome, _, moment = text.partition("@")
        try:
            steps.append(Step(outcome, timezone.make_aware(datetime.fromisoformat(moment).replace(tzinfo=None))))
        except (ValueError, OverflowError):
            break
    return steps


def _without_last(request, steps):
    if not steps:
        return ""
    query = request.GET.copy()
    for name in ("decisao", "quando", "passo"):
        query.pop(name, None)
    query.setlist("passo", steps[:-1])
    return f"?{query.urlencode()}"


def _diagram(simulation):
    here = simulation.here
    passed = [visit.stage.slug for visit in simulation.visits[:-1]]
    centres = {slug: centre.name for slug, centre in simulation.centres.items()}
    return Diagram(simulation.stages, centres=centres, here=here.stage.slug if here else "", passed=passed)
