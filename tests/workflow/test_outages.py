"""What an outage may cost is time (reliability.md §9, rows 48 and 51); tests/bench/bench_outages.py has them at full size."""

import threading

import redis
from django.conf import settings
from django.core import mail
from django.db import connection

from tenants.tasks import drain_outbox
from tests.waiting import wait_for
from tests.workflow.test_tick_worker import ALARMS, _assert_each_once, due, rang  # noqa: F401 (fixture)
from workflow import rounds
from workflow.tasks import tick

CLOCKS = 5


def test_five_clocks_at_once_ring_each_alarm_once(due):  # noqa: F811
    """Row 48: a turn of the clock that a broker hands out again, or several beats"""
    rung = []

    def clock():
        rung.append(rounds.ring_due(seconds=300))
        connection.close()

    threads = [threading.Thread(target=clock, daemon=True) for _ in range(CLOCKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)

    assert sum(rung) == ALARMS
    _assert_each_once(due)


def test_a_broker_that_forgets_everything_loses_neither_alarm_nor_mail(due):  # noqa: F811
    """Row 51: the asked-for turn is gone, the next one finds the rows"""
    tick.delay()
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
    assert rang() == 0
    wait_for(lambda: tick() or rang() == ALARMS)  # a busy machine needs more than one turn
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
    wait_for(lambda: drain_outbox() or len(mail.outbox) >= ALARMS)

    _assert_each_once(due)
    assert len(mail.outbox) == len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == ALARMS
