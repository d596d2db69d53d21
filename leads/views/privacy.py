"""The LGPD desk of a unit: requests of data subjects with their clock, the copy of all data, erasure, the proof of what was done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from leads import privacy
from leads.forms.privacy import AnswerForm, ErasureForm, RequestForm
from leads.models import DataExport, DataRequest
from leads.views.posted import posted
from purifikar.lib.partials import render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

PAGE, FORM = "leads/privacy/request.html", "leads/privacy/form.html"
SHOWN = 100


@requires(Permission.PRIVACY)
def privacy_desk(request):
    """What waits for an answer, the nearest limit first; below what was answered."""
    requests = DataRequest.objects.with_page()
    closed = requests.closed().order_by("-closed_at")[:SHOWN]
    return render(request, "leads/privacy/desk.html", {"open": requests.open()[:SHOWN], "closed": closed})


@requires(Permission.PRIVACY)
def privacy_new(request):
    form = RequestForm(posted(request), initial={"who": request.GET.get("pessoa", "")[:20]})
    if request.method == "POST" and form.is_valid():
        asked = form.save(by=request.user)
        messages.success(request, f"Pedido registrado. Responda até {asked.due_at:%d/%m/%Y}.")
        return redirect("privacy_request", asked.number)
    context = {"form": form, "title": "Registrar pedido", "send": "Registrar pedido", "back": reverse("privacy_desk")}
    return render_form_again(request, FORM, "privacy-form", context) if form.errors else render(request, FORM, context)


@requires(Permission.PRIVACY)
def privacy_request(request, number):
    """The request: its clock, where the data came from, what the person allowed, what may be done, what was done."""
    context = _context(_found(number))
    if request.htmx and request.GET.get("parte") == "copias":
        return render_partials(request, PAGE, ["privacy-exports"], context)
    return render(request, PAGE, context)


@requires(Permission.PRIVACY)
@require_POST
def privacy_export(request, number):
    """Asks for the one file with everything; a worker makes it."""
    _found(number).export_later(by=request.user)
    messages.success(request, "A cópia está sendo feita. Ela aparece aqui quando ficar pronta.")
    return redirect("privacy_request", number)


@requires(Permission.PRIVACY)
def privacy_file(request, token):
    """The file behind its secret address; who fetched it is noted. An address that has expired opens nothing."""
    export = get_object_or_404(DataExport.objects.ready().select_related("request"), token=token)
    if not export.is_ready:
        raise Http404
    name = f"dados-lgpd-{export.request.number}.zip"
    return FileResponse(export.open(by=request.user), as_attachment=True, filename=name, content_type="application/zip")


@requires(Permission.PRIVACY)
@require_POST
def privacy_consents(request, number):
    """Takes back everything that the person allowed."""
    count = _found(number).withdraw_consents(by=request.user)
    messages.success(request, "1 consentimento retirado." if count == 1 else f"{count} consentimentos retirados.")
    return redirect("privacy_request", number)


@requires(Permission.PRIVACY)
def privacy_erasure(request, number):
    """GET: what would go and what would stay. POST: it goes, all or nothing."""
    asked = _found(number)
    subject, form = privacy.Subject(asked.person), ErasureForm(posted(request), person=asked.person)
    if request.method == "POST" and form.is_valid():
        try:
            privacy.erase(asked, by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "Os dados foram eliminados. Conte à pessoa e encerre o pedido.")
            return redirect("privacy_request", number)
    context = {
        "asked": asked, "form": form, "fates": privacy.preview(subject), "kept": privacy.kept_words(subject), "refusal": privacy.refusal(subject),
    }  # fmt: skip
    return render(request, "leads/privacy/erasure.html", context, status=422 if form.errors else 200)


@requires(Permission.PRIVACY)
def privacy_answer(request, number):
    """What the person was told; the clock stops."""
    asked = _found(number)
    if not asked.is_open:
        return redirect("privacy_request", number)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            asked.close(by=request.user, **form.cleaned_data)
            messages.success(request, "Pedido encerrado.")
        except ValidationError as refused:
            messages.warning(request, " ".join(refused.messages))
        return redirect("privacy_request", number)
    context = {"form": form, "title": "Encerrar pedido", "send": "Encerrar pedido", "back": reverse("privacy_request", args=[number])}
    return render_form_again(request, FORM, "privacy-form", context) if form.errors else render(request, FORM, context)


def _found(number):
    return get_object_or_404(DataRequest.objects.with_page(), number=number)


def _context(asked):
    person = asked.person
    return {
        "asked": asked, "person": person, "consents": person.consents.all(), "exports": asked.exports.select_related("by")[:5],
        "events": asked.events.select_related("by")[:30], "leads": person.leads.select_related("source").order_by("number")[:20],
        "making": asked.exports.filter(made_at=None, error="").exists(),
    }  # fmt: skip
