from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.views.decorators.http import require_POST

from leads.forms.decision import DecisionForm, HandForm, PauseForm
from leads.models import Lead
from leads.views.lead import MOVED, PAGE, page_context, small_form
from leads.views.posted import posted, turn_seen
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission
from workflow.models import AlreadyDecided, NotAllowed

FORM_PAGE = "leads/decide.html"


@requires(Permission.LEAD_WORK)
def lead_decide(request, number, slug):
    """GET: what that outcome asks for. POST: the decision; whoever comes second is told who was quicker."""
    context = page_context(request, number)
    lead, seen = context["lead"], turn_seen(request, context["lead"])
    if seen != lead.journey.turn:
        return _tell(request, number, lead.already_decided())
    _only_his(context)
    outcome = lead.journey.stage.outcomes.select_related("stage", "target").filter(slug=slug).first()
    if outcome is None:
        return _tell(request, number, NotAllowed(f"O processo não tem essa saída da etapa {lead.journey.stage}."))
    choice = next((each for each in context["page"].choices if each.slug == slug), None)
    if choice is None:
        missing = outcome.requires_in_words
        return _tell(request, number, NotAllowed(f"A decisão {outcome} ainda não pode ser tomada: falta {missing}."))
    form = _form(request, lead, outcome)
    context |= {"form": form, "outcome": outcome, "choice": choice}
    if request.method == "POST" and form.is_valid():
        return _decide(request, context, seen)
    if form.errors:
        return render_form_again(request, FORM_PAGE, "decide-form", context)
    return render_partials(request, FORM_PAGE, ["decide-form"], context)


def _decide(request, context, seen):
    lead, form, outcome = context["lead"], context["form"], context["outcome"]
    try:
        lead.decide(outcome, by=request.user, seen=seen, **form.given())
    except (AlreadyDecided, NotAllowed) as refused:
        return _tell(request, lead.number, refused)
    except ValidationError as missing:
        form.refuse(missing)
        return render_form_again(request, FORM_PAGE, "decide-form", context)
    messages.success(request, _gone_to(lead, request.user))
    return _fresh(request, lead.number)


@requires(Permission.LEAD_WORK)
def lead_hand(request, number):
    """To a colleague in the same stage, with the reason in the history."""
    context = _mine(request, number, running=True)
    lead = context["lead"]
    form = context["form"] = HandForm(posted(request), journey=lead.journey, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        try:
            lead.hand_to(form.cleaned_data["person"], by=request.user, why=form.cleaned_data["why"])
            messages.success(request, f"Lead repassado para {form.cleaned_data['person']}.")
        except (AlreadyDecided, NotAllowed) as refused:
            messages.warning(request, " ".join(refused.messages))
        return go_to(request, _where_next(request, number))
    return small_form(request, context, title="Repassar o lead", send="Repassar")


@requires(Permission.LEAD_WORK)
def lead_pause(request, number):
    """The customer asked for time: the limits stand still, with the reason."""
    context = _mine(request, number, running=True)
    form = context["form"] = PauseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        for armed in context["lead"].journey.armed_limits.running().select_related("limit", "journey"):
            armed.pause(by=request.user, why=form.cleaned_data["why"])
        messages.success(request, "Prazo em pausa.")
        return go_to(request, reverse("lead", args=[number]))
    return small_form(request, context, title="Pausar o prazo", send="Pausar")


@requires(Permission.LEAD_WORK)
@require_POST
def lead_resume(request, number):
    context = _mine(request, number, running=True)
    for armed in context["lead"].journey.armed_limits.unsettled().exclude(paused_at=None).select_related("limit", "journey"):
        armed.resume(by=request.user)
    messages.success(request, "O prazo voltou a correr.")
    return _fresh(request, number)


def _mine(request, number, *, running=False):
    """The page of a lead on which this person may decide; 403 with the reason otherwise."""
    context = page_context(request, number)
    _only_his(context)
    if running and not context["lead"].is_running:
        raise PermissionDenied("O lead já foi encerrado.")
    return context


def _only_his(context):
    if not context["page"].may_decide:
        raise PermissionDenied(context["page"].why_not)


def _form(request, lead, outcome):
    address = lead.person.address
    initial = {"person": lead.seller_id, "place": str(address) if address else ""}
    return DecisionForm(posted(request), outcome=outcome, journey=lead.journey, unit=request.unit, initial=initial)


def _gone_to(lead, user):
    journey = lead.journey
    if not journey.is_running:
        return f"Lead encerrado: {journey.stage}."
    if journey.holder == user:
        return f"{journey.stage}: continua com você."
    return f"{journey.stage}: agora com {journey.holder}." if journey.holder else f"{journey.stage}: espera na fila."


def _tell(request, number, refusal):
    """The page as it is now, with the words of the refusal; what was written waits where a parecer is written."""
    messages.warning(request, " ".join(refusal.messages))
    return _fresh(request, number, written=request.POST.get("note", ""))


def _fresh(request, number, written=""):
    """The pieces that a decision changes; somewhere else for whoever doesn't see the lead any more."""
    if (address := _where_next(request, number)) == reverse("day"):
        return go_to(request, address)
    context = page_context(request, number)
    if written:
        context["note_form"].initial["note"] = written
    return render_partials(request, PAGE, MOVED, context, otherwise=address)


def _where_next(request, number):
    """The lead's page as long as it is his to see."""
    sees = Lead.objects.seen_by(request.membership).filter(number=number).exists()
    return reverse("lead", args=[number]) if sees else reverse("day")
