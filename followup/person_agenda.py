"""What was ever marked with a customer, newest first: the previous ones too, and those that were moved and cancelled (BIM-14, BIM-20)."""

from django.db.models import Q

from followup.models import ContactAppointment
from leads.models import Lead, Person
from purifikar.lib.links import unit_url
from workflow.agenda_entries import entry_of
from workflow.models import Appointment

MOST_SHOWN = 50


def of_contact(contact, request):
    links = ContactAppointment.objects.filter(contact=contact)
    return _entries(Appointment.objects.filter(pk__in=links.values("appointment")), request)


def of_person(person, request):
    """Those about the person, on his sales contacts and on those of his leads that this member may see."""
    numbers = [person.number, *Person.objects.filter(merged_into=person).values_list("number", flat=True)]
    addresses = [f"/clientes/{number}/" for number in numbers]
    links = ContactAppointment.objects.filter(contact__person=person)
    journeys = Lead.objects.seen_by(request.membership).filter(person=person).values("journey")
    about = Q(about_address__in=addresses) | Q(pk__in=links.values("appointment")) | Q(journey__in=journeys)
    return _entries(Appointment.objects.filter(about), request)


def _entries(appointments, request):
    found = appointments.with_line().order_by("-starts_at")[:MOST_SHOWN]
    return [entry_of(each, unit_url(request.unit, "appointment", each.number), ", ".join(map(str, each.people))) for each in found]
