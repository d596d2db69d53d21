"""What somebody may read and write about: the contacts that are his to see, and for a time whatever a colleague asks him in (PUR-20)."""

from django.http import Http404

from followup.models import Contact, Mention
from leads.models import Lead


def contact_in_sight(member, **which):
    """That contact with its page's facts; 404 for one that is not his. `is_lent` says that he sees it only because he was asked."""
    for rows, is_lent in ((Contact.objects.visible_to(member), False), (lent_to(member.user), True)):
        if contact := rows.select_related("lead__journey__stage", "lead__journey__holder").the_one(**which):
            contact.is_lent = is_lent
            return contact
    raise Http404


def lent_to(user):
    """The contacts in which he was asked something, until some days after that was settled."""
    return Contact.objects.filter(opinions__mentions__in=Mention.objects.lending(user)).distinct()


def lends_request(member, request):
    """The points by which he reads that solicitação, in which he was asked something."""
    return Mention.objects.lending(member.user).filter(opinion__request=request)


def sees_lead_of(contact, member):
    """A contact may be about a lead that is none of his to see."""
    return bool(contact.lead_id) and Lead.objects.seen_by(member).filter(pk=contact.lead_id).exists()
