"""Rows of one deed that go to the server in one message, and what becomes of them when something is refused."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.transaction import TransactionManagementError
from django_tenants.utils import tenant_context

from leads.models import Source
from purifikar.db.copying import copy_in
from purifikar.db.together import written_together

pytestmark = pytest.mark.django_db


@contextmanager
def messages():
    """What goes to the server, message by message."""
    sent = []

    def listen(execute, statement, params, many, context):
        sent.append(statement)
        return execute(statement, params, many, context)

    with connection.execute_wrapper(listen):
        yield sent


def add(*slugs):
    for slug in slugs:
        Source.objects.create(slug=slug, name=slug)


def fairs():
    return {*Source.objects.filter(slug__startswith="feira").values_list("slug", flat=True)}


@pytest.fixture(autouse=True)
def in_santos(santos):
    with tenant_context(santos):
        yield


def test_they_stand_in_the_base_at_the_end():
    with transaction.atomic(), written_together():
        add("feira-1", "feira-2")

    assert fairs() == {"feira-1", "feira-2"}


def test_a_question_finds_them_and_takes_them_along():
    with transaction.atomic(), written_together(), messages() as sent:
        add("feira-1", "feira-2")
        assert fairs() == {"feira-1", "feira-2"}

    assert [message.count("INSERT") for message in sent] == [2]


def test_what_the_database_refuses_is_refused_inside_and_nothing_stays():
    with pytest.raises(IntegrityError), transaction.atomic(), written_together():
        add("feira-1", "feira-1")

    assert fairs() == set()


def test_a_savepoint_given_up_takes_back_its_own_only():
    with transaction.atomic(), written_together():
        add("feira-1")
        with transaction.atomic():
            add("feira-2")
            transaction.set_rollback(True)
        add("feira-3")

    assert fairs() == {"feira-1", "feira-3"}


def test_what_goes_by_copy_comes_after_them():
    with transaction.atomic(), written_together(), messages() as sent:
        add("feira-1")
        copy_in([Source(slug="feira-2", name="feira-2")])
        assert len(sent) == 1

    assert fairs() == {"feira-1", "feira-2"}


def test_a_block_inside_of_another_leaves_the_sending_to_it():
    with transaction.atomic(), written_together(), messages() as sent:
        with written_together():
            add("feira-1")
        add("feira-2")
        assert sent == []

    assert fairs() == {"feira-1", "feira-2"}


def test_outside_of_a_transaction_nothing_waits(monkeypatch):
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)

    with pytest.raises(TransactionManagementError), written_together():
        pass
