"""One contact with everything that its pages' heads show. With its dozen tables in one question the server plans it longer than it
answers, and so does Django: asked in pieces, each written once a process, it costs a third.
"""

from django.db.models import prefetch_related_objects

from followup.models import Contact, Environment, Watch
from leads.models import Person
from purifikar.db.prepared import prepared
from tenants.models import User
from tenants.roles import Permission
from workflow.models import Journey

BESIDE = ("person", "lead", "kind__parent", "means")
PEOPLE = ("owner", "made_by", "closed_by")


def contact_seen(member, **which):
    """The one of that `number` or `pk`, if it is that person's to see (`ContactQuerySet.seen_by`); else None."""
    ((name, key),) = which.items()
    found = _any(key, by=name) if member.may(Permission.LEAD_SEE_ALL) else _own(key, member.user.pk, by=name)
    return with_head(found[0]) if found else None


def with_head(contact):
    """The rest as if it had come with it."""
    for name, ask in (("environment", _environment), ("referral", _person)):  # of few
        key = getattr(contact, f"{name}_id")
        setattr(contact, name, ask(key)[0] if key else None)
    keys = {name: getattr(contact, f"{name}_id") for name in PEOPLE}
    users = {user.pk: user for user in _users(*sorted({key for key in keys.values() if key}))} if any(keys.values()) else {}
    for name, key in keys.items():
        setattr(contact, name, users.get(key))
    return contact


def with_phones(contact):
    prefetch_related_objects([contact.person], "phones")
    return contact


def with_way(contact):
    """Where its lead is, and with whom."""
    if contact.lead_id:
        contact.lead.journey = _journey(contact.lead.journey_id)[0]
    return contact


def watches(person, user):
    """Whether that user follows what happens to that person; by their keys (BIM-71)."""
    return bool(_watching(person, user))


@prepared
def _watching(person, user):
    return Watch.objects.filter(person=person, user=user).order_by().values("pk")


@prepared
def _any(key, *, by):
    return Contact.objects.filter(**{by: key}).select_related(*BESIDE).order_by()


@prepared
def _own(key, user, *, by):
    return Contact.objects.of_each(user).filter(**{by: key}).select_related(*BESIDE).order_by()


@prepared
def _environment(key):
    return Environment.objects.filter(pk=key).order_by()


@prepared
def _person(key):
    return Person.objects.filter(pk=key).order_by()


@prepared
def _users(*keys):
    return User.objects.filter(pk__in=keys).order_by()


@prepared
def _journey(key):
    return Journey.objects.filter(pk=key).select_related("stage", "holder").order_by()
