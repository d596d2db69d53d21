"""Vendas (follow up): the sales contacts inside the options of a person, and a new one (BIM-01, BIM-02, BIM-07, BIM-10..12)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from followup.forms.contact import NewContactForm, next_date, receipt_of
from followup.models import Contact
from followup.models.contact import visible_people
from followup.once import made_once
from followup.person_page import PersonContacts
from leads.models import Lead, Person
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

FORM = "followup/contact_form.html"
PAGE, PANEL = "followup/person_contacts.html", "followup/contact_panel.html"


@requires(Permission.CONTACT_SEE)
def person_contacts(request, number):
    """All of a person's contacts: in full, or as a panel of his page. Two choices: open, or open and closed (BIM-07)."""
    if winner := Person.objects.filter(merged__number=number).first():
        return redirect("person_contacts", winner.number)
    context = _context(request, _person(request, number))
    if request.htmx and request.htmx.target != "contact-list":
        return render_partials(request, PANEL, ["contact-panel"], context)
    return render_partials(request, PAGE, ["contact-list"], context) if request.htmx else render(request, PAGE, context)


@requires(Permission.CONTACT_SEE)
def lead_contacts(request, number):
    """The contacts of a lead's person, on the lead's page."""
    lead = get_object_or_404(Lead.objects.seen_by(request.membership).select_related("person"), number=number)
    if not request.htmx:
        return redirect("person_contacts", lead.person.number)
    return render_partials(request, PANEL, ["contact-panel"], _context(request, lead.person, lead=lead))


@requires(Permission.CONTACT_WORK)
def contact_new(request, number):
    """A new contact of that person; open ones of the same subject are shown first, to be continued (BIM-70)."""
    person = _person(request, number)
    if done := Contact.objects.sent_with(receipt_of(request), by=request.user):
        return _after(request, done)
    facts = {"person": person, "unit": request.unit, "member": request.membership, "lead": _lead(request, person)}
    if request.htmx and request.method == "GET":
        next_on, suggested = next_date(request.GET)
        form = NewContactForm(initial={"next_on": next_on, "next_at": request.GET.get("next_at", "")[:8]}, **facts)
        return render_partials(request, FORM, ["next-field"], {"form": form, "suggested": suggested})
    form = NewContactForm(posted(request), **facts)
    if request.method == "POST" and form.is_valid():
        made = made_once(lambda: Contact.objects.sent_with(receipt_of(request), by=request.user), lambda: form.save(by=request.user))
        messages.success(request, f"Contato {made.number} criado.")
        return _after(request, made)
    context = {"form": form, "person": person, "title": "Novo contato", "send": "Criar contato", "open": PersonContacts(person, request.membership).open_ones}  # fmt: skip
    return render_form_again(request, FORM, "contact-form", context) if form.errors else render(request, FORM, context)


@requires(Permission.CONTACT_SEE)
@require_POST
def person_watch(request, number):
    """Watched from now on, or no more (BIM-71)."""
    person = _person(request, number)
    watch, is_new = person.watches.get_or_create(user=request.user)
    if not is_new:
        watch.delete()
    messages.success(request, f"Você será avisado de cada registro de {person}." if is_new else f"Você não acompanha mais {person}.")
    return redirect("person_contacts", number)


def _after(request, made):
    """To the new contact, or on to the questions of its cycle (BIM-12)."""
    name = "contact_cycle" if request.POST.get("depois") == "ciclo" else "contact"
    return go_to(request, reverse(name, args=[made.number]))


def _lead(request, person):
    """The lead from whose page one came, else the only one that is running."""
    leads = Lead.objects.seen_by(request.membership).running().filter(person=person)
    if request.GET.get("lead", "").isdecimal():
        return leads.filter(number=int(request.GET["lead"][:9])).first()
    running = list(leads[:2])
    return running[0] if len(running) == 1 else None


def _person(request, number):
    people = visible_people(request.membership).prefetch_related("phones")
    return get_object_or_404(people, number=number, merged_into=None)


def _context(request, person, *, lead=None):
    member = request.membership
    found = PersonContacts(person, member, with_closed=request.GET.get("mostrar") == "todos")
    return {"person": person, "list": found, "works": member.may(Permission.CONTACT_WORK), "lead": lead, "watches": found.watches}
