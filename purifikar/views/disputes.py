"""Two units that treat the same person: the network says which of them goes on (BEY-09)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from leads import disputing
from leads.views.posted import posted
from purifikar.dispute_forms import DisputeForm
from purifikar.lib.keyset import page_of
from tenants.access import requires
from tenants.models import Dispute
from tenants.roles import Permission

SHOWN = 50


@requires(Permission.DISPUTES)
def disputes(request):
    """Those that wait for a decision, or those that are settled; the newest first."""
    settled = request.GET.get("situacao") == "encerradas"
    found = Dispute.objects.settled() if settled else Dispute.objects.open()
    context = {"page": page_of(found.with_page(), request.GET, order=("-id",), size=SHOWN), "settled": settled}
    return render(request, "disputes/disputes.html", context)


@requires(Permission.DISPUTES)
def dispute(request, pk):
    """Both sides with their dates, and the decision."""
    wanted = get_object_or_404(Dispute.objects.with_page(), pk=pk)
    form = DisputeForm(posted(request), dispute=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            disputing.decide(wanted, form.winner, form.cleaned_data["reason"], by=request.user)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, f"Decidido: segue a unidade {form.winner}. Os Gerentes das duas foram avisados.")
        return redirect("dispute", pk)
    now = disputing.holders(wanted)
    context = {"dispute": wanted, "form": form, "sides": [(*side, now[side[0]]) for side in wanted.sides]}
    return render(request, "disputes/dispute.html", context, status=422 if form.errors else 200)
