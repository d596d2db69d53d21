from django.shortcuts import render

from purifikar.lib.keyset import page_of
from purifikar.lib.partials import render_partials
from tenants.access import requires
from tenants.forms import PeopleFilter
from tenants.models import Membership
from tenants.roles import Permission

from .here import invitations_here, people_here

PAGE = "tenants/people.html"
CAP = 10_000


@requires(Permission.PEOPLE_SEE)
def people(request):
    """Everybody of this place, fifty at a time; whoever looks after them also sees teams, switches, absences and invitations."""
    filters = PeopleFilter(request.GET, place=request.unit, member=request.membership)
    found = filters.narrow(people_here(request))
    context = {"filters": filters, "found": found[: CAP + 1].count(), "manages": request.membership.may(Permission.PEOPLE_MANAGE)}
    context["page"] = page_of(_rows(found, context["manages"]), request.GET, order=("sort_name", "id"))
    if request.htmx:
        return render_partials(request, PAGE, ["people-list"], context)
    if context["manages"]:
        context["invitations"] = [_with_say(request, each) for each in filters.narrow_invitations(invitations_here(request))]
    return render(request, PAGE, context)


def _rows(found, manages):
    rows: Membership.objects = found.in_name_order()
    return rows.with_teams().with_presence() if manages else rows


def _with_say(request, invitation):
    invitation.is_ours = request.membership.may_give(invitation.role, invitation.unit)
    return invitation
