"""The daily return routine: what is promised to customers, late or due today, over all persons (BIM-03, BIM-72)."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from followup.contact_list import ContactFilter, ContactList, shown, with_lines
from followup.critical import CriticalList
from followup.models import Contact
from followup.models.contact import visible_people
from followup.row_html import line, lines
from followup.views.contact import found
from leads.finding import is_too_short, people_by
from purifikar.lib.formats import day_in_words
from purifikar.lib.partials import render_partials
from tenants.access import requires
from tenants.roles import Permission

PAGE, ROW = "followup/contacts.html", "followup/parts/contact_row.html"
STEPS = {"1": "amanhã", "3": "em 3 dias", "7": "em 7 dias", "15": "em 15 dias", "30": "em 30 dias"}
PEOPLE_SHOWN = 20


@requires(Permission.CONTACT_SEE)
def contacts(request):
    """Fifty at a time, what is due first comes first; all filters stand in the address."""
    filters = ContactFilter(request.GET, member=request.membership, unit=request.unit)
    found, works = ContactList(filters, request.GET), request.membership.may(Permission.CONTACT_WORK)
    hands = request.membership.may(Permission.PEOPLE_MANAGE)
    context = {"filters": filters, "list": found, "works": works, "steps": STEPS, "hands": hands, "lines": lines(found.rows, works=works)}
    return render(request, PAGE, context)


@requires(Permission.CONTACT_SEE)
def contacts_critical(request):
    """What is late or near, the worst first, with who must act (BIM-72)."""
    return render(request, "followup/critical.html", {"list": CriticalList(request.GET, request.membership)})


@requires(Permission.CONTACT_WORK)
@require_POST
def contact_done(request, number):
    """Done, and the next date in the same tap: as the type says, or in so many days (BIM-03)."""
    contact, days, is_done = found(request, number), request.POST.get("dias", ""), True
    try:
        if days in STEPS:
            contact.set_next(timezone.localdate() + timedelta(days=int(days)), by=request.user, words="Retorno feito")
        else:
            contact.touch(by=request.user)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        is_done = False
    else:
        messages.success(request, f"Feito. {contact.person}: próxima data {day_in_words(contact.next_on, timezone.localdate())}.")
    if request.htmx:
        row = shown(with_lines(Contact.objects.filter(pk=contact.pk)).get(), timezone.localdate())
        return render_partials(request, ROW, ["row"], {"line": line(row, works=True, is_done=is_done)})
    return HttpResponseRedirect(_back(request))


@requires(Permission.CONTACT_WORK)
def contact_start(request):
    """A new contact begins with the person: by code, or by search (BIM-06)."""
    words = request.GET.get("q", "").strip()[:80].replace("\0", "")
    people, short = [], bool(words) and is_too_short(words)
    if words and not short:
        seen = visible_people(request.membership).order_by().values("pk")
        people = list(people_by(words).filter(pk__in=seen).with_contacts().order_by("-number")[:PEOPLE_SHOWN])
    if len(people) == 1 and words.replace(".", "").isdecimal() and people[0].number == int(words.replace(".", "")):
        return redirect("contact_new", people[0].number)
    return render(request, "followup/contact_start.html", {"q": words, "people": people, "too_short": short})


def _back(request):
    back = request.POST.get("volta", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("contacts")
