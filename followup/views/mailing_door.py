"""The way out of mailings: by the link of a mail, without an account (tenants.access.door). GET shows, POST acts (RFC 8058).

An altered or an old link gets a quiet page that tells nothing of anybody, and how to be rid of the mails all the same.
"""

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from followup.mailing_leaving import TooOld, leave, recipient_of
from purifikar.lib.throttle import too_often
from tenants.access import door

PAGE, QUIET = "followup/mailings/door.html", "followup/mailings/door_closed.html"
VISITOR = {"most": 60, "seconds": 600}  # an office, or a mail server that presses the button for its readers
ONE_CLICK = "List-Unsubscribe"


@door
@require_http_methods(["GET", "HEAD", "POST"])
def mailing_door(request, token):
    """What it is about and a button; or that it is done. A machine that only looks at the address changes nothing."""
    is_old = too_many = False
    try:
        too_many = too_often(request, f"descadastro:{request.unit.pk}", **VISITOR)
        recipient = None if too_many else recipient_of(token)
    except TooOld:
        recipient, is_old = None, True
    if recipient is None:
        return render(request, QUIET, {"unit": request.unit, "is_old": is_old, "too_many": too_many}, status=429 if too_many else 404)
    if request.method == "POST":
        return _left(request, recipient)
    return _shown(request, recipient)


def _left(request, recipient):
    one_click = ONE_CLICK in request.POST
    name = " ".join(request.POST.get("nome", "").replace("\0", "").split())[:120]
    leave(recipient, name=name, origin=get_adapter().get_client_ip(request), one_click=one_click)
    recipient.refresh_from_db(fields=["left_at"])
    return HttpResponse("Descadastrado.", content_type="text/plain; charset=utf-8") if one_click else _shown(request, recipient)


def _shown(request, recipient):
    return render(request, PAGE, {"unit": request.unit, "recipient": recipient, "is_done": recipient.left_at is not None})
