"""Modelos de envio under Configurações: what may be sent to customers, by whom, and as whom the unit writes (BIM-27, BIM-57, BIM-76)."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup import mailing_placeholders
from followup.forms.mailing_models import MailingFileForm, MailingModelForm, MailingSenderForm
from followup.mailing_install import install_models
from followup.mailing_sample import sample_of
from followup.mailing_text import Texts
from followup.models import MailingFile, MailingModel, MailingSender
from followup.models.mailing_sender import Company, sender_of
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission
from workflow.file_answer import answer_with
from workflow.models import UnitFile
from workflow.models.unit_file import ATTACHMENT

PAGE, LIST, VARIABLES = (f"followup/mailings/{name}.html" for name in ("model", "models", "variables"))


@requires(Permission.MAILING_MODELS)
@require_http_methods(["GET", "POST"])
def mailing_models(request):
    """All models, and as whom the unit sends."""
    install_models()
    form = MailingSenderForm(posted(request), instance=MailingSender.current())
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Remetente gravado.")
        return go_to(request, reverse("mailing_models"))
    context = {"models": MailingModel.objects.prefetch_related("files__file"), "form": form, "usual": sender_of(Company.UNIT)}
    return render_form_again(request, LIST, "sender-form", context) if form.errors else render(request, LIST, context)


@requires(Permission.MAILING_MODELS)
@require_http_methods(["GET", "POST"])
def mailing_model_new(request):
    return _written(request, MailingModelForm(posted(request), instance=MailingModel(by=request.user)))


@requires(Permission.MAILING_MODELS)
@require_http_methods(["GET", "POST"])
def mailing_model(request, pk):
    return _written(request, MailingModelForm(posted(request), instance=get_object_or_404(MailingModel, pk=pk)))


@requires(Permission.MAILING_MODELS)
@require_POST
def mailing_model_preview(request):
    """The texts as they are being typed, with somebody's data; nothing is kept."""
    said = {name: request.POST.get(name, "").replace("\0", "")[:8000] for name in ("subject", "body")}
    return render(request, f"{PAGE}#model-preview", _preview(request, said["subject"], said["body"]))


@requires(Permission.MAILING_MODELS)
@require_GET
def mailing_variables(request):
    """ "Consultar variáveis": each with its value for somebody (BIM-51, in the manner of the proposals)."""
    person = sample_of(request)
    values = mailing_placeholders.values_of(person, request.unit, request.user)
    groups = [(group, [(each, values[each.name]) for each in names]) for group, names in mailing_placeholders.groups()]
    return render(request, VARIABLES, {"groups": groups, "person": person})


@transaction.non_atomic_requests  # UnitFile.objects.keep() begins the outermost transaction itself
@requires(Permission.MAILING_MODELS)
@require_POST
def mailing_file_new(request, pk):
    """One more file that goes along."""
    model = get_object_or_404(MailingModel.objects.prefetch_related("files__file"), pk=pk)
    form = MailingFileForm(request.POST, request.FILES, model=model)
    if not form.is_valid():
        return _page(request, MailingModelForm(instance=model), file_form=form, status=422)
    said = form.cleaned_data
    file = UnitFile.objects.keep(said["upload"], form.found, title="", kind=ATTACHMENT, by=request.user, receipt=said["receipt"])
    MailingFile.objects.get_or_create(file=file, defaults={"model": model})
    messages.success(request, f"{file.file_name} vai junto nos próximos envios.")
    return redirect("mailing_model", pk)


@requires(Permission.MAILING_MODELS)
@require_POST
def mailing_file_removal(request, pk, file):
    """It goes along no more; what was sent with it keeps it."""
    get_object_or_404(MailingFile, pk=file, model=pk).delete()
    messages.success(request, "Arquivo retirado.")
    return redirect("mailing_model", pk)


@requires(Permission.MAILING_MODELS)
@require_GET
def mailing_file(request, pk, file):
    found = get_object_or_404(MailingFile.objects.select_related("file"), pk=file, model=pk).file
    return answer_with(found)


def _written(request, form):
    if request.method == "POST" and form.is_valid():
        model = form.save()
        messages.success(request, "Modelo gravado. Vale para os próximos envios.")
        return go_to(
            request, reverse("mailing_model", args=[model.pk]) if request.POST.get("ir") == "anexos" else reverse("mailing_models")
        )
    if form.errors:
        return render_form_again(request, PAGE, "model-form", _context(request, form))
    return _page(request, form)


def _page(request, form, *, file_form=None, status=200):
    return render(request, PAGE, _context(request, form, file_form=file_form), status=status)


def _context(request, form, *, file_form=None):
    model = form.instance
    is_new = model._state.adding
    said = (form["subject"].value() or "", form["body"].value() or "")
    return {
        "form": form, "model": model, "is_new": is_new, "files": () if is_new else model.files.select_related("file"),
        "file_form": None if is_new else file_form or MailingFileForm(model=model), "groups": mailing_placeholders.groups(),
        **_preview(request, *said),
    }  # fmt: skip


def _preview(request, subject, body):
    person = sample_of(request)
    texts = Texts(subject=subject, body=body, header_text="", sender=sender_of(Company.UNIT, by=request.user).as_dict())
    letter = texts.preview(mailing_placeholders.values_of(person, request.unit, request.user))
    return {"letter": letter, "person": person, "sender": texts.sender}
