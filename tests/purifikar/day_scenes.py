"""What the tests of Meu dia share: work that waits, a visit later today, and where on the page something stands."""

from datetime import UTC, timedelta

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


@pytest.fixture(name="early")
def early_in_the_day(santos, monkeypatch):
    """It is nine in the morning in Santos, at whatever hour the test runs: what comes after is later today."""
    return nine_in_the_morning(santos, monkeypatch)


@pytest.fixture(name="visit")
def visit_tonight(lead, santos, rafael, monkeypatch):
    """A visit of Rafael's to Marina, later today."""
    tonight = nine_in_the_morning(santos, monkeypatch) + timedelta(hours=10)
    with tenant_context(santos):
        return Appointment.objects.book(lead.journey, person=rafael, starts_at=tonight, kind="visita", by=rafael, minutes=20)


def nine_in_the_morning(unit, monkeypatch):
    """Of today in that unit, where the clock then stands."""
    with timezone.override(unit.time_zone):
        nine = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)
    monkeypatch.setattr(timezone, "now", lambda: nine)
    return nine


def block(page, slug):
    return next(block for block in page.context["day"].blocks if block.slug == slug)


def titles(page, slug):
    return [row.title for row in block(page, slug).rows]


def panel(page, slug):
    return next(panel for panel in page.context["day"].panels if panel.slug == slug)
