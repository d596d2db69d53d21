"""When a unit works: its week, the facultative holidays it keeps, and the days of rest that come of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from purifikar.calendar_forms import CalendarForm
from purifikar.lib.partials import render_form_again
from tenants.access import requires
from tenants.roles import Permission
from workflow import calendar

PAGE = "settings/calendar.html"


@requires(Permission.UNIT_SETTINGS)
@require_http_methods(["GET", "POST"])
def unit_calendar(request):
    """The running limits follow within seconds: the clock finds by itself that the calendar is another."""
    form = CalendarForm(request.POST if request.method == "POST" else None, unit=request.unit)
    if request.method == "POST":
        if form.is_valid():
            form.save()
            messages.success(request, "Calendário gravado. Os prazos em curso são recontados em instantes.")
            return redirect("unit_calendar")
        return render_form_again(request, PAGE, "calendar-form", _desk(request, form))
    return render(request, PAGE, _desk(request, form))


def _desk(request, form):
    this_year = timezone.localdate().year
    years = [this_year, this_year + 1]
    rest = calendar.rest_days(request.unit, years)
    return {"form": form, "unit": request.unit, "years": [(year, [one for one in rest if one.day.year == year]) for year in years]}
