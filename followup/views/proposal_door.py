"""The customer's page of a proposal: by its link, without an account (tenants.access.door). A link that is altered, expired or
withdrawn gets a quiet page that tells nothing of anybody.
"""

import re

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse

from followup import answering, documents
from followup.forms.proposal import CustomerForm
from followup.models import ProposalVersion
from followup.views.proposal_out import pdf_response
from leads.views.posted import posted
from purifikar.lib.throttle import too_often
from tenants.access import door

PAGE = "followup/door/proposal.html"
QUIET = "followup/door/closed.html"
READER = {"most": 120, "seconds": 600}  # an office shows one address for many people
ANSWERER = {"most": 15, "seconds": 600}
TOO_OFTEN = "Muitas tentativas desta rede em pouco tempo. Espere alguns minutos e envie de novo."
# Whatever looks at an address before a person does, to show a picture of it in a chat.
MACHINE = re.compile(r"bot|crawl|spider|preview|whatsapp|facebookexternalhit|telegram|slack|skype|headless|python|curl|wget", re.I)


@door
def proposal_door(request, token):
    """The proposal, and the place to say yes or no."""
    version = _opened(request, token)
    if version is None:
        return _quiet(request)
    if request.method == "GET" and not MACHINE.search(request.headers.get("User-Agent", "bot")):
        answering.note_view(version, _origin(request))
    form = CustomerForm(posted(request), initial={"name": version.facts.get("cliente.nome", "")})
    if request.method != "POST":
        return render(request, PAGE, _context(version, token, form))
    if too_often(request, f"proposta:{version.pk}", **ANSWERER):
        form.add_error(None, TOO_OFTEN)
        return render(request, PAGE, _context(version, token, form), status=429)
    if not form.is_valid() or not _answers(request, version, form):
        return render(request, PAGE, _context(version, token, form), status=422)
    return redirect(f"{reverse('proposal_door', args=[token])}#resposta")


@door
def proposal_door_pdf(request, token):
    version = _opened(request, token)
    if version is None:
        return _quiet(request)
    return pdf_response(request, version, failed=("followup/door/no_pdf.html", {"token": token}))


@door
def proposal_door_logo(request, token):
    version = _opened(request, token)
    return documents.logo_response(version) if version else _quiet(request)


def _opened(request, token):
    """The version of that link while it may be read. Whoever asks too often finds it shut for some minutes."""
    if too_often(request, f"propostas:{request.unit.pk}", **READER):
        return None
    version = ProposalVersion.objects.by_token(token)
    return version if version and version.opens else None


def _quiet(request):
    return render(request, QUIET, {"unit": request.unit}, status=404)


def _answers(request, version, form):
    given, origin = form.cleaned_data, _origin(request)
    try:
        if given["answer"] == "aceita":
            answering.accept(version, name=given["name"], origin=origin)
        else:
            answering.refuse(version, name=given["name"], words=given["words"], origin=origin)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return False
    return True


def _origin(request):
    return get_adapter().get_client_ip(request)


def _context(version, token, form):
    logo = reverse("proposal_door_logo", args=[token]) if version.logo else ""
    events = version.proposal.events.filter(version_number=version.number, what__in=["aceita", "recusada"])
    return {**documents.context_of(version, logo_url=logo), "token": token, "form": form, "answered": events.first()}
