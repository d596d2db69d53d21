from django.db import models, transaction

from purifikar.db.models import UnitModel, UnitQuerySet
from workflow.models import Appointment


class ContactAppointmentQuerySet(UnitQuerySet):
    @transaction.atomic
    def book_all(self, contact, *, by, **facts):
        """Appointments that belong to the contact; on the way of its lead too, where that is still open (BIM-13, BIM-44)."""
        journey = contact.lead.journey if contact.lead_id and contact.lead.is_running else None
        about = {"about": contact.person.name[:120], "about_address": f"/clientes/{contact.person.number}/"}
        made = Appointment.objects.book_all(journey, by=by, **about, **facts)
        self.bulk_create(self.model(contact=contact, appointment=appointment) for appointment in made)
        return made

    def book(self, contact, *, starts_at, **facts):
        return self.book_all(contact, moments=[starts_at], **facts)[0]

    def carry_over(self, following):
        """What took the place of a contact's appointment is the contact's too."""
        links = self.filter(appointment__in=following).values_list("appointment", "contact")
        new_of = {old.pk: new for old, new in following.items()}
        self.bulk_create(self.model(contact_id=contact, appointment=new_of[old]) for old, contact in links)


class ContactAppointment(UnitModel):
    """That an appointment was made for a sales contact, and also the one that took its place when it was moved."""

    contact = models.ForeignKey("followup.Contact", models.CASCADE, related_name="bookings")
    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="contact_booking")

    objects = ContactAppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "compromisso do contato"
        ordering = ["-id"]

    def __str__(self):
        return str(self.appointment)
