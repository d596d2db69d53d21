"""What a contact's page shows: its facts, what may be done with it, its history, its person's other contacts."""

from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from followup import closing
from followup.acts import acts_of
from followup.contact_list import shown, with_lines
from followup.models import Contact, ContactEvent
from followup.models.contact import visible_people
from followup.reading import watches
from followup.sight import sees_lead_of
from purifikar.db.prepared import prepared
from tenants.roles import Permission
from workflow import registry

OTHERS, EVENTS = 6, 30


class ContactPage:
    def __init__(self, contact, member, unit):
        self.contact, self.member, self.unit = contact, member, unit
        self.today = timezone.localdate()
        shown(contact, self.today)

    @property
    def works(self):
        return self.member.may(Permission.CONTACT_WORK)

    @property
    def supervises(self):
        return self.member.may(Permission.CONTACT_REOPEN)

    @cached_property
    def acts(self):
        return acts_of(self.contact, self.member)

    @property
    def panels(self):
        """What other parts of the app add: (label, address)."""
        return [(panel.label, reverse(panel.url_name, args=[self.contact.number])) for panel in registry.panels("contact")]

    @cached_property
    def events(self):
        return _events(self.contact.pk)

    @cached_property
    def asked(self):
        """The request to open it again that nobody has answered."""
        return None if self.contact.is_open else self.contact.reopenings.waiting().select_related("by", "supervisor").first()

    @cached_property
    def refusal(self):
        """What stands against opening it again, said before anybody tries (BIM-38, BIM-39)."""
        return None if self.contact.is_open else closing.refusal(self.contact)

    @cached_property
    def others(self):
        """The person's other contacts, the open ones first."""
        keys = (self.contact.person_id, self.contact.pk)
        found = _others(*keys) if self.member.may(Permission.LEAD_SEE_ALL) else _own_others(*keys, self.member.user.pk)
        return [shown(each, self.today) for each in found]

    @cached_property
    def sees_lead(self):
        return sees_lead_of(self.contact, self.member)

    @cached_property
    def sees_referral(self):
        """Whoever indicated may be a colleague's customer: a name then, and no page."""
        key = self.contact.referral_id
        return bool(key) and visible_people(self.member).filter(pk=key).exists()

    @cached_property
    def phone(self):
        return self.contact.person.phone

    @property
    def whatsapp_url(self):
        text = f"Olá, {self.contact.person.called}! Aqui é {self.member.user.first_name}, da Purifikar {self.unit.name}."
        return self.phone.whatsapp_with(text) if self.phone else ""

    @cached_property
    def watches(self):
        return watches(self.contact.person_id, self.member.user.pk)


@prepared
def _events(contact):
    return ContactEvent.objects.filter(contact=contact).select_related("by", "authorised_by")[:EVENTS]


@prepared
def _others(person, contact):
    return _other(Contact.objects.all(), person, contact)


@prepared
def _own_others(person, contact, user):
    return _other(Contact.objects.of_each(user), person, contact)


def _other(contacts, person, contact):
    return with_lines(contacts.of(person).exclude(pk=contact)).order_by("-closed_at", "next_on", "-number")[:OTHERS]
