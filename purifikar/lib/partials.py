"""Answers made of pieces of a page. A partial's name is also its element's id."""

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

TOASTS = "components/toasts.html"


def render_partials(request, page, names, context=None, *, status=200, otherwise=None):
    """Answer with the named partials of that page: the first takes the target, the others go out of band.

    Messages left for the person go along as toasts. A browser without htmx is sent to `otherwise`, or gets the whole
    page when there is no better place to go.
    """
    if not _wants_pieces(request):
        answer = redirect(otherwise) if otherwise else render(request, page, context, status=status)
    else:
        answer = HttpResponse("".join(_pieces(request, page, names, context or {})), status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def render_form_again(request, page, name, context=None):
    """Answer a refused form (422): over itself by htmx, in its whole page without; what was typed stays."""
    if not _wants_pieces(request):
        return render(request, page, context, status=422)
    answer = render(request, f"{page}#{name}", context, status=422)
    patch_vary_headers(answer, ["HX-Request"])
    return reswap(retarget(answer, f"#{name}"), "outerHTML")


def go_to(request, url):
    """Send the person to another page, whether the form came by htmx or plainly."""
    if _wants_pieces(request):
        return HttpResponseClientRedirect(url)
    return redirect(url)


def _pieces(request, page, names, context):
    for position, name in enumerate(names):
        yield render_to_string(f"{page}#{name}", {**context, "oob": position > 0}, request)
    if list_of_messages := list(get_messages(request)):
        yield render_to_string(TOASTS, {"messages": list_of_messages, "oob": True}, request)


def _wants_pieces(request):
    """A restored or boosted page is asked for with htmx, but wants the whole of it."""
    htmx = getattr(request, "htmx", False)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
