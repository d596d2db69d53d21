"""A supervisor lends his authority to one deed of somebody else, on the spot, by his own sign-in (BIM-40, BIM-64).

It proves who he is and nothing more: no session of his begins, and the page goes on being the other one's. There is no password
that several share. Wrong tries are counted by whoever asks and by whose name is tried, wherever they come from.
"""

import hashlib
import logging

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from allauth.mfa.utils import decrypt
from django.contrib.auth import authenticate
from django.core.cache import caches
from django.db.models import Q
from redis.exceptions import RedisError

from tenants.models import Membership
from tenants.roles import ROLES, Permission

log = logging.getLogger(__name__)
MOST, SECONDS = 5, 300
WRONG = "E-mail ou senha não conferem, ou esta pessoa não autoriza nesta unidade."
TOO_MANY = "Muitas tentativas erradas. Espere 5 minutos, ou faça o pedido ao supervisor."
MAY = [role.slug for role in ROLES.values() if role.may(Permission.CONTACT_REOPEN)]
REACH = [slug for slug in MAY if ROLES[slug].reaches_units]


class NotAuthorised(Exception):
    """Why not, in words, and at which field."""

    def __init__(self, words, field="password"):
        super().__init__(words)
        self.words, self.field = words, field


def supervisors(unit):
    """The unit's people who may open a closed contact again and let others do so."""
    return Membership.objects.active().filter(unit=unit, role__in=MAY).select_related("user").order_by("user__name")


def authorise(request, *, email, password, code):
    """The supervisor whose sign-in that is and who may authorise in this unit. Raises NotAuthorised."""
    if not email or not password:
        raise NotAuthorised("Preencha o e-mail e a senha do supervisor.", "password" if email else "email")
    keys = [f"autoriza:{request.user.pk}", f"autoriza:{hashlib.sha256(email.strip().lower().encode()).hexdigest()}"]
    tries = [_too_many(key) for key in keys]  # both are counted
    if any(tries):
        raise NotAuthorised(TOO_MANY, "email")
    user = authenticate(request, email=email, password=password)
    if user is None or not user.is_active or not _may(user, request.unit):
        log.warning("supervisor not authorised: asked by %s", request.user.pk)
        raise NotAuthorised(WRONG)
    _check_code(user, code)
    caches["network"].delete_many(keys)
    return user


def _may(user, unit):
    here = Q(unit=unit, role__in=MAY) | Q(unit=None, role__in=REACH)
    return Membership.objects.active().filter(here, user=user).exists()


def _check_code(user, code):
    """Whoever has a second factor needs it here too; a code serves once, here or at the door."""
    factors = list(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES))
    if not factors:
        return
    app = next((factor for factor in factors if factor.type == Authenticator.Type.TOTP), None)
    if app is None:
        raise NotAuthorised("Esta pessoa entra com chave de acesso. Faça o pedido, e ela responde de onde estiver.", "email")
    if not code:
        raise NotAuthorised("Falta o código do aplicativo do supervisor.", "code")
    if not validate_totp_code(decrypt(app.data["secret"]), code) or not _first_use(app, code):
        raise NotAuthorised("Código incorreto ou já usado. Espere o próximo e tente de novo.", "code")


def _first_use(app, code):
    """Noted where the door notes it, outside of any unit, so that a code that was watched here opens nothing there."""
    store = caches.create_connection("default")
    store.key_func = lambda key, prefix, version: f"{prefix}:public:{version}:{key}"
    return store.add(TOTP(app)._get_used_cache_key(code), "y", timeout=app_settings.TOTP_PERIOD * 2)


def _too_many(key):
    cache = caches["network"]
    try:
        cache.add(key, 0, SECONDS)
        return cache.incr(key) > MOST
    except (RedisError, ValueError) as trouble:  # the store is away, or the key expired between the two
        log.warning("throttle of supervisors: %s", type(trouble).__name__)
        return False
