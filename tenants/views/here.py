"""What is within reach of whoever asks, in this place: another place's record is 404, one beyond his say 403."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404

from tenants.models import Invitation, Membership, Team
from tenants.roles import Permission


def people_here(request):
    member = request.membership
    people = Membership.objects.visible_to(member).with_page()
    if request.unit:
        people = people.of_unit(request.unit)
    return people if member.may(Permission.PEOPLE_MANAGE) else people.active()


def get_person(request, pk):
    people = people_here(request)
    return get_object_or_404(people.with_presence() if request.membership.may(Permission.PEOPLE_MANAGE) else people, pk=pk)


def get_managed(request, pk):
    """Somebody whose switches, teams and absences the one who asks looks after."""
    person = get_person(request, pk)
    if not request.membership.may_manage(person):
        raise PermissionDenied
    return person


def get_decided(request, pk):
    """Somebody whose role and access the one who asks decides on; never himself."""
    person = get_person(request, pk)
    if not request.membership.may_decide_on(person):
        raise PermissionDenied
    return person


def invitations_here(request):
    invitations = Invitation.objects.waiting().select_related("unit", "by")
    return invitations.of_place(request.unit) if request.unit else invitations


def teams_here(request):
    teams = Team.objects.visible_to(request.membership).select_related("unit")
    return teams.of_place(request.unit) if request.unit else teams


def get_team(request, pk):
    return get_object_or_404(teams_here(request), pk=pk)


def succeeds(form, field, deed):
    """Whether the deed was done; what speaks against it is said at the field."""
    try:
        deed()
    except ValidationError as refusal:
        form.add_error(field if field in form.fields else None, refusal)
        return False
    return True
