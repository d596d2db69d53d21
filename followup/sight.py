"""What somebody may read and write about: the contacts that are his to see, and for a time whatever a colleague asks him in (PUR-20)."""

from django.http import Http404

from followup.models import Contact, Mention
from followup.reading import BESIDE, contact_seen, with_head, with_way
from leads.models import Lead
from purifikar.db.prepared import prepared
from tenants.roles import Permission


def contact_in_sight(member, **which):
    """That contact with its page's facts; 404 for one that is not his. `is_lent` says that he sees it only because he was asked."""
    contact = contact_seen(member, **which)
    is_lent = contact is None
    if is_lent and (contact := lent_to(member.user).select_related(*BESIDE).filter(**which).order_by().first()):
        with_head(contact)
    if contact is None:
        raise Http404
    contact.is_lent = is_lent
    return with_way(contact)


def lent_to(user):
    """The contacts in which he was asked something, until some days after that was settled."""
    return Contact.objects.filter(opinions__mentions__in=Mention.objects.lending(user)).distinct()


def lends_request(member, request):
    """The points by which he reads that solicitação, in which he was asked something."""
    return Mention.objects.lending(member.user).filter(opinion__request=request)


def sees_lead_of(contact, member):
    """A contact may be about a lead that is none of his to see."""
    return bool(contact.lead_id) and (member.may(Permission.LEAD_SEE_ALL) or bool(_own_lead(contact.lead_id, member.user.pk)))


@prepared
def _own_lead(key, user):
    return Lead.objects.of_each(user).filter(pk=key).order_by().values("pk")
