"""Refuses to start while a view does not say who may enter it."""

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, get_resolver


def views(urlconf):
    """Every (pattern's name or route, view) below an urlconf."""
    yield from _leaves(get_resolver(urlconf).url_patterns, "")


def undeclared():
    """The patterns whose view carries no declaration."""
    both = [*views(settings.ROOT_URLCONF), *views(settings.UNIT_URLCONF)]
    return sorted({name for name, view in both if not hasattr(view, "access")})


def stop_if_undeclared():
    """Raises ImproperlyConfigured naming the views; called when the web server loads its middleware."""
    names = undeclared()
    if names:
        raise ImproperlyConfigured("These views do not say who may enter (tenants/access.py): " + ", ".join(names))


def every_view_says_who_may_enter(app_configs, **kwargs):
    """System check of the same."""
    return [Error(f"The view {name} does not say who may enter.", id="purifikar.E001") for name in undeclared()]


def _leaves(patterns, prefix):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or prefix + str(pattern.pattern), pattern.callback
        else:
            yield from _leaves(pattern.url_patterns, prefix + str(pattern.pattern))
