"""What hangs on a person goes to others: chosen, shown beforehand, done, followed (FOL-36, FOL-37)."""

from django.shortcuts import get_object_or_404, redirect, render

from leads import transferring
from leads.forms.transfer import TransferForm
from leads.portfolio import Plan, Portfolio
from leads.views.posted import posted
from purifikar.lib.partials import render_partials
from tenants.access import requires
from tenants.models import OpenWork, Transfer
from tenants.roles import Permission
from tenants.views.here import get_managed

PAGE = "leads/transfer.html"
REFUSED_SHOWN = 100


@requires(Permission.PEOPLE_MANAGE)
def person_transfer(request, pk):
    """What goes and to whom; then what would become of each; then the deed."""
    person = get_managed(request, pk)
    portfolio = Portfolio(person, request.unit)
    form = TransferForm(posted(request), portfolio=portfolio)
    context = {"person": person, "portfolio": portfolio, "form": form}
    if request.method == "POST" and form.is_valid():
        plan = Plan(portfolio, form.rows, form.cleaned_data["takers"])
        if request.POST.get("go") and plan.going:
            transfer = transferring.begin(portfolio, plan, why=form.cleaned_data["why"], by=request.user)
            return redirect("transfer", transfer.pk)
        return render(request, "leads/transfer_plan.html", {**context, "plan": plan})
    return render(request, "leads/transfer_new.html", context, status=422 if form.errors else 200)


@requires(Permission.PEOPLE_MANAGE)
def transfer(request, pk):
    """How far it is; while a worker is at it the page asks every second."""
    found = get_object_or_404(Transfer.objects.visible_at(request.unit).with_page(), pk=pk)
    dealt, total, refused = found.progress()
    context = {
        "transfer": found, "dealt": dealt, "total": total, "refused": refused, "gone": dealt - refused,
        "words": f"{dealt} de {total}",
        "items": _refused(found),
    }  # fmt: skip
    return render_partials(request, PAGE, ["transfer-body"], context) if request.htmx else render(request, PAGE, context)


def _refused(found):
    """What stayed, by the names that the queue gives them."""
    items = list(found.items.exclude(refused="").select_related("unit")[:REFUSED_SHOWN])
    titles = dict(OpenWork.objects.filter(subject__in=[item.journey for item in items]).values_list("subject", "title"))
    for item in items:
        item.title = titles.get(item.journey, item.unit.name)
    return items
