"""A unit's own settings, for its Gerente and Franqueado (FOL-24, FOL-25)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from purifikar.lib.partials import render_form_again, render_partials
from purifikar.unit_forms import HolidayForm, SettingsForm
from purifikar.unit_list import process_name
from tenants.access import requires
from tenants.roles import Permission

PAGE = "settings/unit_settings.html"


@requires(Permission.UNIT_SETTINGS)
@require_http_methods(["GET", "POST"])
def unit_settings(request):
    """Contact, attendant and store flow of the unit, and the holidays of its municipality."""
    form = SettingsForm(request.POST or None, instance=request.unit)
    if request.method == "POST":
        if form.is_valid():
            form.save()
            messages.success(request, "Configurações gravadas.")
            return redirect("unit_settings")
        request.unit.refresh_from_db()
        return render_form_again(request, PAGE, "settings-form", _desk(request, form=form))
    return render(request, PAGE, _desk(request, form=form))


@requires(Permission.UNIT_SETTINGS)
@require_POST
def unit_holidays(request):
    """One more holiday."""
    form = HolidayForm(request.POST, unit=request.unit)
    if not form.is_valid():
        return render_form_again(request, PAGE, "holidays", _desk(request, holiday_form=form))
    holiday = form.save()
    messages.success(request, f"{holiday} entrou no calendário.")
    return render_partials(request, PAGE, ["holidays"], _desk(request), otherwise="unit_settings")


@requires(Permission.UNIT_SETTINGS)
@require_POST
def unit_holiday_removal(request, pk):
    """One holiday less."""
    holiday = get_object_or_404(request.unit.holidays, pk=pk)
    holiday.delete()
    messages.success(request, f"{holiday} saiu do calendário.")
    return render_partials(request, PAGE, ["holidays"], _desk(request), otherwise="unit_settings")


def _desk(request, *, form=None, holiday_form=None):
    unit = request.unit
    return {
        "unit": unit,
        "form": form or SettingsForm(instance=unit),
        "holiday_form": holiday_form or HolidayForm(unit=unit),
        "holidays": unit.holidays.all(),
        "process": process_name(unit),
    }
