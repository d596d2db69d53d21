"""Modelos de envio of the Franqueadora, offered to every unit; its units read and copy them (BIM-27, BIM-57, BIM-76)."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup.forms.mailing_models import MailingFileForm, NetworkModelForm
from followup.mailing_model_page import OF_NETWORK, ModelPage, letter_of, typed
from followup.mailing_placeholders import SAMPLE, Values
from followup.models.mailing_sender import Company, sender_of
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.models import NetworkMailingFile, NetworkMailingModel, Unit
from tenants.roles import Permission
from workflow.file_answer import answer_with

PAGE, LIST = "followup/mailings/model.html", "followup/mailings/network_models.html"


@requires(Permission.MAILING_MODELS)
@require_GET
def network_mailing_models(request):
    return render(request, LIST, {"models": NetworkMailingModel.objects.prefetch_related("files")})


@requires(Permission.MAILING_MODELS)
@require_http_methods(["GET", "POST"])
def network_mailing_model_new(request):
    return _written(request, NetworkModelForm(posted(request), instance=NetworkMailingModel(by=request.user)))


@requires(Permission.MAILING_MODELS)
@require_http_methods(["GET", "POST"])
def network_mailing_model(request, pk):
    return _written(request, NetworkModelForm(posted(request), instance=get_object_or_404(NetworkMailingModel, pk=pk)))


@requires(Permission.MAILING_MODELS)
@require_POST
def network_mailing_model_preview(request):
    """The texts as they are being typed, with the data of a made-up person; nothing is kept."""
    sample = _sample(request)
    letter = letter_of(*typed(request), values=sample["values"], sender=sample["sender"])
    place = reverse(f"{OF_NETWORK}mailing_model_preview")
    return render(request, f"{PAGE}#model-preview", {"page": {"preview_place": place, "letter": letter, **sample}})


@transaction.non_atomic_requests  # the bytes come before their row
@requires(Permission.MAILING_MODELS)
@require_POST
def network_mailing_file_new(request, pk):
    """One more file that goes along, whoever sends it."""
    model = get_object_or_404(NetworkMailingModel, pk=pk)
    form = MailingFileForm(request.POST, request.FILES, model=model)
    if not form.is_valid():
        return _page(request, NetworkModelForm(instance=model), file_form=form, status=422)
    said = form.cleaned_data
    file = NetworkMailingFile.objects.keep(model, said["upload"], form.found, by=request.user, receipt=said["receipt"])
    messages.success(request, f"{file} vai junto nos próximos envios das unidades.")
    return redirect("network_mailing_model", pk)


@requires(Permission.MAILING_MODELS)
@require_GET
def network_mailing_file(request, pk, file):
    return answer_with(get_object_or_404(NetworkMailingFile, pk=file, model=pk))


@requires(Permission.MAILING_MODELS)
@require_POST
def network_mailing_file_removal(request, pk, file):
    """It goes along no more; what was sent with it keeps it."""
    get_object_or_404(NetworkMailingFile, pk=file, model=pk).delete()
    messages.success(request, "Arquivo retirado.")
    return redirect("network_mailing_model", pk)


def _written(request, form):
    if request.method == "POST" and form.is_valid():
        model = form.save()
        messages.success(request, "Modelo gravado. As unidades já o veem.")
        has_files = request.POST.get("ir") == "anexos"
        return go_to(request, reverse("network_mailing_model", args=[model.pk]) if has_files else reverse("network_mailing_models"))
    if form.errors:
        return render_form_again(request, PAGE, "model-form", {"page": _model_page(request, form)})
    return _page(request, form)


def _page(request, form, *, file_form=None, status=200):
    return render(request, PAGE, {"page": _model_page(request, form, file_form=file_form)}, status=status)


def _model_page(request, form, *, file_form=None):
    return ModelPage(form, prefix=OF_NETWORK, file_form=file_form, **_sample(request))


def _sample(request):
    """Nobody's data: no unit's people are read here. The unit is one that answers."""
    unit = Unit.objects.answering().first() or Unit(name="Exemplo", city="Santos", uf="SP")
    values = Values(unit, request.user).of_nobody
    return {"values": values, "whom": SAMPLE["cliente.nome"], "sender": sender_of(Company.NETWORK, by=request.user)}
