from django.shortcuts import render

from purifikar import day_layouts
from purifikar.day import Day
from tenants.access import requires
from tenants.roles import Permission

PAGE = "day/day.html"


@requires(Permission.DAY)
def unit_day(request):
    """Somebody's day in one unit (PUR-15..20, PUR-44..47)."""
    return render(request, PAGE, {"day": _day(request, request.unit)})


@requires(Permission.DAY)
def network_day(request):
    """Somebody's day over the whole network (PUR-36)."""
    return render(request, PAGE, {"day": _day(request, None)})


def _day(request, unit):
    return Day(request.membership, day_layouts.of(request.membership.role), unit=unit)
