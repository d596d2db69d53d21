from django.conf import settings
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from purifikar import documents, operation
from purifikar.lib.pdf_answer import pdf_answer
from tenants import roles
from tenants.access import open_to_all, signed_in
from tenants.models import Membership
from workflow.ready import ready_processes


@signed_in
@require_safe
def how_it_works(request):
    """The whole operation and where each role fits (PUR-09)."""
    own = _own_memberships(request.user)
    own_roles = {membership.role for membership in own}
    desks = operation.desks()
    return render(request, "help/how_it_works.html", {
        "diagram": operation.diagram(own_roles),
        "own": [desk for desk in desks if desk.slug in own_roles],
        "own_roles": own_roles,
        "desks": desks,
        "processes": ready_processes().values(),
        "own_processes": {membership.unit.process for membership in own if membership.unit},
        "ink": operation.SCREEN_INK,
    })  # fmt: skip


@signed_in
@require_safe
def how_it_works_pdf(request):
    """The same on paper, to be handed out in a training."""
    return pdf_answer(request, documents.manual, f"{slugify('Como a operação funciona')}.pdf")


@signed_in
@require_safe
def who_may(request):
    """ "Quem pode o quê", drawn from the table of roles itself (PUR-10)."""
    return render(request, "help/who_may.html", {
        "groups": operation.power_groups(),
        "roles": [(role, [power for power in roles.Permission if role.may(power)]) for role in roles.ROLES.values()],
        "own_roles": {membership.role for membership in _own_memberships(request.user)},
    })  # fmt: skip


@open_to_all
@require_safe
def privacy(request):
    """What is kept of whom, for how long, and whom to ask (LGPD, Lei 13.709/2018)."""
    return render(request, "help/privacy.html", {"contact": getattr(settings, "PRIVACY_EMAIL", "")})


@open_to_all
@require_safe
def help_door(request):
    """For whoever does not get in."""
    return render(request, "help/help_door.html", {"days": settings.INVITATION_DAYS})


def _own_memberships(user):
    return Membership.objects.active().filter(user=user).select_related("unit")
