from purifikar.lib.keyset import page_of
from purifikar.lib.partials import render_partials
from tenants.access import requires
from tenants.forms import PeopleFilter
from tenants.roles import Permission

from .here import invitations_here, people_here

PAGE = "tenants/people.html"
CAP = 10_000
INVITATIONS_SHOWN = 50


@requires(Permission.PEOPLE_SEE)
def people(request):
    """Everybody of this place, fifty at a time; whoever looks after them also sees teams, switches, absences and invitations."""
    filters = PeopleFilter(request.GET, place=request.unit, member=request.membership)
    found, manages = filters.narrow(people_here(request)), request.membership.may(Permission.PEOPLE_MANAGE)
    rows = found.in_name_order()
    context = {
        "filters": filters,
        "manages": manages,
        "count": found[: CAP + 1].count(),
        "page": page_of(rows.with_teams().with_presence() if manages else rows, request.GET, order=("sort_name", "id")),
        "invitations": _invitations(request, filters) if manages else [],
    }
    return render_partials(request, PAGE, ["people-list"], context)


def _invitations(request, filters):
    """Those that wait for an answer, each with whether it is this person's to send again or withdraw."""
    waiting = list(filters.narrow_place(invitations_here(request))[:INVITATIONS_SHOWN])
    for invitation in waiting:
        invitation.is_ours = request.membership.may_give(invitation.role, invitation.unit)
    return waiting
