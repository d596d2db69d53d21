from django.shortcuts import render

from leads.finding import is_too_short, leads_by, people_by, united_by
from leads.models import Lead
from purifikar.lib.contact import plain
from tenants.access import requires
from tenants.models import Membership, OpenWork, Unit
from tenants.roles import Permission

SHOWN = 20


@requires(Permission.SEARCH)
def search(request):
    """Customers and leads of a unit; at the network what waits on the desk; people and units. No query reads another unit."""
    words = request.GET.get("q", "").strip()[:80].replace("\0", "")
    return render(request, "home/search.html", {"q": words, **(_found(request, words) if words else {})})


def _found(request, words):
    member = request.membership
    found = _customers(words, member) if request.unit else _waiting(words, member)
    if member.may(Permission.PEOPLE_SEE):
        people = Membership.objects.active().visible_to(member).with_page().matching(words)
        found["people"] = (people.of_unit(request.unit) if request.unit else people)[:SHOWN]
    if member.may(Permission.UNITS_SEE):
        found["units"] = Unit.objects.matching(words)[:SHOWN]
    return found


def _customers(words, member):
    """People and their leads: by part of a name, a phone in any writing, CPF, CNPJ or code, also one that was united into another."""
    if not member.may(Permission.LEAD_SEE):
        return {}
    by_code = _lines(leads_by(words, member)[:1])
    if is_too_short(words):
        return {"leads": by_code, "too_short": True}
    customers = list(people_by(words).visible_to(member).prefetch_related("phones").order_by("-number")[:SHOWN])
    leads = _lines(Lead.objects.visible_to(member).filter(person__in=customers).order_by("journey__ended_at", "-number")[:SHOWN])
    known = {lead.number for lead in by_code}
    return {"customers": customers, "united": united_by(words), "leads": [*by_code, *(lead for lead in leads if lead.number not in known)]}


def _lines(leads):
    """With what a line shows of them, their stages as this process of ours knows them: to plan a query of seven tables takes ten times
    as long as to answer it.
    """
    leads = list(leads.select_related("person", "journey__holder"))
    for lead in leads:
        lead.journey.place()
    return leads


def _waiting(words, member):
    """What waits on the desk for all units, by the queue's own two lines."""
    if not member.may(Permission.DESK):
        return {}
    work = OpenWork.objects.all()
    for word in words.split()[:6]:
        work = work.filter(title__unaccent__icontains=plain(word))
    return {"waiting": work.select_related("unit", "holder").order_by("due_at")[:SHOWN]}
