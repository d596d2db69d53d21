"""Which contacts somebody may read and write about: those that are his to see, and those in which a colleague has asked him (PUR-20)."""

from django.http import Http404

from followup.models import Contact
from leads.models import Lead


def contact_in_sight(member, **which):
    """That contact with its page's facts; 404 for one that is not his."""
    for rows in (Contact.objects.visible_to(member), Contact.objects.filter(opinions__mentions__user=member.user).distinct()):
        if contact := rows.with_desk().select_related("lead__journey__stage", "lead__journey__holder").filter(**which).first():
            return contact
    raise Http404


def sees_lead_of(contact, member):
    """A contact may be about a lead that is none of his to see."""
    return bool(contact.lead_id) and Lead.objects.visible_to(member).filter(pk=contact.lead_id).exists()
