from django.shortcuts import render

from leads.models import Person
from purifikar.lib.keyset import page_of
from tenants.access import requires
from tenants.roles import Permission

SHOWN = 50


@requires(Permission.LEAD_SEE)
def customers(request):
    """People of this unit, the newest first; by name, phone in any writing, CPF, CNPJ or code."""
    words = request.GET.get("q", "").strip()[:80]
    people = Person.objects.visible_to(request.membership).with_contacts()
    if request.GET.get("situacao") != "todas":
        people = people.known()
    people = people.matching(words) if words else people
    return render(request, "leads/customers.html", {"q": words, "page": page_of(people, request.GET, order=("-number",), size=SHOWN)})
