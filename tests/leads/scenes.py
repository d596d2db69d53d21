"""Scenes that the tests of a lead's pages share: a unit on a ready process and Marina's lead in it.

A page leaves the unit again, so what follows is asked of the base by `seen(lead)`.
"""

from contextlib import contextmanager

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import Lead, Person, Source
from tenants.models import Unit
from tests.workflow.play import soon
from workflow.install import install
from workflow.ready import ready_processes

URLS = "purifikar.urls_unit"


def address(name, *args, unit="santos"):
    return f"/u/{unit}{reverse(name, urlconf=URLS, args=args)}"


@contextmanager
def inside(unit, process=None):
    """In that unit, on the ready process named, or on its own."""
    if process:
        Unit.objects.filter(pk=unit.pk).update(process=process)
        unit.refresh_from_db()
    with tenant_context(unit):
        install(ready_processes()[unit.process])
        yield unit


def sale(unit, *, by, process="purifikar", **facts):
    """Marina's lead in that unit, registered by that person."""
    with inside(unit, process):
        person = Person.objects.register(name="Marina Figueiredo Alves", phones=["(13) 99741-0022"], emails=["marina@mail.example"], by=by)
        person.addresses.create(street="R. Azevedo Sodré", number="88", district="Gonzaga", city="Santos", uf="SP")
        return Lead.objects.take_in(person, source=Source.objects.usual("web"), by=by, seller=by, district="Gonzaga", **facts)


def seen(lead, unit):
    """As it is in the base now."""
    with tenant_context(unit):
        return Lead.objects.with_desk().get(pk=lead.pk)


def events(lead, unit, kind):
    with tenant_context(unit):
        return list(lead.journey.events.filter(kind=kind))


def facts(lead, unit, **more):
    """What a decision's form sends: the turn that its page showed."""
    return {"turn": seen(lead, unit).journey.turn, **more}


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@pytest.fixture(name="lead")
def marinas_lead(santos, rafael, camila, marcos):
    """Marina's lead in Santos, on the Purifikar's process: registered by Rafael, to be called by Camila."""
    return sale(santos, by=rafael)


@pytest.fixture(name="with_rafael")
def handed_to_rafael(lead, santos, camila, rafael):
    """… and handed to Rafael through a visit."""
    with tenant_context(santos):
        lead.decide("falou", by=camila, note="Atendeu.")
        lead.decide("agendar", by=camila, person=rafael, starts_at=soon(), kind="visita", note="Quer ver o aparelho.")
    return lead
