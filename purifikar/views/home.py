from django.conf import settings
from django.shortcuts import redirect, render

from purifikar.lib.links import network_url, unit_url
from tenants.access import signed_in
from tenants.models import Unit

ENOUGH = 500


@signed_in
def home(request):
    """Where somebody's day begins: the network for its people, the unit for whoever has one, else a choice."""
    if request.membership:
        return redirect(network_url("day"))
    units = list(Unit.objects.reachable_by(request.user)[:2])
    if len(units) == 1:
        return redirect(unit_url(units[0], "day"))
    return redirect(network_url("places"))


@signed_in
def places(request):
    """The units and the network that a person may enter (PUR-06, FOL-13)."""
    units = Unit.objects.reachable_by(request.user).order_by("name")[:ENOUGH]
    return render(request, "home/places.html", {"units": units, "demo": settings.DEMO})
