"""From an address to a person in a place: the unit by the path, the session's limits, the second factor, the membership."""

import re
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect
from django_tenants.utils import tenant_context

from purifikar.access_check import stop_if_undeclared
from purifikar.lib.links import network_url
from purifikar.lib.partials import go_to
from tenants.models import Membership, Unit

UNIT_PATH = re.compile(r"^/u/(?P<slug>[a-z0-9-]{1,40})(?P<rest>/.*)?$")
NOTE_ACTIVITY_EVERY = 60  # seconds
DOORS = (
    "/contato/",
    "/entrada/",
    "/proposta/",
    "/descadastro/",
)  # a unit's own, for people and machines without an account (tenants.access.door)


class NoStoreMiddleware:
    """Pages are kept by no browser and no proxy; static files never come this far."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class UnitPathMiddleware:
    """`/u/<slug>/leads/` becomes the page `/leads/` of that unit: the prefix moves from PATH_INFO to SCRIPT_NAME.

    So `reverse()` and `{% url %}` give the unit's addresses by themselves, and two tabs can be in two units: the address
    decides, never the session. MembershipMiddleware looks the unit up and lets the person in or not.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        connection.set_schema_to_public()
        request.unit = request.membership = None
        request.memberships = []
        request.in_unit = False
        match = UNIT_PATH.match(request.path_info)
        if not match:
            return self.get_response(request)
        if not match["rest"]:
            return HttpResponseRedirect(request.path + "/")
        return self._inside(request, match["slug"], match["rest"])

    def _inside(self, request, slug, rest):
        outer = get_script_prefix()
        request.in_unit = True
        request.slug = slug
        request.urlconf = settings.UNIT_URLCONF
        request.path_info = request.META["PATH_INFO"] = rest
        request.META["SCRIPT_NAME"] = f"{outer.rstrip('/')}/u/{slug}"
        set_script_prefix(request.META["SCRIPT_NAME"] + "/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(outer)


class SessionLimitsMiddleware:
    """Ends a session that lay idle too long or is too old, and notes activity once a minute (ASVS 7.3)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            if self._is_over(request.session, now):
                logout(request)
                return self._ask_again(request)
            self._note(request, now)
        response = self.get_response(request)
        sent_to_sign_in = response.status_code == 302 and response.headers.get("Location", "").startswith(settings.LOGIN_URL)
        return self._ask_again(request) if sent_to_sign_in and _is_piece(request) else response

    @staticmethod
    def _is_over(session, now):
        began, seen = session.get("began", now), session.get("seen", now)
        return now - began > settings.SESSION_MAX.total_seconds() or now - seen > settings.SESSION_IDLE.total_seconds()

    @staticmethod
    def _ask_again(request):
        """After the sign-in one is back on the page; a piece of it moves the whole page, a form is not sent again."""
        if _is_piece(request):
            page = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
            return HttpResponseClientRedirect(redirect_to_login(page, settings.LOGIN_URL).url)
        next_page = request.get_full_path() if request.method == "GET" else "/"
        return redirect_to_login(next_page, settings.LOGIN_URL)

    @staticmethod
    def _note(request, now):
        request.session.setdefault("began", now)
        if now - request.session.get("seen", 0) >= NOTE_ACTIVITY_EVERY:
            request.session["seen"] = now
            UserSession.objects.create_from_request(request)


def _is_piece(request):
    return request.headers.get("HX-Request") == "true"


class SecondFactorMiddleware:
    """Sends people of the network to set up a second factor before anything else, unless the setting lets them go without."""

    FREE = ("account_", "mfa_", "usersessions_")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.MFA_REQUIRED or not request.user.is_authenticated:
            return None
        if (request.resolver_match.url_name or "").startswith(self.FREE) or not self._owes_factor(request.user):
            return None
        messages.info(request, "Seu papel pede a verificação em duas etapas. Configure-a para continuar.")
        return go_to(request, network_url("mfa_activate_totp"))

    @staticmethod
    def _owes_factor(user):
        return Membership.objects.active().of_network().filter(user=user).exists() and not is_mfa_enabled(user)


class MembershipMiddleware:
    """Lets a person into a unit by his membership there, asked of the database at every click, or answers 404.

    Inside, the unit's schema is active; a unit that does not answer shows why.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        stop_if_undeclared()

    def __call__(self, request):
        if request.in_unit and request.path_info.startswith(DOORS):
            return self._by_a_door(request)
        if not request.user.is_authenticated:
            return self.get_response(request)  # LoginRequiredMiddleware asks for a sign-in; no schema is entered
        request.memberships = Membership.objects.held_by(request.user)
        for member in request.memberships:
            member.user = request.user
        if not request.in_unit:
            request.membership = Membership.letting_into(request.memberships, None)
            return self.get_response(request)
        request.unit = self._unit(request)
        request.membership = request.unit and Membership.letting_into(request.memberships, request.unit)
        if request.membership is None:
            raise Http404
        if not request.unit.answers:
            return closed_door(request)
        with tenant_context(request.unit), timezone.override(request.unit.time_zone):
            return self.get_response(request)

    @staticmethod
    def _unit(request):
        """His own comes with his memberships; only who reaches others, or nobody in particular, has it looked up."""
        own = (member.unit for member in request.memberships if member.unit_id and member.unit.slug == request.slug)
        return next(own, None) or Unit.objects.at(request.slug)

    def _by_a_door(self, request):
        """Whoever comes by a door is nobody in particular, even where he signed in."""
        request.user, request.unit = AnonymousUser(), self._unit(request)
        if request.unit is None or request.unit.state == Unit.State.CLOSED:
            raise Http404
        if not request.unit.answers:
            return shut_door(request)
        with tenant_context(request.unit), timezone.override(request.unit.time_zone):
            return self.get_response(request)


def shut_door(request):
    """Comes again later, says the door of a unit that does not answer; why is not a stranger's business."""
    if request.path_info.startswith("/entrada/"):
        answer = JsonResponse({"erro": "unidade", "mensagem": "A unidade não recebe agora. Envie de novo mais tarde."}, status=503)
    else:
        answer = render(request, "leads/door/shut.html", status=503)
    answer.headers["Retry-After"] = "600"
    return answer


def closed_door(request):
    """Why a unit does not answer, told to its people."""
    unit = request.unit
    page, status = {
        Unit.State.OPENING: ("unit_opening.html", 503),
        Unit.State.ACTIVE: ("unit_mending.html", 503),  # its schema is behind the release
        Unit.State.SUSPENDED: ("unit_suspended.html", 403),
        Unit.State.CLOSED: ("unit_closed.html", 410),
    }[unit.state]
    response = render(request, page, {"unit": unit}, status=status)
    if status == 503:
        response.headers["Retry-After"] = "60"
    return response
