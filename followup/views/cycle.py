"""The cycle answered in a contact: its page, and what of it other pages show (BIM-12, BIM-46..48)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from followup import cycle_path
from followup.cycle_page import CyclePage
from followup.forms.cycle_answers import LATER, CycleAnswerForm
from followup.models import AnsweredMeanwhile, CycleReply, CycleVersion
from followup.sight import contact_in_sight
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

PAGE = "followup/cycle/cycle.html"


@requires(Permission.CONTACT_WORK)
@require_http_methods(["GET", "POST"])
def contact_cycle(request, number):
    """The questions, to be answered, completed or put right; how to configure while there are none (BIM-47)."""
    contact = contact_in_sight(request.membership, number=number)
    page = CyclePage(contact, request.membership, request.unit, number=request.GET.get("versao", ""), sent=_sent(request))
    form = CycleAnswerForm(posted(request), version=page.version, reply=page.reply) if page.version else None
    if request.method == "POST" and form and form.is_valid() and (reply := _given(request, page, form)):
        _tell(request, form, reply)
        return go_to(request, reverse("contact", args=[number]))
    context = {"contact": contact, "page": page, "form": form}
    return render_form_again(request, PAGE, "cycle-form", context) if form and form.errors else render(request, PAGE, context)


def _sent(request):
    """The version whose questions the form was of."""
    try:
        key = UUID(request.POST.get("versao", ""))
    except ValueError:
        return None
    return CycleVersion.objects.published().select_related("cycle").filter(pk=key).first()


def _given(request, page, form):
    """The saved answers; None where the form says why not."""
    how = {"by": request.user, "seen": form.cleaned_data["seen"], "whole": request.POST.get("passo") != LATER}
    try:
        return CycleReply.objects.give(page.contact, page.version, form.said, **how)
    except AnsweredMeanwhile as meanwhile:
        form.rest_on(meanwhile.last)
        form.refuse(meanwhile)
    except ValidationError as refused:
        form.refuse(refused)
    return None


def _tell(request, form, reply):
    messages.success(request, "Ciclo gravado." if reply.is_whole else "Gravado. Faltam perguntas obrigatórias: complete quando puder.")
    values = cycle_path.check(form.questions, form.said, whole=False)
    if out := cycle_path.left_out(form.questions, form.said, values):
        messages.info(request, f"Ficou de fora, porque não se aplica: {', '.join(f'“{question}”' for question in out)}.")


@requires(Permission.CONTACT_SEE)
@require_GET
def contact_answers(request, number):
    """What was answered: a page, or a section of the contact's; or what is still to be asked, beside an opinion (BEY-10)."""
    contact = contact_in_sight(request.membership, number=number)
    context = {"contact": contact, "page": CyclePage(contact, request.membership, request.unit)}
    if request.htmx and "falta" in request.GET:
        return render(request, "followup/cycle/guide.html", context)
    answers = "followup/cycle/answers.html"
    return render_partials(request, answers, ["cycle-answers"], context) if request.htmx else render(request, answers, context)
