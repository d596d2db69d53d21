"""What hangs on a person, in one unit or in all of them."""

import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from tenants.models import OpenWork


def hold(user, unit, title="Lead de Marina Prates", **facts):
    """A thing in that unit that this person has in hand."""
    return OpenWork.objects.create(unit=unit, holder=user, subject=uuid.uuid4(), title=title, kind="lead", address="leads/1/", **facts)


def test_in_a_unit_only_the_work_of_that_unit_hangs_on_a_person(rafael, santos, campinas, membership):
    """FOL-36"""
    mine = hold(rafael, santos)
    hold(rafael, campinas)

    assert list(membership(rafael).open_work()) == [mine]


def test_on_somebody_of_the_network_hangs_the_work_of_all_units(camila, santos, campinas, membership):
    """FOL-36, PUR-05"""
    hold(camila, santos)
    hold(camila, campinas)

    assert membership(camila).open_work().count() == 2


def test_a_refusal_says_how_many_things_there_are(rafael, santos, membership):
    """FOL-36"""
    hold(rafael, santos)
    assert "tem 1 lead ou tarefa em tratamento" in _refusal(membership(rafael))
    hold(rafael, santos)
    assert "tem 2 leads ou tarefas em tratamento" in _refusal(membership(rafael))


def _refusal(member):
    try:
        member.refuse_while_holding()
    except ValidationError as refusal:
        return refusal.message


def test_work_past_its_limit_is_late(rafael, santos):
    now = timezone.now()
    assert hold(rafael, santos, due_at=now - timedelta(minutes=1)).is_late
    assert not hold(rafael, santos, due_at=now + timedelta(hours=1)).is_late
    assert not hold(rafael, santos).is_late
