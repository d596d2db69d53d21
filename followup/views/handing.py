"""Everything that somebody follows up goes to a colleague: he is away for long, or leaves (FOL-36)."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse

from followup.forms.handing import HandOverForm
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

PAGE = "followup/contacts_hand.html"


@requires(Permission.PEOPLE_MANAGE)
def contacts_hand(request):
    """From whom, to whom, why: all open contacts at once, and whoever gets them is told."""
    form = HandOverForm(posted(request), unit=request.unit, giver=request.GET.get("de", ""))
    if request.method == "POST" and form.is_valid():
        count = form.save(by=request.user)
        messages.success(request, f"{count} {'contato passado' if count == 1 else 'contatos passados'} a {form.cleaned_data['taker']}.")
        return go_to(request, reverse("contacts"))
    return render_form_again(request, PAGE, "hand-form", {"form": form}) if form.errors else render(request, PAGE, {"form": form})
