"""Who may enter a view. Each view says so by one of these decorators; one that doesn't stops the start (PUR-10)."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404

OPEN = "aberta a todos"
DOOR = "porta da unidade"
SIGNED_IN = "quem entrou"


def requires(permission):
    """Only people whose role here has that power: 404 for whoever does not belong here, 403 for whoever lacks the power."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.membership is None:
                raise Http404
            if not request.membership.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = permission
        return guarded

    return decorate


def signed_in(view):
    """Anybody who signed in; the page shows only his own."""

    @wraps(view)
    def entered(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    entered.access = SIGNED_IN
    return entered


def open_to_all(view):
    """Anybody, signed in or not."""

    @wraps(view)
    def opened(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    opened.access = OPEN
    return login_not_required(opened)


def door(view):
    """A unit's own door for people and machines without an account, under one of `DOORS` (purifikar/middleware.py).

    Inside, nobody is signed in, whatever cookies came along: there is no session whose power a forged form could borrow, so no
    token of a session guards it, and a browser that refuses cookies gets in too. The view proves what it needs by itself.
    """

    @wraps(view)
    def entered(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    entered.access = DOOR
    entered.csrf_exempt = True
    return login_not_required(entered)
