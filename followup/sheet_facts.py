"""What stands on visit sheets: of one contact, or of many at once in the same number of queries."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db import connection
from django.db.models import F, Window, prefetch_related_objects
from django.db.models.functions import RowNumber
from django.utils import timezone

from followup.models import Contact, ContactAppointment, Opinion
from followup.sheet_layouts import LAYOUTS, Layout
from followup.sheet_notes import notes_of
from leads.models import Lead, Person
from purifikar.lib.formats import full_moment
from workflow.models import Appointment

MOST_OPINIONS, MOST_ANSWERS, MOST_PHONES = 3, 12, 4
APPOINTMENT, CONTACT = "compromisso", "contato"
CUSTOMER = re.compile(r"/clientes/(\d{1,9})/")
NOBODY = (None, None, None)


@dataclass
class Sheet:
    """One sheet: about whom, for which appointment, on which layout. Lines on paper for the customer tell nothing internal."""

    layout: Layout
    person: object
    contact: object = None
    lead: object = None
    appointment: object = None
    for_customer: bool = False
    opinions_choice: str = ""
    opinions: list = field(default_factory=list)
    answers: list = field(default_factory=list)

    @property
    def tells_opinions(self):
        return self.layout.tells(self.opinions_choice)

    @property
    def code(self):
        return self.contact.code if self.contact else self.lead.code if self.lead else f"código {self.person.code}"

    @property
    def seller(self):
        return self.appointment.person if self.appointment else self.contact.owner if self.contact else None

    @property
    def technician(self):
        return self.appointment.resource if self.appointment else None

    @property
    def signer(self):
        """Whoever does the visit signs for the unit."""
        return self.technician or self.seller

    @property
    def phones(self):
        return list(self.person.phones.all())[:MOST_PHONES]

    @property
    def when(self):
        """The appointment's day and hours, or the contact's next date."""
        if self.appointment:
            starts, ends = timezone.localtime(self.appointment.starts_at), timezone.localtime(self.appointment.ends_at)
            return f"{full_moment(starts.date())}, {starts:%H:%M} às {ends:%H:%M}"
        if self.contact and self.contact.next_on:
            hour = f", {self.contact.next_at:%H:%M}" if self.contact.next_at else ""
            return full_moment(self.contact.next_on) + hour
        return ""

    @property
    def starts_at(self):
        return self.appointment.starts_at if self.appointment else self.contact.starts_at if self.contact else None

    @property
    def hour(self):
        if self.appointment:
            return f"{timezone.localtime(self.appointment.starts_at):%H:%M}"
        return f"{self.contact.next_at:%H:%M}" if self.contact and self.contact.next_at else ""

    @property
    def what(self):
        """What the visit is, in the words of its appointment."""
        return kind_of(self.appointment) if self.appointment else ""

    @property
    def wanted(self):
        """The product that the customer asked for."""
        return self.lead.product if self.lead else ""

    @cached_property
    def mark(self):
        """The contact's address as a QR code: read with the phone, it opens the page where the result is written."""
        place = self.contact.address if self.contact else f"/leads/{self.lead.number}/" if self.lead else f"/clientes/{self.person.number}/"
        return Mark(f"{settings.PUBLIC_URL}/u/{connection.tenant.slug}{place}")


class Mark:
    """A QR code as the path of a drawing, with its size."""

    def __init__(self, address):
        import qrcode  # with Pillow 7 MB, of which pages need nothing

        code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_L, mask_pattern=2)
        code.add_data(address)
        code.make()
        rows = code.get_matrix()
        self.size = len(rows)
        self.path = "".join(f"M{start} {y}.5h{length}" for y, row in enumerate(rows) for start, length in _runs(row))


def _runs(row):
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None


def kind_of(appointment):
    return appointment.get_kind_display()


def sheet_of(contact, *, layout, appointment=None, for_customer=False, opinions=""):
    """The one sheet of a contact."""
    return fill([Sheet(LAYOUTS[layout], contact.person, contact, contact.lead, appointment, for_customer, opinions)])[0]


def sheets_of(lines):
    """The sheets of those lines, in order; what is gone is left out.

    A line is [kind, key, layout, whether internal words are told, choice of opinions]; the last one is not there in older batches.
    """
    keys = {kind: [key for each, key, *_ in lines if each == kind] for kind in (APPOINTMENT, CONTACT)}
    appointments = {
        str(each.pk): each for each in Appointment.objects.filter(pk__in=keys[APPOINTMENT]).select_related("person", "resource")
    }
    contacts = {str(each.pk): each for each in desk().filter(pk__in=keys[CONTACT])} if keys[CONTACT] else {}
    whom, sheets = subjects_of(appointments.values()), []
    for kind, key, layout, told, *choice in lines:
        appointment = appointments.get(key) if kind == APPOINTMENT else None
        contact, lead, person = whom.get(appointment.pk, NOBODY) if appointment else (contacts.get(key), None, None)
        if subject := contact or lead:
            person = subject.person
        if person:
            sheets.append(Sheet(LAYOUTS[layout], person, contact, lead or (contact and contact.lead), appointment, not told, *choice))
    return fill(sheets)


def desk():
    return Contact.objects.with_desk()


def subjects_of(appointments):
    """{appointment's key: (contact, lead, person)}: the contact that it was made for, else the open one of its lead; its lead; or, of
    what was marked with somebody alone, the person. An appointment with no customer is left out.
    """
    appointments = list(appointments)
    journeys = {each.journey_id for each in appointments if each.journey_id}
    leads = {lead.journey_id: lead for lead in Lead.objects.filter(journey__in=journeys).select_related("person")} if journeys else {}
    booked = dict(ContactAppointment.objects.filter(appointment__in=appointments).values_list("appointment", "contact"))
    rest = [each for each in appointments if each.pk not in booked]
    by_key = desk().in_bulk(set(booked.values())) if booked else {}
    open_ones = desk().open().filter(lead__in=[leads[each.journey_id] for each in rest if each.journey_id in leads]).order_by("number")
    by_lead = {contact.lead_id: contact for contact in open_ones} if leads and rest else {}
    numbers = {each.pk: int(found[1]) for each in rest if (found := CUSTOMER.fullmatch(each.about_address))}
    known = Person.objects.filter(number__in=numbers.values()).select_related("merged_into") if numbers else ()
    people = {person.number: person.merged_into or person for person in known}
    found = {}
    for each in appointments:
        lead = leads.get(each.journey_id)
        contact = by_key.get(booked.get(each.pk)) or (lead and by_lead.get(lead.pk))
        person = people.get(numbers.get(each.pk))
        if contact or lead or person:
            found[each.pk] = (contact, lead, person)
    return found


def fill(sheets):
    """With phones, addresses, last opinions and answers: in the same number of queries however many there are."""
    prefetch_related_objects([sheet.person for sheet in sheets], "phones", "emails", "addresses")
    told = [sheet for sheet in sheets if sheet.contact and sheet.layout.told and not sheet.for_customer]
    telling = [sheet for sheet in told if sheet.tells_opinions]
    opinions, notes = _opinions(_contacts_of(telling)), notes_of(_contacts_of(told)) if told else {}
    for sheet in told:
        sheet.answers = notes.get(sheet.contact.pk, [])[:MOST_ANSWERS]
    for sheet in telling:
        sheet.opinions = opinions[sheet.contact.pk]
    return sheets


def _contacts_of(sheets):
    return list({sheet.contact.pk: sheet.contact for sheet in sheets}.values())


def _opinions(contacts):
    """The last ones of each, the newest first; automatic ones tell nothing that helps on the way."""
    found = defaultdict(list)
    if contacts:
        place = Window(RowNumber(), partition_by=F("contact"), order_by=F("at").desc())
        said = Opinion.objects.filter(contact__in=contacts).exclude(source=Opinion.Source.SYSTEM).annotate(place=place)
        for opinion in said.filter(place__lte=MOST_OPINIONS).select_related("by").order_by("-at"):
            found[opinion.contact_id].append(opinion)
    return found
