"""The outbox as the administrator sees it: what was sent, what is stuck and why."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from purifikar.lib.formats import capped
from purifikar.lib.keyset import page_of
from tenants.access import requires
from tenants.models import Mail
from tenants.roles import Permission

CAP = 10_000
KINDS_FROM = 2_000  # the newest mails, of whose kinds the filter gives the choice
STATES = {
    "": ("todos", Mail.objects.all),
    "parados": ("não entregues", Mail.objects.failed),
    **{value: (words, lambda value=value: Mail.objects.filter(state=value)) for value, words in Mail.State.choices},
}


@requires(Permission.MAIL_SEE)
@require_GET
def mails(request):
    """The mails, newest first."""
    state = request.GET.get("situacao", "") if request.GET.get("situacao") in STATES else ""
    kind, words = request.GET.get("tipo", ""), request.GET.get("q", "").strip()[:80].replace("\0", "")
    found = STATES[state][1]()
    found = found.filter(kind=kind) if kind and "\0" not in kind else found
    found = found.matching(words) if words else found
    count = found.order_by()[: CAP + 1].count()
    context = {
        "page": page_of(found.select_related("unit").defer("text", "html"), request.GET, order=("-id",)),
        "pager_words": f"{capped(count)} {'e-mail' if count == 1 else 'e-mails'}",
        "stuck": Mail.objects.failed().count(),
        "states": [(value, words) for value, (words, _) in STATES.items()],
        "kinds": sorted(set(Mail.objects.order_by("-id").values_list("kind", flat=True)[:KINDS_FROM])),
        "state": state, "kind": kind, "q": words,
    }  # fmt: skip
    return render(request, "mails/mails.html", context)


@requires(Permission.MAIL_SEE)
@require_GET
def mail(request, pk):
    """One mail: its text, unless it opens an account, and what became of it."""
    wanted = get_object_or_404(Mail.objects.select_related("unit"), pk=pk)
    return render(request, "mails/mail.html", {"mail": wanted, "demo": settings.DEMO})


@requires(Permission.MAIL_SEE)
@require_POST
def mail_retry(request, pk):
    """Sends a failed or doubtful mail once more."""
    wanted = get_object_or_404(Mail, pk=pk)
    if wanted.can_retry:
        wanted.retry()
        messages.success(request, "O e-mail voltou para a fila e sai em instantes.")
    else:
        messages.error(request, "Este e-mail não pode ser enviado de novo.")
    return redirect("mail", pk)
