"""A colleague's participation in a lead, and its urgency (PUR-16, PUR-17, PUR-20, PUR-45, PUR-46)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from leads.forms.involvement import AskForm, ReplyForm, UrgencyForm
from leads.models import Involvement
from leads.views.lead import found
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

PAGE = "leads/involvements.html"
FORM = "leads/involve.html"
SHOWN = 20


@requires(Permission.LEAD_SEE)
def lead_involvements(request, number):
    """Who was asked for what, with the answers; on the lead's page as a panel."""
    context = _context(request, number)
    return render_partials(request, PAGE, ["involvement-list"], context) if request.htmx else render(request, PAGE, context)


@requires(Permission.LEAD_WORK)
def lead_involve(request, number):
    lead = _running(request, number)
    form = AskForm(posted(request), lead=lead, unit=request.unit, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            asked = form.save()
        except ValidationError as refused:
            form.add_error("person", refused.messages)
        else:
            messages.success(request, f"Pedido enviado a {asked.user}.")
            return go_to(request, reverse("lead", args=[number]))
    context = {"lead": lead, "form": form, "title": "Pedir participação", "send": "Enviar pedido"}
    return render_form_again(request, FORM, "involve-form", context) if form.errors else render(request, FORM, context)


@requires(Permission.LEAD_SEE)
@require_POST
def lead_involvement_reply(request, number, pk):
    """By whoever was asked; a second answer is told that the first one stands."""
    asked = _asked(request, number, pk)
    if asked.user_id != request.user.pk:
        raise Http404
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, _context(request, number, refused={asked.pk: form}), status=422)
    return _done(request, number, lambda: asked.reply(form.cleaned_data["words"], by=request.user), "Resposta enviada.")


@requires(Permission.LEAD_SEE)
@require_POST
def lead_involvement_end(request, number, pk):
    """Taken back by whoever asked or was asked, or by whoever looks after the unit's people."""
    asked = _asked(request, number, pk)
    if request.user.pk not in (asked.by_id, asked.user_id) and not request.membership.may(Permission.PEOPLE_MANAGE):
        raise Http404
    return _done(request, number, lambda: asked.withdraw(by=request.user), "Pedido retirado.")


@requires(Permission.LEAD_WORK)
def lead_urgency(request, number):
    """Urgent, with the reason; or no more."""
    lead = _running(request, number)
    if lead.is_urgent and request.method == "POST":
        lead.calm(by=request.user)
        messages.success(request, "Não é mais urgente.")
        return redirect("lead", number)
    form = UrgencyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        lead.mark_urgent(form.cleaned_data["words"], by=request.user)
        messages.success(request, "Marcado como urgente.")
        return go_to(request, reverse("lead", args=[number]))
    context = {"lead": lead, "form": form, "title": "Marcar como urgente", "send": "Marcar como urgente"}
    return render_form_again(request, FORM, "involve-form", context) if form.errors else render(request, FORM, context)


def _running(request, number):
    lead = found(request, number)
    if not lead.is_running:
        raise PermissionDenied("O lead já foi encerrado.")
    return lead


def _asked(request, number, pk):
    return get_object_or_404(Involvement.objects.with_people().select_related("lead__journey", "lead__person"), pk=pk, lead=found(request, number))  # fmt: skip


def _done(request, number, deed, words):
    try:
        deed()
        messages.success(request, words)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect("lead_involvements", number)


def _context(request, number, *, refused=None):
    lead = found(request, number)
    involvements = list(lead.involvements.with_people()[:SHOWN])
    for asked in involvements:
        asked.form = (refused or {}).get(asked.pk) or ReplyForm(auto_id=f"id_%s_{asked.pk}")
    return {"lead": lead, "works": request.membership.may(Permission.LEAD_WORK), "involvements": involvements}
