"""The clock in a real worker that is killed again and again: nothing lost, nothing twice (reliability.md §9 rows 47, 48, 52)."""

import random
import threading
from collections import Counter
from datetime import timedelta
from threading import Event as Pause

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from purifikar.celery import app
from tenants.models import Alarm, Centre, Mail, Membership, Notice, Unit, User
from tests.conftest import open_unit
from tests.tenants.workers import working
from tests.waiting import wait_for
from tests.workflow.armed import arm_many
from workflow import rounds
from workflow.models import ArmedLimit, Event, Journey
from workflow.tasks import tick

ALARMS, KILLS, SEED = 200, 5, 20261122


@pytest.fixture
def due(transactional_db):
    """200 alarms of Santos that fall due now, in Camila's hands."""
    Centre.objects.update_or_create(slug="atendimento", defaults={"name": "Atendimento", "roles": ["comercial"], "scope": "rede"})
    santos = open_unit("santos")
    camila = User.objects.create_user("camila@rede.example", name="Camila Duarte")
    Membership.objects.give(camila, "comercial")
    with tenant_context(santos):
        arm_many(ALARMS, holder=camila, due_at=timezone.now())
    yield santos
    app.control.purge()


def rang():
    return Alarm.objects.filter(state=Alarm.State.DONE).count()


def at_work(folder):
    return working(folder, "--concurrency=2", "--without-heartbeat")


def test_alarms_ring_once_each_while_their_worker_is_killed(due, tmp_path, capsys):
    dice = random.Random(SEED)
    for _ in range(KILLS):
        before = rang()
        with at_work(tmp_path):
            tick.delay()
            tick.delay()
            wait_for(lambda before=before: rang() > before + dice.randint(1, 30) or rang() == ALARMS)
    after_kills = rang()
    rounds.ring_due(seconds=300)
    _assert_each_once(due)
    with capsys.disabled():
        print(f"\n  {ALARMS} alarms, {KILLS} kills: {after_kills} rang between them, the rest after; 0 lost, 0 twice")


def _assert_each_once(unit):
    assert rang() == ALARMS
    assert Notice.objects.count() == Mail.objects.count() == ALARMS
    with tenant_context(unit):
        warned = Counter(Event.objects.filter(kind="limit.warned").values_list("journey", flat=True))
        assert warned == Counter(ArmedLimit.objects.values_list("journey", flat=True))


def test_the_clock_waits_for_nobody_who_has_the_journey_in_hand(due):
    """Nor does a person who decides wait for the clock: the alarm rings on the next turn."""
    locked, go_on = Pause(), Pause()

    def person():
        with tenant_context(due), transaction.atomic():
            list(Journey.objects.select_for_update().filter(title="Cliente 3"))
            locked.set()
            go_on.wait(300)
        connection.close()

    thread = threading.Thread(target=person, daemon=True)
    thread.start()
    locked.wait(60)
    rang_meanwhile = rounds.ring_due(seconds=300)
    go_on.set()
    thread.join(60)
    assert (rang_meanwhile, rounds.ring_due(seconds=300)) == (ALARMS - 1, 1)


def test_several_clocks_at_once_do_each_deed_once(due, tmp_path):
    """Row 52"""
    with at_work(tmp_path), at_work(tmp_path):
        for _ in range(6):
            tick.delay()
        wait_for(lambda: rang() == ALARMS)
    _assert_each_once(due)
    assert Alarm.objects.filter(fires_at__gt=timezone.now() + timedelta(days=1)).count() == 0
    assert Unit.objects.count() == 1
