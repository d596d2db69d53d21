from django.shortcuts import render

from purifikar.day import Day
from tenants.access import requires
from tenants.roles import Permission


@requires(Permission.DAY)
def unit_day(request):
    """Somebody's day in one unit (PUR-15..20, PUR-44..47)."""
    return render(request, "day/day.html", {"day": Day(request.membership, unit=request.unit)})


@requires(Permission.DAY)
def network_day(request):
    """Somebody's day over the whole network (PUR-36)."""
    return render(request, "day/day.html", {"day": Day(request.membership)})
