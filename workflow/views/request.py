"""One solicitação: what to do now, its decisions, notes, files and history."""

import logging
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from purifikar.lib.links import unit_url
from tenants.access import requires
from tenants.roles import Permission
from workflow import registry
from workflow.decider import Decider
from workflow.decision_form import DecisionForm
from workflow.models import AlreadyDecided, Attachment, NotAllowed, Request
from workflow.request_files import AttachmentForm, attach
from workflow.request_form import RequestNoteForm
from workflow.request_page import RequestPage

WORK = requires(Permission.REQUESTS)

log = logging.getLogger(__name__)


@WORK
@require_GET
def request(request, number):
    """`request` is Django's; what was asked is `asked`."""
    return _show(request, _page(request, number))


@WORK
@require_http_methods(["GET", "POST"])
def request_decide(request, number, slug):
    """GET: what that outcome asks for. POST: the decision; whoever comes second is told who was quicker."""
    page = _page(request, number)
    asked = page.request
    if request.method == "POST" and request.POST.get("turn", str(asked.journey.turn)) != str(asked.journey.turn):
        messages.warning(request, " ".join(asked.journey.too_late().messages))
        return redirect("request", number)
    _only_his(page)
    outcome = asked.journey.stage.outcomes.select_related("stage", "target").filter(slug=slug).first()
    if outcome is None:
        messages.warning(request, f"O processo não tem essa saída da etapa {asked.journey.stage}.")
        return redirect("request", number)
    form = DecisionForm(request.POST if request.method == "POST" else None, outcome=outcome, journey=asked.journey, unit=request.unit)
    if request.method == "POST" and form.is_valid() and _decided(request, asked, outcome, form):
        return redirect("request", number) if _visible(request).filter(number=number).exists() else redirect("requests")
    context = {"asked": asked, "page": page, "outcome": outcome, "form": form}
    return render(request, "workflow/requests/decide.html", context, status=422 if form.errors else 200)


def _decided(request, asked, outcome, form):
    """False when the form must be shown again."""
    try:
        asked.journey.decide(outcome, by=request.user, seen=form.seen, **form.given())
    except (AlreadyDecided, NotAllowed) as refused:
        messages.warning(request, " ".join(refused.messages))
        return True
    except ValidationError as missing:
        form.refuse(missing)
        return False
    journey = asked.journey
    where = f"agora com {journey.holder}" if journey.holder else "espera na fila"
    messages.success(request, f"{journey.stage}: {where}." if journey.is_running else f"Solicitação encerrada: {journey.stage}.")
    return True


@WORK
@require_POST
def request_take(request, number):
    """Out of the queue, into one's own hands."""
    page = _mine(request, number)
    try:
        page.journey.take(request.user)
        messages.success(request, "A solicitação está com você.")
    except AlreadyDecided as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect("request", number)


@WORK
@require_POST
def request_note(request, number):
    page, form = _page(request, number), RequestNoteForm(request.POST)
    if not form.is_valid():
        return _show(request, page, note_form=form, status=422)
    page.journey.record("journey.noted", by=request.user, note=form.cleaned_data["note"])
    return redirect("request", number)


@transaction.non_atomic_requests  # the file is kept in the outermost transaction (UnitFile.objects.keep)
@WORK
@require_POST
def request_attach(request, number):
    """A quotation, a photo of what was done (PUR-25, DIR-58)."""
    page, form = _page(request, number), AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, page, file_form=form, status=422)
    attach(page.request, form, by=request.user)
    messages.success(request, "O anexo está guardado.")
    return redirect("request", number)


@WORK
@require_GET
def request_file(request, number, document):
    """The bytes, to be saved and never run on our origin."""
    found = get_object_or_404(
        Attachment.objects.select_related("file"), request=_page(request, number).request, file__number_in_unit=document
    )
    try:
        content = found.file.open()
    except FileNotFoundError as missing:
        log.error("the bytes of document %s are missing: %s", document, found.file.key)
        raise Http404 from missing
    response = FileResponse(content, as_attachment=True, filename=found.file.file_name, content_type=found.file.content_type)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _visible(request, decider=None):
    decider = decider or Decider(request.membership, request.unit)
    return Request.objects.read_by(request.membership, decider.own_centres)


def _page(request, number):
    decider = Decider(request.membership, request.unit)
    asked = get_object_or_404(_visible(request, decider).with_desk(), number=number)
    return RequestPage(asked, request.membership, request.unit, decider=decider, before=_key(request.GET.get("antes", "")))


def _mine(request, number):
    """The page of a request on which this person may decide; 403 with the reason otherwise."""
    page = _page(request, number)
    _only_his(page)
    return page


def _only_his(page):
    if not page.may_decide:
        raise PermissionDenied(page.why_not)


def _show(request, page, *, note_form=None, file_form=None, status=200):
    asked = page.request
    context = {
        "asked": asked, "page": page, "about_url": unit_url(request.unit, "day") + asked.about_address.lstrip("/"),
        "panels": registry.panels("request"), "note_form": note_form or RequestNoteForm(), "file_form": file_form or AttachmentForm(),
    }  # fmt: skip
    return render(request, "workflow/requests/request.html", context, status=status)


def _key(text):
    """An event's key out of the address; nothing for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
