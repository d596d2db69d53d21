"""Modelos de envio of the Franqueadora, offered to every unit; its units read and copy them (BIM-27, BIM-57, BIM-76)."""

from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup.forms.mailing_models import NetworkModelForm
from followup.mailing_model_page import OF_NETWORK
from followup.mailing_placeholders import SAMPLE, Values
from followup.models.mailing_sender import Company, sender_of
from followup.views.mailing_shelf import Shelf
from tenants.access import requires
from tenants.models import NetworkMailingFile, NetworkMailingModel, Unit
from tenants.roles import Permission
from workflow.file_answer import answer_with

LIST = "followup/mailings/network_models.html"


@requires(Permission.MAILING_MODELS)
@require_GET
def network_mailing_models(request):
    return render(request, LIST, {"models": NetworkMailingModel.objects.prefetch_related("files")})


@requires(Permission.MAILING_MODELS)
@require_http_methods(["GET", "POST"])
def network_mailing_model_new(request):
    return SHELF.written(request, NetworkMailingModel(by=request.user))


@requires(Permission.MAILING_MODELS)
@require_http_methods(["GET", "POST"])
def network_mailing_model(request, pk):
    return SHELF.written(request, SHELF.found(pk))


@requires(Permission.MAILING_MODELS)
@require_POST
def network_mailing_model_preview(request):
    """With the data of a made-up person."""
    return SHELF.previewed(request)


@transaction.non_atomic_requests  # the bytes come before their row
@requires(Permission.MAILING_MODELS)
@require_POST
def network_mailing_file_new(request, pk):
    """Whoever sends it."""
    model = SHELF.found(pk)
    return SHELF.given_file(request, model, lambda *file, **facts: NetworkMailingFile.objects.keep(model, *file, **facts).file_name)


@requires(Permission.MAILING_MODELS)
@require_GET
def network_mailing_file(request, pk, file):
    return answer_with(get_object_or_404(NetworkMailingFile, pk=file, model=pk))


@requires(Permission.MAILING_MODELS)
@require_POST
def network_mailing_file_removal(request, pk, file):
    return SHELF.lost_file(request, pk, file)


def _sample(request):
    """Nobody's data: no unit's people are read here. The unit is one that answers."""
    unit = Unit.objects.answering().first() or Unit(name="Exemplo", city="Santos", uf="SP")
    values = Values(unit, request.user).of_nobody
    return {"values": values, "whom": SAMPLE["cliente.nome"], "sender": sender_of(Company.NETWORK, by=request.user)}


SHELF = Shelf(NetworkModelForm, NetworkMailingFile, _sample, saved="Modelo gravado. As unidades já o veem.", prefix=OF_NETWORK)
