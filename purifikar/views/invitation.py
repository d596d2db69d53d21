from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.shortcuts import redirect, render

from purifikar.account_forms import JoinForm
from purifikar.lib.links import network_url, unit_url
from tenants.access import open_to_all
from tenants.models import Invitation


@open_to_all
def invitation(request, token):
    """The way in by e-mail: somebody new chooses a name and a password, a person with an account confirms."""
    try:
        invited = Invitation.objects.select_related("unit", "by").by_token(token)
        known = invited.known_user()
        if request.user.is_authenticated and request.user != known:
            return _page(request, invited, "other")
        if known is None:
            return _join(request, invited)
        if not known.is_active:
            return _page(request, invited, "inactive")
        if request.user.is_authenticated:
            return _confirm(request, invited)
        return _page(request, invited, "sign_in")
    except Invitation.DoesNotExist:  # also when a second click comes just after the first
        return render(request, "account/invitation_gone.html", status=404)


def _join(request, invited):
    form = JoinForm(request.POST or None, email=invited.email, initial={"name": invited.name})
    if request.method == "POST" and form.is_valid():
        user = invited.accept(password=form.cleaned_data["password"], name=form.cleaned_data["name"])
        record_authentication(request, user, "password")
        return perform_login(request, user, email_verification="none", redirect_url=_place(invited))
    return _page(request, invited, "join", form=form, status=422 if form.errors else 200)


def _confirm(request, invited):
    if request.method == "POST":
        invited.accept()
        messages.success(request, f"Você agora faz parte de {invited.place_name}.")
        return redirect(_place(invited))
    return _page(request, invited, "confirm")


def _page(request, invited, state, *, form=None, status=200):
    return render(request, "account/invitation.html", {"invitation": invited, "state": state, "form": form}, status=status)


def _place(invited):
    return unit_url(invited.unit, "day") if invited.unit else network_url("day")
