"""What came in by the doors: kept, shown, tried again (BEY-10)."""

import json

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from leads.hook_intake import try_again
from leads.models import Intake, Source
from purifikar.lib.keyset import page_of
from tenants.access import requires
from tenants.roles import Permission


@requires(Permission.SOURCES_MANAGE)
@require_GET
def intakes(request):
    """All entries, the newest first; those that wait for somebody on demand."""
    source, state = request.GET.get("origem", ""), request.GET.get("situacao", "")
    found = Intake.objects.select_related("source", "lead__person")
    if source:
        found = found.filter(source__slug=source)
    if state == "pendentes":
        found = found.waiting()
    context = {"page": page_of(found, request.GET, order=("-id",)), "source": source, "state": state, "sources": Source.objects.all()}
    return render(request, "leads/intakes/intakes.html", context)


@requires(Permission.SOURCES_MANAGE)
@require_GET
def intake(request, pk):
    """One entry with what came, as it came."""
    found = _found(pk)
    return render(request, "leads/intakes/intake.html", {"intake": found, "content": _readable(found.body)})


@requires(Permission.SOURCES_MANAGE)
@require_POST
def intake_again(request, pk):
    """Through the same code once more, by the fields of today."""
    found = _found(pk)
    if not found.may_try_again:
        messages.info(request, "Esta entrada não espera por ninguém.")
        return redirect("intake", pk)
    lead, words = try_again(found)
    if lead is None:
        messages.error(request, f"Ainda não deu: {words}")
        return redirect("intake", pk)
    messages.success(request, f"Virou o lead {lead.code}.")
    return redirect("intake", pk)


@requires(Permission.SOURCES_MANAGE)
@require_POST
def intake_dismiss(request, pk):
    """Nothing is to be done about it; it stays to be seen."""
    _found(pk).dismiss()
    messages.success(request, "Dispensada. Continua guardada.")
    return redirect("intakes")


def _found(pk):
    return get_object_or_404(Intake.objects.select_related("source", "lead__person", "hook__source"), pk=pk)


def _readable(body):
    """JSON in lines; anything else as it came."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return body
