"""Configurações → Técnicos: who installs and maintains for the unit, without a login (PUR-01, PUR-27)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from fieldservice.forms import TechnicianForm
from fieldservice.models import Technician
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

PAGE, FORM = "fieldservice/technicians.html", "fieldservice/technician.html"


@requires(Permission.TECHNICIANS)
def technicians(request):
    return render(request, PAGE, {"technicians": Technician.objects.listed()})


@requires(Permission.TECHNICIANS)
def technician_new(request):
    return _saved_or_shown(request, TechnicianForm(request.POST or None), title="Novo técnico")


@requires(Permission.TECHNICIANS)
def technician(request, pk):
    found = get_object_or_404(Technician.objects.select_related("resource"), pk=pk)
    form = TechnicianForm(request.POST or None, instance=found)
    return _saved_or_shown(request, form, title=found.name, technician=found, absences=found.resource.absences.current_and_next())


def _saved_or_shown(request, form, **context):
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return go_to(request, reverse("technicians"))
    context["form"] = form
    return render_form_again(request, FORM, "technician-form", context) if form.errors else render(request, FORM, context)
