"""What the tests of Meu dia share: work that waits, a visit later today, and where on the page something stands."""

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from purifikar.db.keys import uuid7
from tenants.models import OpenWork
from workflow.models import Appointment


@pytest.fixture(name="work")
def waiting_work(santos):
    """`work(rafael, title="Edifício Mar Azul", due_at=…)`: something that waits for that person in Santos."""

    def waiting(holder, **facts):
        facts = {"kind": "lead", "title": "Edifício Mar Azul", "address": "/leads/1042/", "unit": santos} | facts
        return OpenWork.objects.create(holder=holder, subject=uuid7(), **facts)

    return waiting


@pytest.fixture(name="visit")
def visit_tonight(lead, santos, rafael):
    """A visit of Rafael's to Marina, later today; early enough that it is still today."""
    with tenant_context(santos), timezone.override(santos.time_zone):
        tonight = timezone.localtime().replace(hour=23, minute=30, second=0, microsecond=0)
        return Appointment.objects.book(lead.journey, person=rafael, starts_at=tonight, kind="visita", by=rafael, minutes=20)


def block(page, slug):
    return next(block for block in page.context["day"].blocks if block.slug == slug)


def titles(page, slug):
    return [row.title for row in block(page, slug).rows]


def panel(page, slug):
    return next(panel for panel in page.context["day"].panels if panel.slug == slug)
