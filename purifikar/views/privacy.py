from django.shortcuts import render

from tenants.access import requires
from tenants.models import OpenWork
from tenants.roles import Permission

SHOWN = 200


@requires(Permission.PRIVACY)
def network_privacy(request):
    """The requests of data subjects that wait in any unit, by their clock. Whose they are only the unit itself shows."""
    waiting = OpenWork.objects.of_kind(OpenWork.Kind.PRIVACY).select_related("unit", "holder").order_by("due_at")[:SHOWN]
    return render(request, "home/privacy.html", {"waiting": waiting})
