"""Random work with rollbacks leaves the shared queue equal to the units (BEY-06; reliability.md §9, row 58); tests/bench has it large."""

import pytest

from tenants.models import OpenWork
from tests.workflow.play import soon
from tests.workflow.storm import Storm, staff
from workflow import queue_check
from workflow.models import AlreadyDecided, Journey

SEED, OPERATIONS = 20261122, 100


@pytest.fixture
def storm(santos, campinas):
    units = [santos, campinas]
    staff(units, ["purifikar", "processo-2-fluxo"])
    return Storm(units, seed=SEED, in_sight=16)


def test_after_a_storm_the_queue_says_what_the_units_say(storm):
    storm.blow(OPERATIONS)

    assert queue_check.run() == []
    assert OpenWork.objects.count() > 10
    assert min(storm.told["rolled back"], storm.told["rolled back to a savepoint"]) > 1
    assert storm.told["decide done"] > 20


# --- two at once, one of them with the page of a moment ago -----------------------------------------------------------


def test_whoever_hands_over_what_was_decided_meanwhile_is_told_and_the_queue_stays_right(journey, camila, rafael):
    seen = Journey.objects.get(pk=journey.pk)
    journey.decide("agendar", by=camila, person=rafael, note="Quer ver.")
    with pytest.raises(AlreadyDecided, match="Já foi decidido por Camila Duarte"):
        seen.hand_to(camila, why="férias")

    assert queue_check.run() == []
    assert OpenWork.objects.get().holder == rafael


def test_whoever_hands_over_takes_along_what_was_tried_meanwhile(journey, rafael):
    seen = Journey.objects.get(pk=journey.pk)
    journey.tried(call_at=soon())
    seen.hand_to(rafael, why="férias")

    assert queue_check.run() == []
    assert (OpenWork.objects.get().holder, OpenWork.objects.get().attempts) == (rafael, 1)


def test_what_is_described_anew_neither_brings_back_an_ended_work_nor_an_old_stage(journey, camila, rafael):
    seen, ended = Journey.objects.get(pk=journey.pk), Journey.objects.get(pk=journey.pk)
    journey.decide("agendar", by=camila, person=rafael, note="Quer ver.")
    seen.describe("Padaria Nova Rainha", "Embaré", "/leads/1/")
    assert (queue_check.run(), OpenWork.objects.get().title) == ([], "Padaria Nova Rainha")

    journey.decide("responder", by=rafael, note="…")
    journey.decide("vender", by=camila)
    ended.describe("Padaria Rainha", "Embaré", "/leads/1/")
    assert not OpenWork.objects.exists()
