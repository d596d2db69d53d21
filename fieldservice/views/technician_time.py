"""When a Técnico works and when he is away: by it the agenda offers his hours and refuses others (PUR-04, PUR-39)."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from fieldservice.forms import HoursForm, TechnicianAbsenceForm
from fieldservice.models import Technician
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission
from workflow.models import Appointment, ResourceAbsence

HOURS, ABSENCE = "fieldservice/hours.html", "fieldservice/absence.html"


@requires(Permission.TECHNICIANS)
@require_http_methods(["GET", "POST"])
def technician_hours(request, pk):
    found = _found(pk)
    form = HoursForm(request.POST if request.method == "POST" else None, resource=found.resource)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Horário gravado. Vale para o que for marcado a partir de agora.")
        return redirect("technician", pk)
    context = {"technician": found, "form": form, "unit": request.unit}
    return render_form_again(request, HOURS, "hours-form", context) if form.errors else render(request, HOURS, context)


@requires(Permission.TECHNICIANS)
@require_http_methods(["GET", "POST"])
def technician_absence_new(request, pk):
    found = _found(pk)
    return _saved_or_shown(request, found, ResourceAbsence(resource=found.resource, by=request.user))


@requires(Permission.TECHNICIANS)
@require_http_methods(["GET", "POST"])
def technician_absence(request, pk, absence):
    """Other days or another reason."""
    found = _found(pk)
    return _saved_or_shown(request, found, get_object_or_404(found.resource.absences, pk=absence))


@requires(Permission.TECHNICIANS)
@require_POST
def technician_absence_remove(request, pk, absence):
    found = _found(pk)
    get_object_or_404(found.resource.absences, pk=absence).delete()
    messages.success(request, "Ausência retirada: os horários dele estão livres outra vez.")
    return redirect("technician", pk)


def _found(pk):
    return get_object_or_404(Technician.objects.select_related("resource"), pk=pk)


def _saved_or_shown(request, found, absence):
    form = TechnicianAbsenceForm(request.POST or None, instance=absence)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, f"Ausência marcada: {str(saved).lower()}.")
        if count := _marked_in(saved):
            messages.warning(request, _words(count, found))
        return go_to(request, reverse("technician", args=[found.pk]))
    context = {"technician": found, "form": form, "absence": None if absence._state.adding else absence}
    return render_form_again(request, ABSENCE, "absence-form", context) if form.errors else render(request, ABSENCE, context)


def _marked_in(absence):
    """How many services stand in those days: somebody has to see to each."""
    first, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (absence.starts, absence.ends + timedelta(days=1)))
    return Appointment.objects.marked().filter(resource=absence.resource).between(first, end).count()


def _words(count, technician):
    what = "1 serviço marcado" if count == 1 else f"{count} serviços marcados"
    return f"{technician} tem {what} nesses dias. Passe a outro técnico ou mude o dia, na agenda dele."
