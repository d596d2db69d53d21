from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from leads.finding import is_too_short, people_by
from leads.forms.merge import MergeForm
from leads.merging import SideBySide
from leads.models import DuplicatePair, Merge, Person
from leads.views.posted import posted
from tenants.access import requires
from tenants.roles import Permission

PAGE = "leads/merge.html"
FOUND = 8


@requires(Permission.LEAD_MERGE)
def customer_twins(request, number):
    """With whom a person may be united: those found by themselves, and whoever one searches for."""
    person = _found(request, number)
    words = request.GET.get("q", "").strip()[:80]
    found = [] if not words or is_too_short(words) else people_by(words).with_contacts().exclude(pk=person.pk)[:FOUND]
    pairs = DuplicatePair.objects.seen_from(person, FOUND)
    return render(request, "leads/twins.html", {"person": person, "q": words, "found": found, "pairs": pairs})


@requires(Permission.LEAD_MERGE)
def customer_merge(request, number, other):
    """Two records side by side; what stays of which is chosen field by field."""
    sides = SideBySide(_found(request, number), _found(request, other))
    form = MergeForm(posted(request), sides=sides)
    if request.method == "POST" and form.is_valid():
        try:
            merge = form.save(by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"{merge.loser.code} foi unida a {merge.winner.code}. Dá para desfazer por 30 dias.")
            return redirect("customer", merge.winner.number)
    return render(request, PAGE, {"sides": sides, "form": form}, status=422 if form.errors else 200)


@requires(Permission.LEAD_MERGE)
@require_POST
def customer_merge_undo(request, pk):
    """Two records again, as they were; refused with all that has changed since."""
    merge = get_object_or_404(Merge.objects.select_related("winner", "loser"), pk=pk)
    try:
        merge.undo(by=request.user)
    except ValidationError as refused:
        messages.error(request, f"Não dá para desfazer. {' '.join(refused.messages)}")
        return redirect("customer", merge.winner.number)
    messages.success(request, f"Desfeito: {merge.loser.code} voltou como era.")
    return redirect("customer", merge.loser.number)


def _found(request, number):
    people = Person.objects.visible_to(request.membership).with_contacts().filter(merged_into=None)
    return get_object_or_404(people, number=number)
