from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.forms import InvitationForm
from tenants.models import Invitation
from tenants.roles import Permission

from .here import invitations_here

PAGE = "tenants/person_invite.html"


@requires(Permission.PEOPLE_MANAGE)
def person_invite(request):
    """A way in for somebody new: an e-mail with a link instead of a first password."""
    form = InvitationForm(request.POST or None, member=request.membership, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        invitation = Invitation.objects.invite(by=request.user, unit=request.unit, **form.cleaned_data)
        messages.success(request, f"Convite enviado a {invitation.email}.")
        return go_to(request, _list(request, invitation))
    if form.errors:
        return render_form_again(request, PAGE, "invite-form", {"form": form})
    return render(request, PAGE, {"form": form})


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def invitation_again(request, pk):
    invitation = _get(request, pk)
    invitation.send_again()
    messages.success(request, f"Convite enviado de novo a {invitation.email}. O link anterior não vale mais.")
    return redirect(_list(request, invitation))


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def invitation_withdraw(request, pk):
    invitation = _get(request, pk)
    invitation.withdraw()
    messages.success(request, f"Convite de {invitation.name} retirado. O link não vale mais.")
    return redirect(_list(request, invitation))


def _get(request, pk):
    invitation = get_object_or_404(invitations_here(request), pk=pk)
    if not request.membership.may_give(invitation.role, invitation.unit):
        raise PermissionDenied
    return invitation


def _list(request, invitation):
    """The list that shows the invitation: the network's list of a unit when it was sent from there."""
    if request.unit or not invitation.unit:
        return reverse("people")
    return reverse("people", query={"unidade": invitation.unit.slug})
