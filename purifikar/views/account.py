"""One's own account: name and phone, how the screen looks, the open sessions."""

import re

from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from purifikar.account_forms import ProfileForm
from tenants.access import signed_in
from tenants.models import User

# The first that fits says it; Edge and Opera also call themselves Chrome, everybody calls himself Safari.
BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox|FxiOS", "Firefox"), ("Chrome|CriOS", "Chrome"), ("Safari", "Safari")]
DEVICES = [
    ("iPhone", "iPhone", "smartphone"),
    ("iPad", "iPad", "tablet"),
    ("Android.*Mobile", "celular Android", "smartphone"),
    ("Android", "tablet Android", "tablet"),
    ("Windows", "computador Windows", "laptop"),
    ("Macintosh", "Mac", "laptop"),
    ("Linux|X11", "computador Linux", "laptop"),
]


@signed_in
def profile(request):
    """One's name, phone and what one is where."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Seus dados foram gravados.")
        return redirect("account_profile")
    if form.errors:
        request.user.refresh_from_db()  # the frame shows the name that is stored, not the refused one
    memberships = request.user.memberships.active().with_page().order_by("since")
    return render(request, "account/profile.html", {"form": form, "memberships": memberships}, status=422 if form.errors else 200)


@signed_in
def appearance(request):
    """Light, dark or as the device says; chosen here or in one's own menu on any page."""
    if request.method == "POST":
        if request.POST.get("theme") in User.Theme.values:
            request.user.theme = request.POST["theme"]
            request.user.save(update_fields=["theme"])
        return redirect(_back(request) or "appearance")
    return render(request, "account/appearance.html", {"themes": User.Theme})


def _back(request):
    """The page that the form came from, when it is one of ours."""
    url = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if ours else None


@signed_in
def sessions(request):
    """Where one is signed in, and the end of it."""
    if request.method == "POST":
        return _end(request, request.POST.get("session", ""))
    found = sorted(UserSession.objects.purge_and_list(request.user), key=lambda one: one.last_seen_at, reverse=True)
    for one in found:
        one.device, one.icon = device_in_words(one.user_agent)
    current = [one for one in found if one.is_current()]
    others = [one for one in found if not one.is_current()]
    return render(request, "usersessions/usersession_list.html", {"sessions": current + others, "others": len(others)})


def _end(request, chosen):
    if chosen == "others":
        end_other_sessions(request, request.user)
        messages.success(request, "As outras sessões foram encerradas.")
        return redirect("usersessions_list")
    session = UserSession.objects.filter(user=request.user, pk=chosen).first() if chosen.isdecimal() else None
    if session is None:
        raise Http404
    end_sessions(request, [session])
    messages.success(request, "A sessão foi encerrada.")
    return redirect("usersessions_list")


def device_in_words(user_agent):
    """("Chrome em computador Windows", "laptop") from what a browser says of itself."""
    browser = next((name for sign, name in BROWSERS if re.search(sign, user_agent)), "Navegador")
    device, icon = next(((name, icon) for sign, name, icon in DEVICES if re.search(sign, user_agent)), ("outro aparelho", "monitor"))
    return f"{browser} em {device}", icon
