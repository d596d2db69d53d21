"""New rows by SQL that is worded once: what stands in the base afterwards is what save() would have written."""

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from leads.models import DuplicatePair, Person, Phone, Source
from purifikar.db.adding import add
from purifikar.db.models import WrongUnit
from purifikar.db.together import written_together
from tenants.models import OpenWork
from workflow.models.event import Event

NOBODY = UUID(int=7)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_santos(santos):
    with tenant_context(santos):
        yield


@pytest.fixture
def marina():
    return Person.objects.register(name="Marina Figueiredo Alves", phones=["13997410022"])


def facts(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in ("id", "at")}


def test_it_writes_what_saving_would():
    events = []
    for write in (lambda event: event.save(force_insert=True), add):
        event = Event(journey_id=NOBODY, kind="journey.noted", details={"note": "Água à porta; 'já' 100%", "when": None})
        write(event)
        events.append(Event.objects.get(pk=event.pk))
    Event.objects.all().delete()  # of no journey that there is

    assert facts(events[0]) == facts(events[1])


def test_lists_and_empty_values_come_back_as_they_went(marina):
    other = Person(name="Outra", number=77)
    add(other)
    pair = DuplicatePair.because(tuple(sorted([marina.pk, other.pk])), {"nome", "telefone"})
    add(pair)

    assert Person.objects.get(pk=other.pk).inactive_at is None
    assert DuplicatePair.objects.get(pk=pair.pk).why == ["telefone", "nome"]


def test_a_row_that_is_there_is_passed_over_only_where_it_is_said(marina):
    phone = marina.phones.first()
    again = [Phone(person=marina, number=number) for number in (phone.number, "+5513988887777")]
    with pytest.raises(IntegrityError), transaction.atomic():
        add(*again)
    add(*again, pass_over=True)

    assert marina.phones.count() == 2


def test_the_same_row_is_written_anew(santos, rafael):
    for title in ("Antes", "Depois"):
        add(OpenWork(unit=santos, subject=rafael.pk, kind="lead", title=title, address="/"), same=("unit", "subject"), anew=("title",))

    assert [work.title for work in OpenWork.objects.filter(subject=rafael.pk)] == ["Depois"]


def test_it_waits_for_the_next_statement_where_rows_are_written_together():
    with transaction.atomic(), written_together(), CaptureQueriesContext(connection) as asked:
        add(Source(slug="feira-1", name="Feira"))
        add(Source(slug="feira-2", name="Feira"))
        assert Source.objects.filter(name="Feira").count() == 2

    assert len(asked) == 1


def test_a_row_of_another_unit_is_refused(campinas):
    source = Source(slug="feira", name="Feira")
    with tenant_context(campinas), pytest.raises(WrongUnit):
        add(source)


def test_in_another_unit_nothing_waits_before_its_schema_is_set(campinas):
    with transaction.atomic(), written_together():
        with tenant_context(campinas):
            add(Source(slug="feira", name="Feira de Campinas"))
        assert not Source.objects.filter(slug="feira").exists()
    with tenant_context(campinas):
        assert Source.objects.get(slug="feira").name == "Feira de Campinas"
