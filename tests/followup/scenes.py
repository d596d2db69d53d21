"""Scenes that the tests of the follow-up share: Marina in Santos with a sales contact of Rafael's.

A page leaves the unit again, so what follows is asked of the base by `seen(contact)`.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.install import install_tables
from followup.models import AttendanceType, Contact
from leads.models import Person

URLS = "purifikar.urls_unit"


def address(name, *args, unit="santos"):
    return f"/u/{unit}{reverse(name, urlconf=URLS, args=args)}"


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def kind(classification="1.3"):
    install_tables()
    return AttendanceType.objects.get(classification=classification)


def contact_of(unit, *, by, name="2 purificadores, 3º andar", person="Marina Figueiredo Alves", classification="1.3", **facts):
    """A contact of that person's in that unit, made by `by`."""
    with tenant_context(unit):
        who = Person.objects.filter(name=person).first() or Person.objects.register(name=person, phones=["(13) 99741-0022"], by=by)
        return Contact.objects.begin(who, kind=kind(classification), name=name, by=by, **facts)


def seen(contact, unit):
    """As it is in the base now."""
    with tenant_context(unit):
        return Contact.objects.with_desk().get(pk=contact.pk)


def history(contact, unit):
    with tenant_context(unit):
        return [(event.what, event.words) for event in contact.events.order_by("id")]


def real(asked):
    """The statements that ask for rows: a request's savepoint and the unit's search_path are of the frame."""
    return [query["sql"] for query in asked.captured_queries if "SAVEPOINT" not in query["sql"] and "search_path" not in query["sql"]]
