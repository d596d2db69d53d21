from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from leads.forms.decision import NextForm, NoteForm
from leads.forms.lead import DealForm, LeadForm
from leads.lead_page import LeadPage
from leads.models import Lead
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission
from workflow.timeline import TABS

PAGE = "leads/lead.html"
MOVED = ["now", "lead-head", "lead-way", "lead-history", "lead-agenda"]  # what a decision changes


@requires(Permission.LEAD_SEE)
def lead(request, number):
    """What to do now, the history, the way, and everything known of the person."""
    return render(request, PAGE, page_context(request, number))


@requires(Permission.LEAD_SEE)
def lead_history(request, number):
    """The older lines: below those on the page, or as a page of their own."""
    context = page_context(request, number)
    if not request.htmx:
        return render(request, "leads/history.html", context)
    return render_partials(request, "leads/parts/history.html", ["history-lines"], context)


@requires(Permission.LEAD_WORK)
def lead_edit(request, number):
    """What is known of the sale. The channel is not among it: it never changes (FOL-23)."""
    lead = found(request, number)
    form = LeadForm(posted(request), instance=lead)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, "Gravado.")
        return redirect("lead", number)
    return render(request, "leads/lead_edit.html", {"lead": lead, "form": form}, status=422 if form.errors else 200)


@requires(Permission.LEAD_WORK)
@require_POST
def lead_deal(request, number):
    """Temperature, value and probability, in place."""
    context = page_context(request, number)
    form = context["deal_form"] = DealForm(request.POST, instance=context["lead"])
    if not form.is_valid():
        return render_form_again(request, PAGE, "lead-deal", context)
    if form.changed_data:
        form.save(by=request.user)
        messages.success(request, "Gravado.")
    return render_partials(request, PAGE, ["lead-deal"], context, otherwise=reverse("lead", args=[number]))


@requires(Permission.LEAD_WORK)
def lead_next(request, number):
    """Another date for the next contact; never none (BEY-02)."""
    context = page_context(request, number)
    lead = context["lead"]
    form = context["form"] = NextForm(posted(request), initial={"next_at": lead.next_at})
    if request.method == "POST" and form.is_valid():
        lead.set_next(form.cleaned_data["next_at"], by=request.user, note=form.cleaned_data["note"])
        messages.success(request, "Próximo contato marcado.")
        return go_to(request, reverse("lead", args=[number]))
    return small_form(request, context, title="Próximo contato", send="Marcar")


@requires(Permission.LEAD_WORK)
@require_POST
def lead_note(request, number):
    """A parecer into the history."""
    context = page_context(request, number)
    lead = context["lead"]
    form = context["note_form"] = NoteForm(request.POST, lead=lead)
    if not form.is_valid():
        return render_form_again(request, PAGE, "note-form", context)
    lead.journey.record("journey.noted", by=request.user, note=form.cleaned_data["note"])
    if "next_at" in form.changed_data:
        lead.set_next(form.cleaned_data["next_at"], by=request.user)
    messages.success(request, "Parecer gravado.")
    context = page_context(request, number)
    return render_partials(request, PAGE, ["lead-history", "lead-next"], context, otherwise=reverse("lead", args=[number]))


def found(request, number):
    """One's lead, or 404."""
    lead = Lead.objects.shown_to(request.membership, number)
    if lead is None:
        raise Http404
    lead.journey.place()
    return lead


def page_context(request, number):
    lead = found(request, number)
    tab = request.GET.get("historico", "")
    if tab not in TABS:
        raise Http404
    page = LeadPage(lead, request.membership, request.unit, tab=tab, before=_before(request))
    works = request.membership.may(Permission.LEAD_WORK)
    forms = {"note_form": NoteForm(lead=lead), "deal_form": DealForm(instance=lead)} if works else {}
    return {"lead": lead, "page": page, "works": works, **forms}


def small_form(request, context, *, title, send, danger=""):
    """A form of one or two fields: in the place to decide by htmx, as a page of its own without."""
    context |= {"form_title": title, "form_send": send, "form_note": danger, "form_action": request.path}
    if context["form"].errors:
        return render_form_again(request, "leads/small_form.html", "small-form", context)
    return render_partials(request, "leads/small_form.html", ["small-form"], context) if request.htmx else render(request, "leads/small_form.html", context)  # fmt: skip


def _before(request):
    """The key after which older lines are asked for; one that is none shows the newest."""
    try:
        return UUID(request.GET.get("antes", ""))
    except ValueError:
        return None
