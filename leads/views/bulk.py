from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from leads.bulk import Chosen
from leads.forms.bulk import BulkDecisionForm, BulkHandForm, BulkNextForm
from tenants.access import requires
from tenants.roles import Permission

PAGE, DONE = "leads/bulk.html", "leads/bulk_done.html"
TITLES = {"repassar": "Repassar leads", "decidir": "Decidir", "data": "Próximo contato"}


@requires(Permission.LEAD_WORK)
@require_POST
def leads_bulk(request):
    """First what will happen and to how many, with what it asks for; then the deed, and how it went with each."""
    deed = request.POST.get("deed", "")
    if deed not in TITLES:
        raise Http404
    chosen = Chosen(request.POST.getlist("lead"), member=request.membership, unit=request.unit)
    going, staying = chosen.split(deciding=deed != "data") if chosen.leads else ([], [])
    if not going:
        return _nothing(request, staying)
    context = {"deed": deed, "title": TITLES[deed], "chosen": chosen, "going": going, "staying": staying, "back": _back(request)}
    return {"repassar": _hand, "decidir": _decide, "data": _next}[deed](request, context)


def _hand(request, context):
    stages = list({lead.journey.stage_id: lead.journey.stage for lead in context["going"]}.values())
    form = context["form"] = BulkHandForm(_given(request), stages=stages, unit=request.unit)
    context["will"] = "continuam na mesma etapa, com a pessoa escolhida"
    return _do(request, context, lambda chosen: chosen.hand(context["going"], **form.cleaned_data))


def _decide(request, context):
    outcomes = context["outcomes"] = context["chosen"].outcomes(context["going"])
    outcome = context["outcome"] = next((each for each in outcomes if each.slug == request.POST.get("saida")), None)
    if outcome is None:
        return render(request, PAGE, context)
    context["title"] = outcome.name
    context["will"] = f"vão para a etapa {outcome.target}"
    form = context["form"] = BulkDecisionForm(_given(request), outcome=outcome, journey=context["going"][0].journey, unit=request.unit)
    return _do(request, context, lambda chosen: chosen.decide(context["going"], outcome.slug, **form.given()))


def _next(request, context):
    form = context["form"] = BulkNextForm(_given(request))
    context["will"] = "ficam com esta data de próximo contato"
    return _do(request, context, lambda chosen: chosen.set_next(context["going"], **form.cleaned_data))


def _do(request, context, deed):
    if not context["form"].is_valid():
        return render(request, PAGE, context, status=422 if context["form"].is_bound else 200)
    done, refused = deed(context["chosen"])
    return render(request, DONE, {**context, "done": done, "refused": [*refused, *context["staying"]]})


def _given(request):
    """The answers, once somebody has seen what will happen."""
    return request.POST if request.POST.get("go") else None


def _nothing(request, staying):
    words = " ".join({told.words for told in staying}) if staying else "Escolha ao menos um lead da lista."
    messages.warning(request, words)
    return redirect(_back(request))


def _back(request):
    """The list with the filters from which one came."""
    query = request.POST.get("lista", "")[:1000]
    return f"{reverse('leads')}?{query}" if query else reverse("leads")
