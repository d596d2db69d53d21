from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from leads.models import DuplicatePair
from purifikar.lib.keyset import page_of
from tenants.access import requires
from tenants.roles import Permission

SHOWN = 30
CAP = 1_000


@requires(Permission.LEAD_MERGE)
def duplicates(request):
    """Pairs that may be one person, the surest first; those that somebody said are two on a page of their own."""
    dismissed = request.GET.get("situacao") == "diferentes"
    pairs = DuplicatePair.objects.exclude(dismissed_at=None) if dismissed else DuplicatePair.objects.waiting()
    context = {
        "page": page_of(pairs.with_page(), request.GET, order=("-strength", "-id"), size=SHOWN),
        "count": DuplicatePair.objects.waiting().order_by()[: CAP + 1].count(),
        "cap": CAP, "dismissed": dismissed,
    }  # fmt: skip
    return render(request, "leads/duplicate_pairs.html", context)


@requires(Permission.LEAD_MERGE)
@require_POST
def duplicate_dismissal(request, pk):
    """They are two people: not asked again, until somebody takes it back."""
    pair = get_object_or_404(DuplicatePair, pk=pk)
    if pair.is_dismissed:
        pair.reconsider()
        messages.success(request, "O par voltou aos duplicados.")
    else:
        pair.dismiss(by=request.user)
        messages.success(request, "Anotado: são duas pessoas. Não pergunto de novo.")
    return redirect("duplicates")
