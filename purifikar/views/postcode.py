from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from purifikar.lib.postcodes import PARTS, place_of
from purifikar.place_form import PlaceForm
from tenants.access import signed_in

DIGITS = 8


@signed_in
@require_safe
def postcode(request):
    """The fields that the CEP fills, of those that the form has and nobody has filled yet."""
    written = request.GET.get("postcode", "")[:20]
    if sum(map(str.isdigit, written)) != DIGITS:
        return HttpResponse(status=204)
    empty = {name for name in PARTS if name in request.GET and not request.GET[name].strip()}
    place = place_of(written)
    return render(request, "components/place_found.html", {"place": place, "form": PlaceForm(place, empty=empty)})
