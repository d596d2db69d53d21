"""Addresses from one side of the house to the other: the network's pages at the root, a unit's under /u/<slug>/.

`reverse()` answers with the script prefix of the request being served, which inside a unit's page is the unit's
own. These functions take that prefix off again, so they say the same from a page, a task or an e-mail.
"""

from functools import cache

from django.urls import get_script_prefix, reverse

NETWORK_URLS = "purifikar.urls"
UNIT_URLS = "purifikar.urls_unit"


def network_url(name, *args, **kwargs):
    """The path of a page on the network's side, whichever page asks."""
    return _path(name, NETWORK_URLS, args, kwargs)


def unit_url(unit, name, *args, **kwargs):
    """The path of a page inside that unit, whichever page asks."""
    return f"/u/{unit.slug}{_path(name, UNIT_URLS, args, kwargs)}"


def _path(name, urlconf, args, kwargs):
    if not args and not kwargs:
        return _lone_path(name, urlconf)
    path = reverse(name, urlconf=urlconf, args=args, kwargs=kwargs)
    return "/" + path.removeprefix(get_script_prefix())


@cache
def _lone_path(name, urlconf):
    """Of a page that is about nothing in particular: the frame of each page names dozens of them."""
    return "/" + reverse(name, urlconf=urlconf).removeprefix(get_script_prefix())
