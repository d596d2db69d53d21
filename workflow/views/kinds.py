"""Configurações → Tipos de compromisso (PUR-14)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission
from workflow.kind_forms import KindForm
from workflow.models import Appointment, AppointmentKind, Outcome

PAGE, FORM = "agenda/kinds.html", "agenda/kind.html"


@requires(Permission.UNIT_SETTINGS)
def appointment_kinds(request):
    """All of them in their order; the ready ones become the unit's own rows when the page is first opened."""
    AppointmentKind.objects.install()
    return render(request, PAGE, {"kinds": AppointmentKind.objects.all()})


@requires(Permission.UNIT_SETTINGS)
def appointment_kind_new(request):
    AppointmentKind.objects.install()
    return _saved_or_shown(request, KindForm(request.POST or None), title="Novo tipo de compromisso")


@requires(Permission.UNIT_SETTINGS)
def appointment_kind(request, slug):
    kind = get_object_or_404(AppointmentKind, slug=slug)
    return _saved_or_shown(request, KindForm(request.POST or None, instance=kind), title=kind.name.capitalize(), kind=kind)


@requires(Permission.UNIT_SETTINGS)
@require_POST
def appointment_kind_order(request, slug):
    """One place up or down."""
    get_object_or_404(AppointmentKind, slug=slug).move(-1 if request.POST.get("para") == "cima" else 1)
    return redirect("appointment_kinds")


@requires(Permission.UNIT_SETTINGS)
@require_POST
def appointment_kind_removal(request, slug):
    """What nothing uses goes; what the processes name or somebody marked is put out of use."""
    kind = get_object_or_404(AppointmentKind, slug=slug)
    if kind.is_ready or _is_used(kind):
        kind.is_active = False
        kind.save(update_fields=["is_active"])
        messages.warning(request, f"“{kind}” saiu de uso. O que já está marcado fica como está.")
    else:
        kind.delete()
        messages.success(request, f"“{kind}” excluído.")
    return redirect("appointment_kinds")


def _is_used(kind):
    return Appointment.objects.filter(kind=kind.slug).exists() or Outcome.objects.filter(kinds__contains=[kind.slug]).exists()


def _saved_or_shown(request, form, **context):
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return go_to(request, reverse("appointment_kinds"))
    context["form"] = form
    return render_form_again(request, FORM, "kind-form", context) if form.errors else render(request, FORM, context)
