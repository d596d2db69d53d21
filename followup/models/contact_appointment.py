from django.db import models, transaction

from purifikar.db.models import UnitModel, UnitQuerySet
from workflow.models import Appointment


class ContactAppointmentQuerySet(UnitQuerySet):
    def with_line(self):
        return self.select_related("appointment__person", "appointment__by", "appointment__left_by", "appointment__moved_to")

    def of(self, contact):
        """All of them, the moved and cancelled ones too: those come after by their own way (BIM-14, BIM-20)."""
        return self.filter(contact=contact)

    @transaction.atomic
    def book(self, contact, *, by, **facts):
        """An appointment that belongs to the contact; on the way of its lead too, where that is still open (BIM-13, BIM-44)."""
        journey = contact.lead.journey if contact.lead_id and contact.lead.is_running else None
        if journey is None and not facts.get("note"):
            facts["note"] = f"{contact.person}: {contact.name}"[:400]
        appointment = Appointment.objects.book(journey, by=by, **facts)
        self.create(contact=contact, appointment=appointment)
        return appointment


class ContactAppointment(UnitModel):
    """That an appointment was made for a sales contact. One that was moved goes on as the one that took its place."""

    contact = models.ForeignKey("followup.Contact", models.CASCADE, related_name="bookings")
    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="contact_booking")

    objects = ContactAppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "compromisso do contato"
        ordering = ["-id"]

    def __str__(self):
        return str(self.appointment)
