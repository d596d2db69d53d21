"""Which contacts somebody may read and write about: those that are his to see, and those in which a colleague has asked him (PUR-20)."""

from django.http import Http404

from followup.models import Contact


def contact_in_sight(member, **which):
    """That contact with its page's facts; 404 for one that is not his."""
    for rows in (Contact.objects.visible_to(member), Contact.objects.filter(opinions__mentions__user=member.user).distinct()):
        if contact := rows.with_desk().select_related("lead__journey__stage", "lead__journey__holder").filter(**which).first():
            return contact
    raise Http404
