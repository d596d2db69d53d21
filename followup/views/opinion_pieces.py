"""What is done from an opinion without leaving it: files, an e-mail, the contact's own facts (BIM-20..30)."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup import correspondence
from followup.forms.contact_edit import EditContactForm
from followup.forms.opinions import OpinionFileForm, OpinionForm, OpinionMailForm
from followup.models import Attachment
from followup.sight import contact_in_sight
from followup.views.opinions import PAGE, WRITES, found, requests_in_sight, show
from purifikar.lib.partials import render_form_again, render_partials
from workflow.file_answer import answer_with
from workflow.models import UnitFile
from workflow.models.unit_file import ATTACHMENT

MAIL = "followup/opinions/mail.html"
CONTACT = "followup/opinions/contact.html"


# --- files ------------------------------------------------------------------------------------------------------------


@transaction.non_atomic_requests  # the file is kept in the outermost transaction (UnitFile.objects.keep)
@WRITES
@require_POST
def opinion_attach(request, pk):
    """A file waits with the draft; one that is refused takes nothing of what was typed along (BIM-28..30)."""
    page = found(request, pk)
    typed = OpinionForm(request.POST, draft=page.draft, unit=request.unit)
    typed.is_valid()
    typed.keep()
    if not page.limit:
        raise Http404
    form = OpinionFileForm(request.POST, request.FILES, limit=page.limit)
    if not form.is_valid():
        return _files(request, page, form)
    said = form.cleaned_data
    file = UnitFile.objects.keep(said["upload"], form.found, title="", kind=ATTACHMENT, by=request.user, receipt=said["receipt"])
    with transaction.atomic():
        Attachment.objects.get_or_create(file=file, defaults={"draft": page.draft})
    return _files(request, page)


@WRITES
@require_POST
def opinion_detach(request, pk, file):
    page = found(request, pk)
    get_object_or_404(page.draft.attachments.select_related("file"), pk=file).drop()
    return _files(request, page)


@WRITES
@require_GET
def opinion_file(request, pk):
    """The bytes, to be saved and never run on our origin: of opinions that one may read, and of one's own draft."""
    found_file = get_object_or_404(Attachment.objects.select_related("file", "opinion", "draft"), pk=pk)
    holder = found_file.opinion or found_file.draft
    if found_file.draft_id and holder.author_id != request.user.pk:
        raise Http404
    if holder.contact_id:
        contact_in_sight(request.membership, pk=holder.contact_id)
    else:
        get_object_or_404(requests_in_sight(request), pk=holder.request_id)
    file = found_file.file
    return answer_with(file)


def _files(request, page, form=None):
    page = found(request, page.draft.pk)
    if not request.htmx:
        return show(request, page, file_form=form) if form else redirect(page.address)
    context = {"page": page, "file_form": form or OpinionFileForm(limit=page.limit), "fresh": False}
    if form:
        return render_form_again(request, PAGE, "opinion-files", context)
    return render_partials(request, PAGE, ["opinion-files", "opinion-state"], context)


# --- an e-mail --------------------------------------------------------------------------------------------------------


@WRITES
@require_http_methods(["GET", "POST"])
def opinion_email(request, pk):
    """The standard text of the type, seen once more before it goes; confirmed, it stands in both opinions (BIM-21..23)."""
    page = _contact_page(request, pk)
    data = request.POST if request.method == "POST" else None
    form = OpinionMailForm(data, contact=page.contact, user=request.user, unit=request.unit)
    step, context = request.POST.get("passo", ""), {"page": page, "form": form}
    if data and not form.is_valid():
        return render_form_again(request, MAIL, "opinion-piece", context)
    if step == "enviar":
        said = form.cleaned_data
        correspondence.send(page.contact, by=request.user, draft=page.draft, **said)
        messages.success(request, f"E-mail para {said['to']} na fila de envio. O texto dele está no parecer.")
        return _back(request, page)
    context["preview"] = form.cleaned_data if step == "ver" else None
    return _piece(request, MAIL, context)


# --- the contact's own facts ------------------------------------------------------------------------------------------


@WRITES
@require_http_methods(["GET", "POST"])
def opinion_contact(request, pk):
    """What is known of the contact, put right while writing; only where the opinion is about one (BIM-26)."""
    page = _contact_page(request, pk)
    contact = page.contact
    if page.is_lent:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = EditContactForm(data, instance=contact, person=contact.person, unit=request.unit, member=request.membership)
    context = {"page": page, "form": form}
    if data and not form.is_valid():
        return render_form_again(request, CONTACT, "opinion-piece", context)
    if data:
        form.save(by=request.user)
        messages.success(request, "Contato alterado.")
        return _back(request, page)
    return _piece(request, CONTACT, context)


def _contact_page(request, pk):
    page = found(request, pk)
    if page.contact is None:
        raise Http404
    return page


def _piece(request, template, context):
    """In the dialog by htmx, as a page of its own without."""
    if request.htmx:
        return render_partials(request, template, ["opinion-piece"], context)
    return render(request, template, context)


def _back(request, page):
    """The dialog closes, and the composer shows what came of it."""
    page = found(request, page.draft.pk)
    context = {"page": page, "fresh": True, "close": True}
    return render_partials(request, PAGE, ["opinion-piece", "opinion-state", "opinion-facts"], context, otherwise=page.address)
