"""Modelos de envio under Configurações: what may be sent to customers, by whom, and as whom the unit writes (BIM-27, BIM-57, BIM-76)."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup import mailing_placeholders
from followup.forms.mailing_models import MailingModelForm, MailingSenderForm
from followup.mailing_copying import copy_for_unit
from followup.mailing_install import install_models
from followup.mailing_model_page import letter_of
from followup.mailing_sample import sample_of
from followup.models import MailingFile, MailingModel, MailingSender
from followup.models.mailing_sender import Company, sender_of
from followup.views.mailing_shelf import Shelf
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.models import NetworkMailingFile, NetworkMailingModel
from tenants.roles import Permission
from workflow.file_answer import answer_with
from workflow.models import UnitFile
from workflow.models.unit_file import ATTACHMENT

LIST, VARIABLES, NETWORKS = (f"followup/mailings/{name}.html" for name in ("models", "variables", "of_network"))


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
    context = {
        "models": MailingModel.objects.prefetch_related("files"), "networks": NetworkMailingModel.objects.in_use().prefetch_related("files"),
        "form": form, "usual": sender_of(Company.UNIT),
    }  # fmt: skip
    return render_form_again(request, LIST, "sender-form", context) if form.errors else render(request, LIST, context)


@requires(Permission.MAILING_MODELS)
@require_http_methods(["GET", "POST"])
def mailing_model_new(request):
    return SHELF.written(request, MailingModel(by=request.user))


@requires(Permission.MAILING_MODELS)
@require_http_methods(["GET", "POST"])
def mailing_model(request, pk):
    return SHELF.written(request, SHELF.found(pk))


@requires(Permission.MAILING_MODELS)
@require_POST
def mailing_model_preview(request):
    """With somebody's data."""
    return SHELF.previewed(request)


@requires(Permission.MAILING_MODELS)
@require_GET
def mailing_of_network(request, pk):
    """A model of the Franqueadora's, to be read and copied."""
    model, sample = get_object_or_404(NetworkMailingModel.objects.in_use(), pk=pk), _sample(request)
    letter = letter_of(model.subject, model.body, values=sample["values"], sender=sample["sender"])
    return render(request, NETWORKS, {"model": model, "letter": letter, "files": model.kept_files, **sample})


@transaction.non_atomic_requests  # as below: the files are kept first
@requires(Permission.MAILING_MODELS)
@require_POST
def mailing_model_copy(request, pk):
    """The unit's own copy, which it changes as it likes; the Franqueadora's model stays what it is."""
    model = copy_for_unit(get_object_or_404(NetworkMailingModel.objects.in_use(), pk=pk), by=request.user)
    messages.success(request, f"“{model}” é agora um modelo da unidade: mude o que quiser.")
    return redirect("mailing_model", model.pk)


@requires(Permission.MAILING_MODELS)
@require_GET
def mailing_of_network_file(request, pk, file):
    return answer_with(get_object_or_404(NetworkMailingFile, pk=file, model=pk, model__is_active=True))


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
    model = get_object_or_404(MailingModel.objects.prefetch_related("files__file"), pk=pk)

    def keep(upload, found, **facts):
        file = UnitFile.objects.keep(upload, found, title="", kind=ATTACHMENT, **facts)
        MailingFile.objects.get_or_create(file=file, defaults={"model": model})
        return file.file_name

    return SHELF.given_file(request, model, keep)


@requires(Permission.MAILING_MODELS)
@require_POST
def mailing_file_removal(request, pk, file):
    return SHELF.lost_file(request, pk, file)


@requires(Permission.MAILING_MODELS)
@require_GET
def mailing_file(request, pk, file):
    found = get_object_or_404(MailingFile.objects.select_related("file"), pk=file, model=pk).file
    return answer_with(found)


def _sample(request):
    person = sample_of(request)
    values = mailing_placeholders.values_of(person, request.unit, request.user)
    return {"values": values, "whom": person.name, "sender": sender_of(Company.UNIT, by=request.user)}


SHELF = Shelf(MailingModelForm, MailingFile, _sample, saved="Modelo gravado. Vale para os próximos envios.")
