from django.shortcuts import render

from tenants.access import requires
from tenants.models import Membership, Unit
from tenants.roles import Permission

SHOWN = 20


@requires(Permission.SEARCH)
def search(request):
    """People and units by name, e-mail or address; what comes later joins here."""
    words = request.GET.get("q", "").strip()[:80]
    return render(request, "home/search.html", {"q": words, **(_found(request, words) if words else {})})


def _found(request, words):
    member = request.membership
    found = {}
    if member.may(Permission.PEOPLE_SEE):
        people = Membership.objects.active().visible_to(member).with_page().matching(words)
        found["people"] = (people.of_unit(request.unit) if request.unit else people)[:SHOWN]
    if member.may(Permission.UNITS_SEE):
        found["units"] = Unit.objects.matching(words)[:SHOWN]
    return found
