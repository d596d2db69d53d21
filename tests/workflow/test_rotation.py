"""Whose turn it is in a centre, and why: absences, capacity, weights, two at once (BEY-09)."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Absence, Assignment, OpenWork, Turn
from tests.tenants.test_open_work import hold
from tests.workflow.play import person
from workflow import rotation
from workflow.models import Journey, Stage


@pytest.fixture
def anderson(db):
    return person("Anderson Luz", "comercial")


def carry(user, *, capacity=None, weight=1):
    user.memberships.get().carry(capacity=capacity, weight=weight, by=user)


def begin():
    journey = Journey.objects.at_start_of("venda")
    journey.start()
    return journey


def test_who_is_full_is_passed_over_and_the_reason_says_so(published, santos, camila, anderson):
    carry(camila, capacity=2)
    for _ in range(2):
        hold(camila, santos)
    journey = begin()

    assert journey.holder == anderson
    assert journey.events.last().details["why"] == "próximo da vez; Camila Duarte está com 2 de 2"


def test_a_network_attendants_capacity_counts_what_hangs_on_him_in_all_units(published, santos, campinas, camila, anderson):
    carry(camila, capacity=2)
    hold(camila, santos)
    hold(camila, campinas)

    assert begin().holder == anderson


def test_with_everybody_full_it_waits_in_the_visible_queue(published, santos, camila):
    carry(camila, capacity=1)
    hold(camila, santos)
    journey = begin()

    assert OpenWork.objects.get(subject=journey.pk).holder is None
    assert journey.events.last().details["why"] == "ninguém disponível no centro; espera na fila; Camila Duarte está com 1 de 1"


def test_who_weighs_twice_gets_twice(published, camila, anderson):
    carry(anderson, weight=2)
    holders = [begin().holder for _ in range(6)]

    assert (holders.count(anderson), holders.count(camila)) == (4, 2)


def test_who_comes_back_gets_no_more_than_his_turn(published, camila, anderson):
    today = timezone.localdate()
    away = Absence.objects.create(user=camila, starts=today, ends=today, by=camila)
    assert {begin().holder for _ in range(5)} == {anderson}
    away.delete()
    holders = [begin().holder for _ in range(4)]

    assert holders.count(camila) == 2


def test_each_turn_is_kept_as_its_proof(published, santos, camila):
    journey = begin()
    proof = Assignment.objects.get(unit=santos, journey=journey.pk)

    assert (proof.user, proof.centre, proof.why) == (camila, "atendimento", "próximo da vez")


def test_many_at_once_are_given_out_as_one_by_one(published, camila, anderson):
    """An import's batch: one look at the turns, the same shares, capacity kept within the batch."""
    carry(camila, capacity=1)
    stage = Stage.objects.get(slug="atender")
    journeys = [Journey(version=stage.version, stage=stage) for _ in range(5)]
    given = rotation.pick_many(journeys, stage)

    assert [user for user, _ in given].count(camila) == 1
    assert given[-1][0] == anderson
    assert Assignment.objects.count() == 5


def test_a_turn_costs_a_fixed_number_of_queries(published, camila, anderson, django_assert_max_num_queries):
    for number in range(8):
        person(f"Pessoa{number} Luz", "comercial")
    rotation.next_in_turn("atendimento")

    with django_assert_max_num_queries(7):
        rotation.next_in_turn("atendimento")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_take_the_same_turn(santos):
    """Two real connections: the second waits for the first, then it is somebody else's turn."""
    pair = [person("Camila Duarte", "comercial"), person("Anderson Luz", "comercial")]
    first_has_it, taken = threading.Event(), []

    def second():
        with tenant_context(santos), transaction.atomic():
            first_has_it.wait(60)
            taken.append(rotation.next_in_turn("atendimento")[0])
        connection.close()

    thread = threading.Thread(target=second, daemon=True)
    with tenant_context(santos), transaction.atomic():
        thread.start()
        taken.append(rotation.next_in_turn("atendimento")[0])
        first_has_it.set()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(60)

    assert set(taken) == set(pair)
    assert sum(turn.credit for turn in Turn.objects.all()) == 0
