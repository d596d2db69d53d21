"""The doors of a unit for people and machines without an account (tenants.access.door)."""

import json

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render

from leads.doors import Delivery, Refused
from leads.forms.newcomer import ContactForm
from leads.models import Intake, Source
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
        if form.is_valid() and _taken(form):
            return redirect("contact_thanks", token)
    return render(request, PAGE, context, status=422 if form.errors else 200)


def _taken(form):
    """Whether the lead is in; where the unit cannot take it now, the form says so."""
    facts = {name: value for name, value in form.cleaned_data.items() if value and name != "receipt"}
    record = {"source": form.source, "way": Intake.Way.FORM, "body": json.dumps(facts, ensure_ascii=False)}
    try:
        Intake.objects.receive(form.newcomer(), **record, key=f"formulario:{form.cleaned_data['receipt']}")
    except KeyTaken:  # sent, gone back, put right and sent again
        Intake.objects.receive(form.newcomer(), **record)
    except ValidationError as refused:
        form.add_error(None, refused)
    return not form.errors


@door
def contact_thanks(request, token):
    """Says that it arrived. The address tells nothing of whoever sent it."""
    return render(request, "leads/door/thanks.html", {"unit": request.unit, "token": token})


@door
def webhook(request, token):
    """A lead from another system, signed with the source's secret."""
    try:
        if request.method != "POST":
            raise Refused(405, "metodo", "Envie por POST.")
        source = Source.objects.in_use().filter(token=token).first()
        if source is None:
            raise Refused(404, "endereco", "Não há origem em uso neste endereço.")
        intake, is_new = Delivery.of(request).enter(source)
    except Refused as refused:
        return JsonResponse(refused.answer, status=refused.status)
    return JsonResponse({"lead": intake.lead.number, "situacao": "recebido"}, status=201 if is_new else 200)
