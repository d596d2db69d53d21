from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.forms import AbsenceForm
from tenants.models import Absence
from tenants.roles import Permission

from .here import get_managed
from .person import changed, refused

PAGE = "tenants/absence.html"


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def absence_new(request, pk):
    person = get_managed(request, pk)
    form = AbsenceForm(request.POST, instance=Absence(user=person.user, by=request.user))
    if form.is_valid():
        messages.success(request, f"Ausência marcada: {str(form.save()).lower()}.")
        return changed(request, person, "person-absences", "person-lead")
    return refused(request, person, "person-absences", absence_form=form)


@requires(Permission.PEOPLE_MANAGE)
def absence(request, pk, absence):
    """Other days or another reason for an absence."""
    person, days_off = _get(request, pk, absence)
    form = AbsenceForm(request.POST or None, instance=days_off)
    context = {"person": person, "form": form, "absence": days_off}
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Ausência gravada.")
        return go_to(request, reverse("person", args=[person.pk]))
    if form.errors:
        return render_form_again(request, PAGE, "absence-form", context)
    return render(request, PAGE, context)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def absence_remove(request, pk, absence):
    person, days_off = _get(request, pk, absence)
    days_off.delete()
    messages.success(request, "Ausência retirada.")
    return changed(request, person, "person-absences", "person-lead")


def _get(request, pk, absence):
    person = get_managed(request, pk)
    return person, get_object_or_404(person.user.absences, pk=absence)
