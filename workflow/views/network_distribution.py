from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tenants.access import requires
from tenants.roles import Permission
from workflow.network_distribution import NetworkDistribution


@requires(Permission.DISTRIBUTION_SEE)
@require_GET
def distribution(request):
    """Every unit's turn in one centre, what waits there without anybody, and who is away."""
    desk = NetworkDistribution(request.GET)
    if desk.centre is None:
        raise Http404
    return render(request, "workflow/distribution/network.html", {"desk": desk})
