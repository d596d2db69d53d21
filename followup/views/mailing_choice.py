"""Whom a mailing goes to: by filters, the contacts of the day's list, chosen leads, one contact or one person (BIM-27, BIM-54)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from followup.contact_list import ContactFilter
from followup.forms.mailings import MailingForm
from followup.mailing_filter import PersonFilter, people_of
from followup.mailing_install import install_models
from followup.models import Contact, Mailing
from leads.bulk import Chosen
from leads.models import Person
from leads.views.posted import posted
from purifikar.db.keys import uuid7
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

NEW, CONTACTS, COMPOSE = (f"followup/mailings/{name}.html" for name in ("new", "contacts", "compose"))
MOST_CONTACTS = 200
NOBODY = "Escolha ao menos uma pessoa."


@requires(Permission.MAILINGS)
@require_http_methods(["GET", "POST"])
def mailing_new(request):
    """People by filters, all of them or those ticked, for a new mailing or one more time for a draft (`envio`)."""
    filters = PersonFilter(request.GET, member=request.membership, unit=request.unit)
    draft = _draft(request, request.GET.get("envio", ""))
    if request.method == "POST":
        return _chosen(request, filters, draft)
    return render(request, NEW, {"filters": filters, "draft": draft, "receipt": uuid7()})


def _chosen(request, filters, draft):
    everybody = request.POST.get("quem") == "todas"
    if everybody and filters.is_too_many:
        return _refused(request, "São mais de 20.000 pessoas. Estreite os filtros e faça mais de um envio.")
    people = filters.people if everybody else people_of(request.membership).filter(number__in=_numbers(request, "pessoa"))
    return _begun(request, people, draft=draft, chosen_by=filters.in_words if everybody else "escolhidas uma a uma")


@requires(Permission.MAILINGS)
@require_http_methods(["GET", "POST"])
def mailing_of_contacts(request):
    """The people of the contacts that the day's list shows under these filters; each mail stands in its contact's history (BIM-03, BIM-22)."""
    filters = ContactFilter(request.GET, member=request.membership, unit=request.unit)
    found = filters.contacts.select_related("person", "kind").order_by("date_key", "id")
    if request.method == "POST":
        contacts = Contact.objects.visible_to(request.membership).filter(number__in=_numbers(request, "contato"))
        by_person = {contact.person_id: contact.pk for contact in contacts.order_by("-number")}
        return _begun(request, Person.objects.filter(pk__in=by_person), contacts=by_person, chosen_by="dos contatos de venda")
    contacts = list(found[: MOST_CONTACTS + 1])
    context = {"contacts": contacts[:MOST_CONTACTS], "is_more": len(contacts) > MOST_CONTACTS, "filters": filters, "receipt": uuid7()}
    return render(request, CONTACTS, context)


@requires(Permission.MAILINGS)
@require_POST
def mailing_of_leads(request):
    """The people of the leads ticked in the list."""
    chosen = Chosen(request.POST.getlist("lead"), member=request.membership, unit=request.unit)
    people = Person.objects.filter(pk__in=[lead.person_id for lead in chosen.leads])
    return _begun(request, people, chosen_by="dos leads escolhidos na lista", back=reverse("leads"))


@requires(Permission.MAILINGS)
@require_http_methods(["GET", "POST"])
def contact_mailing(request, number):
    """From a contact, or from the opinion that is written on it, which stays as it is: model, ordering, text, company (BIM-27, BIM-54..57)."""
    contact = get_object_or_404(Contact.objects.visible_to(request.membership).with_desk(), number=number)
    has_draft = contact.drafts.of(request.user).pending().exists()
    context = {"person": contact.person, "contact": contact, "has_draft": has_draft, "back": reverse("opinion_new" if has_draft else "contact", args=[number])}  # fmt: skip
    return _composed(request, context, contacts={contact.person_id: contact.pk})


@requires(Permission.MAILINGS)
@require_http_methods(["GET", "POST"])
def customer_mailing(request, number):
    """From the person's page."""
    person = get_object_or_404(people_of(request.membership), number=number, merged_into=None)
    return _composed(request, {"person": person, "contact": None, "back": reverse("person_contacts", args=[number])})


def _composed(request, context, *, contacts=None):
    install_models()
    person, contact = context["person"], context["contact"]
    form = MailingForm(posted(request), instance=Mailing(), member=request.membership)
    if request.method == "POST" and form.is_valid():
        people = Person.objects.filter(pk=person.pk)
        made = _made(request, form.cleaned_data["receipt"], people, contacts=contacts, contact=contact, **form.facts)
        return go_to(request, reverse("mailing_preview" if request.POST.get("ir") == "previa" else "mailing_send", args=[made.number]))
    context |= {"form": form}
    return render_form_again(request, COMPOSE, "mailing-form", context) if form.errors else render(request, COMPOSE, context)


def _begun(request, people, *, draft=None, contacts=None, back="", **facts):
    """A draft to those of them who are this person's to see; how many were left out is said."""
    allowed = people_of(request.membership).filter(pk__in=people.order_by().values("pk"), merged_into=None)
    try:
        if draft:
            added = draft.add(allowed, contacts=contacts)
            messages.success(request, f"{added} {'pessoa entrou' if added == 1 else 'pessoas entraram'} no envio.")
            return redirect("mailing", draft.number)
        if not allowed.exists():
            return _refused(request, NOBODY, back)
        made = _made(request, _receipt(request), allowed, contacts=contacts, **facts)
    except ValidationError as refused:
        return _refused(request, " ".join(refused.messages), back)
    return redirect("mailing", made.number)


def _made(request, receipt, people, **facts):
    """Of the same form sent twice at once the second finds what the first has made."""
    if first := Mailing.objects.sent_with(receipt, by=request.user):
        return first
    try:
        with transaction.atomic():
            return Mailing.objects.begin(people, by=request.user, key=receipt, **facts)
    except IntegrityError:
        if first := Mailing.objects.sent_with(receipt, by=request.user):
            return first
        raise


def _refused(request, words, back=""):
    messages.warning(request, words)
    return redirect(back or request.get_full_path())


def _draft(request, number):
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 9):
        raise Http404
    return get_object_or_404(Mailing.objects.visible_to(request.membership), number=number, state=Mailing.State.DRAFT)


def _receipt(request):
    try:
        return UUID(request.POST.get("receipt", ""))
    except ValueError:
        return None


def _numbers(request, name):
    """Those of the form, as far as they are numbers."""
    return [int(value) for value in request.POST.getlist(name)[:500] if value.isascii() and value.isdecimal() and len(value) < 10]
