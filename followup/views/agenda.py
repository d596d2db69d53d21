"""The agenda of a sales contact and of a person: everything that was marked, moved and cancelled, and a new one (BIM-13..15, BIM-20, BIM-44, BIM-45)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from followup import person_agenda as agendas
from followup.models import ContactAppointment
from followup.models.contact import visible_people
from followup.sight import contact_in_sight
from leads.models import Person
from leads.views.posted import posted
from purifikar.lib.partials import render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission
from workflow.agenda import bookable
from workflow.agenda_forms import AppointmentForm
from workflow.models import Appointment
from workflow.views.agenda import booked_words, booking_initial, kept
from workflow.views.free_days import PAGE as FREE
from workflow.views.free_days import board_context

PAGE = "followup/opinions/agenda.html"
PERSON, PANEL = "followup/agenda/person.html", "followup/agenda/panel.html"


@requires(Permission.AGENDA)
@require_http_methods(["GET", "POST"])
def contact_agenda(request, number):
    """On a page of its own, or over the opinion that is being written."""
    contact = contact_in_sight(request.membership, number=number)
    form = _form(request, contact.person)
    made = None
    if form.is_bound and form.is_valid():
        made = kept(form, lambda: ContactAppointment.objects.book_all(contact, **form.facts(by=request.user)))
    context = {"contact": contact, "form": form, "booked": bool(made), "entries": agendas.of_contact(contact, request)}
    if form.is_bound and not made:
        return render_form_again(request, PAGE, "opinion-piece", context)
    if made:
        messages.success(request, booked_words(made))
    if made and not request.htmx:
        return redirect("contact_agenda", number)
    return render_partials(request, PAGE, ["opinion-piece"], context) if request.htmx else render(request, PAGE, context)


@requires(Permission.AGENDA)
def contact_free_days(request, number):
    """Who is free when; a chosen day leads back to the contact's own form."""
    contact = contact_in_sight(request.membership, number=number)
    address = reverse("contact_agenda", args=[number])
    return render(request, FREE, board_context(request, address) | {"back": address, "back_words": contact.name})


@requires(Permission.AGENDA)
@require_http_methods(["GET", "POST"])
def person_agenda(request, number):
    """All that was ever marked with a person: as a page with a form, or as a panel of his page."""
    if winner := Person.objects.filter(merged__number=number).first():
        return redirect("person_agenda", winner.number)
    person = get_object_or_404(visible_people(request.membership), number=number, merged_into=None)
    form = _form(request, person)
    if form.is_bound and form.is_valid():
        about = {"about": person.name[:120], "about_address": f"/clientes/{person.number}/"}
        if made := kept(form, lambda: Appointment.objects.book_all(**about, **form.facts(by=request.user))):
            messages.success(request, booked_words(made))
            return redirect("person_agenda", number)
    context = {"person": person, "form": form, "entries": agendas.of_person(person, request)}
    if request.htmx:
        return render_partials(request, PANEL, ["agenda-panel"], context)
    return render(request, PERSON, context, status=422 if form.errors else 200)


def _form(request, person):
    address = person.address
    initial = booking_initial(request) | {"place": str(address) if address else ""}
    return AppointmentForm(posted(request), people=bookable(request.membership, request.unit), initial=initial)
