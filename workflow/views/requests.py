"""Solicitações: what one has in hand, asked for or sees, and asking for something (PUR-19, PUR-22, PUR-28)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tenants.access import requires
from tenants.roles import Permission
from workflow import registry
from workflow.models import RequestType
from workflow.request_form import RequestForm
from workflow.request_page import RequestList

ASK = requires(Permission.REQUESTS)


@ASK
@require_GET
def requests(request):
    """By view and type, the newest first."""
    desk = RequestList(request.GET, request.membership, request.unit)
    older = desk.older and reverse("requests", query={**request.GET.dict(), "antes": desk.older})
    return render(request, "workflow/requests/list.html", {"desk": desk, "older_url": older})


@ASK
@require_GET
def request_new(request):
    """Which type; what it is about goes along in the address."""
    types = RequestType.objects.open_now().select_related("process")
    about = request.GET.get("sobre", "")[:200]
    return render(
        request,
        "workflow/requests/new.html",
        {"types": types, "about": about, "about_name": registry.subject_at(about, request.membership)},
    )


@ASK
@require_http_methods(["GET", "POST"])
def request_ask(request, process_slug):
    """The type's own form."""
    type = get_object_or_404(RequestType.objects.open_now().select_related("process"), process__slug=process_slug)
    form = RequestForm(request.POST or None, type=type, member=request.membership, unit=request.unit, initial=_about(request))
    if request.method == "POST" and form.is_valid():
        sent = form.send(by=request.user)
        messages.success(request, f"Solicitação {sent.number} enviada: {_where(sent.journey)}.")
        return redirect("request", sent.number)
    return render(request, "workflow/requests/ask.html", {"type": type, "form": form}, status=422 if form.is_bound else 200)


def _about(request):
    address = request.GET.get("sobre", "")[:200]
    name = registry.subject_at(address, request.membership) if address else ""
    return {"about": name, "about_address": address} if name else {}


def _where(journey):
    return f"{journey.stage}, com {journey.holder}" if journey.holder else f"{journey.stage}, na fila"
