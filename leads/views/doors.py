"""The doors of a unit for people and machines without an account (tenants.access.door)."""

import hmac

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from leads.doors import Delivery, Refused, body_of
from leads.forms.newcomer import ContactForm
from leads.hook_intake import deliver
from leads.models import Hook, Intake, Source
from leads.models.intake import KeyTaken
from leads.views.posted import posted
from purifikar.lib.throttle import too_often
from tenants.access import door

PAGE = "leads/door/form.html"
A_VISITOR = {"most": 20, "seconds": 600}  # an office or a mobile network shows one address for many people
TOO_OFTEN = "Muitos envios desta rede em pouco tempo. Espere alguns minutos e envie de novo."


@door
def contact(request, token):
    """The public form of a source: name and phone are enough."""
    source = Source.objects.filter(token=token).first()
    if source is None or not source.takes_form:
        return render(request, "leads/door/closed.html", {"unit": request.unit}, status=404)
    form = ContactForm(posted(request), source=source, campaign=request.GET.get("utm_campaign", "")[:80].replace("\0", ""))
    context = {"unit": request.unit, "source": source, "form": form}
    if request.method == "POST":
        if form.is_of_a_machine:
            return redirect("contact_thanks", token)
        if too_often(request, f"contato:{request.unit.pk}:{token}", **A_VISITOR):
            form.add_error(None, TOO_OFTEN)
            return render(request, PAGE, context, status=429)
        if form.is_valid():
            _take_in(form)
            return redirect("contact_thanks", token)
    return render(request, PAGE, context, status=422 if form.errors else 200)


def _take_in(form):
    """The lead; where the unit cannot take it now, what was written is kept for somebody to look at, and the visitor is thanked all the same."""
    newcomer = form.newcomer()
    record = {"source": form.source, "way": Intake.Way.FORM, "body": newcomer.as_json()}
    try:
        Intake.objects.receive(newcomer, **record, key=f"formulario:{form.cleaned_data['receipt']}")
    except KeyTaken:  # sent, gone back, put right and sent again
        Intake.objects.receive(newcomer, **record)
    except ValidationError as refused:
        Intake.objects.refuse(" ".join(refused.messages), **record)


@door
def contact_thanks(request, token):
    """Says that it arrived. The address tells nothing of whoever sent it."""
    return render(request, "leads/door/thanks.html", {"unit": request.unit, "token": token})


@door
def hook_door(request, token, kind):
    """Leads of another system in its own format. What is not understood is kept for the administrator and refused to the sender."""
    hook = Hook.objects.open().filter(token=token, kind=kind).exclude(kind=Hook.Kind.EMAIL).first()
    try:
        if hook is None:
            raise Refused(404, "endereco", "Não há integração em uso neste endereço.")
        if request.method == "GET" and kind == Hook.Kind.META:
            return _knock(request, hook)
        if request.method != "POST":
            raise Refused(405, "metodo", "Envie por POST.")
        outcome = deliver(hook, body_of(request), header=request.headers.get("X-Hub-Signature-256", ""))
        if outcome.refused and not outcome.leads and too_often(request, f"recusas:{hook.pk}", most=300, seconds=3600):
            transaction.set_rollback(True)
            raise Refused(429, "demais", "Muitos envios não entendidos. Espere uma hora.")
    except Refused as refused:
        return JsonResponse(refused.answer, status=refused.status)
    words = " ".join(intake.said for intake in outcome.refused)
    answer = {"erro": "formato", "mensagem": words, "leads": outcome.leads} if words else {"leads": outcome.leads, "situacao": "recebido"}
    return JsonResponse(answer, status=422 if words else 200)


def _knock(request, hook):
    """Meta asks first whether somebody is here who knows the word."""
    asked = request.GET
    if asked.get("hub.mode") != "subscribe" or not hmac.compare_digest(
        hook.verify_token.encode(), asked.get("hub.verify_token", "").encode()
    ):
        raise Refused(403, "verificacao", "A palavra de verificação não confere.")
    return HttpResponse(asked.get("hub.challenge", "")[:200], content_type="text/plain")


@transaction.non_atomic_requests  # the intake is one transaction by itself; what it refuses is kept in another
@door
def webhook(request, token):
    """A lead from another system, signed with the source's secret."""
    try:
        if request.method != "POST":
            raise Refused(405, "metodo", "Envie por POST.")
        source = Source.objects.behind(token)
        if source is None:
            raise Refused(404, "endereco", "Não há origem em uso neste endereço.")
        intake, is_new = Delivery.of(request).enter(source)
    except Refused as refused:
        return JsonResponse(refused.answer, status=refused.status)
    return JsonResponse({"lead": intake.lead.number, "situacao": "recebido"}, status=201 if is_new else 200)
