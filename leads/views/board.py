from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import reswap, retarget

from leads.board import Board
from leads.filters import LeadFilter
from leads.forms.decision import DecisionForm
from leads.lead_list import LeadList
from leads.saved_views import with_saved_views
from leads.views.lead import page_context
from leads.views.posted import turn_seen
from purifikar.lib.partials import render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission
from workflow import registry

PAGE, MOVE = "leads/board.html", "leads/move.html"


@requires(Permission.LEAD_SEE)
@with_saved_views
def leads_board(request):
    """The leads by stage; on the phone one stage at a time."""
    return render(request, PAGE, _board(request, request.GET))


@requires(Permission.LEAD_WORK)
def lead_move(request, number):
    """A card put on another stage (`etapa`), or the ways out to choose from. What the way asks for is asked here; the engine decides."""
    context = page_context(request, number)
    lead, page = context["lead"], context["page"]
    if turn_seen(request, lead) != lead.journey.turn:
        return _refused(request, " ".join(lead.already_decided().messages))
    if not page.may_decide:
        return _refused(request, page.why_not)
    if not lead.is_running:
        return _refused(request, "O lead já foi encerrado.")
    ways = _ways(lead, request)
    context |= {"ways": ways, "to": request.GET.get("etapa", "")[:40], "back": _back(request)}
    if not ways:
        return _refused(request, _no_way(lead))
    if len(ways) > 1 or (request.method == "GET" and not (request.GET.get("saida") or request.GET.get("etapa"))):
        return render_partials(request, MOVE, ["move-form"], context)
    return _by(request, ways[0], context)


def _by(request, outcome, context):
    """By that way: at once where it asks for nothing and somebody put the card there, else with its form."""
    lead = context["lead"]
    sent = request.POST if request.POST.get("go") or (request.method == "POST" and not outcome.requires) else None
    address = lead.person.address
    initial = {"person": lead.seller_id, "place": str(address) if address else ""}
    form = DecisionForm(sent, outcome=outcome, journey=lead.journey, unit=request.unit, initial=initial)
    context |= {"outcome": outcome, "form": form}
    if not form.is_bound:
        return render_partials(request, MOVE, ["move-form"], context)
    if form.is_valid():
        try:
            lead.decide(outcome, by=request.user, seen=form.seen, **form.given())
        except ValidationError as no:
            if not hasattr(no, "error_dict"):
                return _refused(request, " ".join(no.messages))
            form.refuse(no)
        else:
            messages.success(request, f"{lead.person}: {lead.journey.stage}.")
            return _moved(request)
    return render_form_again(request, MOVE, "move-form", context)


def _ways(lead, request):
    """The decisions that lead from the card's stage to the wanted one, or all of them."""
    ways = lead.journey.stage.outcomes.select_related("stage", "target")
    if stage := request.GET.get("etapa"):
        ways = ways.filter(target__slug=stage)
    if slug := request.GET.get("saida"):
        ways = ways.filter(slug=slug)
    return [way for way in ways if registry.is_offered(lead.journey, way)]


def _no_way(lead):
    targets = ", ".join(dict.fromkeys(str(outcome.target) for outcome in lead.journey.stage.outcomes.select_related("target")))
    return f"O processo não leva de {lead.journey.stage} até essa etapa. De lá se vai para: {targets or 'nenhuma outra'}."


def _refused(request, words):
    """The card goes back to where it was, and the reason stands beside."""
    if not request.htmx:
        raise PermissionDenied(words)
    messages.warning(request, words)
    return _moved(request)


def _moved(request):
    """The board as it is now, with the same filters."""
    back = _back(request)
    answer = render_partials(request, PAGE, ["board"], _board(request, QueryDict(back)), otherwise=f"{reverse('leads_board')}?{back}")
    return reswap(retarget(answer, "#board"), "outerHTML") if request.htmx else answer


def _back(request):
    """The filters of the board from which the card was taken."""
    given = request.POST.get("quadro") or request.GET.get("quadro") or ""
    return QueryDict(given[:1000]).urlencode()


def _board(request, params):
    filters = LeadFilter(params, member=request.membership, unit=request.unit)
    works = request.membership.may(Permission.LEAD_WORK)
    board = Board(filters, shown=params.get("coluna", ""))
    return {"filters": filters, "list": LeadList(filters, params), "board": board, "works": works}
