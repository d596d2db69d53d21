from django.shortcuts import render
from django.views.decorators.http import require_GET

from leads.reports.catch_up import AT_A_GLANCE, catch_up
from purifikar.ranking import Ranking
from tenants.access import requires
from tenants.roles import Permission


@requires(Permission.RANKING_SEE)
@require_GET
def unit_ranking(request):
    """The unit's ranking for a screen on the wall; it renews itself (FOL-34)."""
    catch_up(AT_A_GLANCE)
    return render(request, "network/ranking.html", {"ranking": Ranking(request.unit), "place": request.unit.name})


@requires(Permission.RANKING_SEE)
@require_GET
def network_ranking(request):
    """The same over all units."""
    return render(request, "network/ranking.html", {"ranking": Ranking(), "place": "Rede"})
