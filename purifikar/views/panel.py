from django.shortcuts import render
from django.views.decorators.http import require_GET

from purifikar.panel import Panel
from tenants.access import requires
from tenants.roles import Permission


@requires(Permission.REPORTS_ALL)
@require_GET
def panel(request):
    """The units that are outside the normal, and in what."""
    return render(request, "network/panel.html", {"panel": Panel(links=request.membership.may(Permission.LEAD_SEE))})
