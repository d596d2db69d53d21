"""Everything that a lead's page shows, asked for in few queries: what to do now, history, way, person, other leads, agenda."""

from functools import cached_property

from django.utils import timezone

from leads.models import Lead
from workflow import registry
from workflow.agenda import sees_others
from workflow.journey_page import JourneyPage

OTHERS_SHOWN = 5
APPOINTMENTS_SHOWN = 4


class LeadPage(JourneyPage):
    """What the journey's page has, and what a lead adds: its person, its other leads, its agenda."""

    def __init__(self, lead, member, unit, **more):
        super().__init__(lead.journey, member, unit, **more)
        self.lead = lead

    @property
    def may_book(self):
        """Whose own agenda it would stand in, or who writes in the agendas of others."""
        return self.lead.is_running and (sees_others(self.member) or self.journey.holder_id == self.user.pk)

    # --- what to do now -----------------------------------------------------------------------------------------------

    @property
    def next_kind(self):
        if self.lead.is_next_late:
            return "late"
        return "today" if timezone.localdate(self.lead.next_at) == timezone.localdate() else "internal"

    # --- beside and below ---------------------------------------------------------------------------------------------

    @property
    def place(self):
        """Where to go, as far as it is known."""
        return str(self.lead.person.address or "") or self.lead.district

    @cached_property
    def others(self):
        """Other leads of this person, as far as they are his to see."""
        if not self.lead.has_others:
            return []
        found = Lead.objects.seen_by(self.member).filter(person=self.lead.person_id).exclude(pk=self.lead.pk)
        return found.select_related("journey__stage", "source").order_by("-number")[:OTHERS_SHOWN]

    @cached_property
    def appointments(self):
        if not self.lead.has_appointments:
            return []
        return self.journey.appointments.select_related("person", "by").order_by("-starts_at")[:APPOINTMENTS_SHOWN]

    @property
    def panels(self):
        return registry.panels("lead", self.member)

    @property
    def greeting(self):
        """What WhatsApp opens with."""
        return f"Olá, {self.lead.person.called}! Aqui é {self.user.first_name}, da Purifikar {self.unit.name}."

    @property
    def whatsapp_url(self):
        phone = self.lead.person.phone
        return phone.whatsapp_with(self.greeting) if phone else ""
