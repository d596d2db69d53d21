"""The shared queue says what the units say, or a command tells and mends it (BEY-06; reliability.md §9 row 58)."""

import random

import pytest
from django.core.management import call_command
from django.db import transaction

from tenants.models import Checkup, OpenWork
from workflow import queue_check
from workflow.health import health_facts
from workflow.models import Journey

SEED = 20261122


@pytest.fixture
def journeys(published, rafael, camila):
    found = []
    for number in range(5):
        journey = Journey.objects.at_start_of("venda", by=rafael)
        journey.describe(f"Cliente {number}", "", f"/leads/{number}/")
        journey.start(by=rafael)
        found.append(journey)
    return found


def test_a_whole_queue_shows_no_difference(journeys, capsys):
    call_command("check_queue")
    assert capsys.readouterr().out == "0 diferença(s).\n"


def test_each_kind_of_difference_is_named_and_fails_the_command(journeys, capsys):
    OpenWork.objects.filter(subject=journeys[0].pk).delete()
    OpenWork.objects.filter(subject=journeys[1].pk).update(title="outro", holder=None)
    Journey.objects.filter(pk=journeys[2].pk).update(ended_at=journeys[2].entered_at, result="feito")
    with pytest.raises(SystemExit) as refused:
        call_command("check_queue")

    assert refused.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        f"santos {journeys[0].pk}: falta na fila",
        f"santos {journeys[1].pk}: difere na fila (title, holder_id)",
        f"santos {journeys[2].pk}: sobra na fila",
        "3 diferença(s).",
    ]


def test_it_is_written_anew_from_the_units(journeys, capsys):
    OpenWork.objects.all().delete()
    call_command("rebuild_queue")

    assert "5 linha(s) refeita(s), 0 diferença(s) agora." in capsys.readouterr().out
    assert OpenWork.objects.count() == 5


def test_mending_keeps_what_only_the_queue_knows(journeys, camila):
    OpenWork.objects.filter(subject=journeys[0].pk).update(title="outro", handed_by=camila)
    queue_check.mend()

    row = OpenWork.objects.get(subject=journeys[0].pk)
    assert (row.title, row.handed_by) == ("Cliente 0", camila)


def test_rows_that_are_no_journeys_are_none_of_its_business(journeys, santos):
    OpenWork.objects.create(unit=santos, kind="alignment", subject=santos.pk, title="Alinhar", address="/")
    assert queue_check.run() == []


def test_health_tells_the_last_result(journeys):
    assert health_facts()["fila_diferencas"] is None
    OpenWork.objects.all().delete()
    queue_check.run()

    assert health_facts()["fila_diferencas"] == Checkup.objects.get().differences == 5


def test_after_random_operations_with_rollbacks_nothing_differs(journeys, rafael, camila):
    """Row 58, in small; tests/bench has the hundred thousand."""
    dice, done = random.Random(SEED), 0
    for _ in range(150):
        journey = Journey.objects.running().order_by("?").first() or _fresh(rafael)
        try:
            with transaction.atomic():
                _step(dice, journey, rafael, camila)
                done += 1
                if dice.random() < 0.15:
                    raise InterruptedError
        except InterruptedError:
            pass
    assert done == 150
    assert queue_check.run() == []


def _fresh(rafael):
    journey = Journey.objects.at_start_of("venda", by=rafael)
    journey.start(by=rafael)
    return journey


def _step(dice, journey, rafael, camila):
    deed = dice.choice(["new", "decide", "hand", "pause"])
    limit = journey.armed_limits.unsettled().first()
    if deed == "new":
        _fresh(rafael)
    elif deed == "hand":
        journey.hand_to(dice.choice([rafael, camila, None]))
    elif deed == "pause" and limit:
        limit.pause(by=camila, why="…") if limit.is_running else limit.resume(by=camila)
    else:
        outcome = dice.choice(list(journey.stage.outcomes.all()))
        journey.decide(outcome, by=camila, person=rafael, note="…", reason="…")
