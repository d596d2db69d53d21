"""A million armed alarms, ten thousand of them due within one minute: how late each rings, and what the tick costs when nothing is due.

`python -m tests.bench.bench_alarms [armed] [due] [seconds]`: fewer for a short look.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from threading import Event

from tests.bench import ground

UNITS, WORKERS = 10, 2
GOAL = 15  # seconds after its moment
STEP, BACKLOG = 10_000, 5_000
ARMING = 45  # seconds in which the due ones are written, before the first of them falls due


def main(armed=1_000_000, due=10_000, seconds=60):
    with ground.fresh_database() as url:
        ground.set_up(url)
        stage = _stage()
        _stock(stage, STEP)
        few = _tick_cost()
        _stock(stage, armed - STEP)
        many = _tick_cost()
        lateness, burst = _ring(stage, due, seconds)
    return int(not ground.table(_rows(armed, due, seconds, few, many, lateness, burst)))


def _rows(armed, due, seconds, few, many, lateness, burst):
    slower = many / few if few else 0
    return [
        (f"tick with nothing due, {STEP} armed", f"{few * 1000:.2f} ms", "", True),
        (f"tick with nothing due, {armed} armed", f"{many * 1000:.2f} ms", "within 1.5 times", slower < 1.5),
        (f"{due} due within {seconds} s: rung", str(len(lateness)), f"{due}", len(lateness) == due),
        ("their lateness, half of them", f"{ground.percentile(lateness, 0.5):.1f} s", "", True),
        ("their lateness, the worst", f"{max(lateness):.1f} s", f"{GOAL} s", max(lateness) <= GOAL),
        ("rung a second by both workers, far behind", f"{burst:.0f}", "", True),
    ]


def _stage():
    """Units with a process each, and somebody who holds everything: (unit, stage, alarm, holder) for each."""
    from django_tenants.utils import tenant_context

    from tenants.models import Centre, Membership, Unit, User
    from tests.workflow.armed import process_with

    Centre.objects.update_or_create(slug="atendimento", defaults={"name": "Atendimento", "roles": ["comercial"], "scope": "rede"})
    places = []
    for number in range(UNITS):
        unit = Unit.objects.create(
            slug=f"u{number}", name=f"Unidade {number}", legal_name="x", cnpj=f"{number:014}", city="Santos", uf="SP"
        )
        unit.open()
        holder = User.objects.create_user(f"p{number}@rede.example", name=f"Pessoa {number}")
        Membership.objects.give(holder, "comercial")
        with tenant_context(unit):
            places.append((unit, *process_with(), holder))
    return places


def _stock(places, count):
    """That many alarms for days to come, evenly over the units and the next month; what they belong to nobody asks before."""
    from django.db import connection

    with connection.cursor() as cursor:
        for unit, *_ in places:
            cursor.execute(
                "INSERT INTO tenants_alarm (id, unit_id, journey, subject, deed, fires_at, retry_at, state, attempts, error) "
                "SELECT gen_random_uuid(), %s, gen_random_uuid(), gen_random_uuid(), 'x', at, at, 'armado', 0, '' "
                "FROM (SELECT now() + interval '2 days' + random() * interval '30 days' AS at FROM generate_series(1, %s)) AS moments",
                [unit.pk, count // len(places)],
            )


def _arm(places, count, *, due_at, spread):
    """That many alarms with everything that they belong to, evenly over the units."""
    from django_tenants.utils import tenant_context

    from tests.workflow.armed import arm_many

    for unit, stage, alarm, holder in places:
        with tenant_context(unit):
            arm_many(count // len(places), holder=holder, due_at=due_at, spread=spread, stage=stage, alarm=alarm)


def _tick_cost():
    """Of a whole tick that finds nothing due, the quickest of some: what others do meanwhile is none of its cost."""
    from django.db import connection

    from workflow import tasks

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE tenants_alarm")
    taken = []
    for _ in range(200):
        began = time.perf_counter()
        tasks.tick()
        taken.append(time.perf_counter() - began)
    return min(taken)


def _ring(places, due, seconds):
    """(how late each was, how many a second when far behind)"""
    from django.utils import timezone

    from purifikar.celery import app

    app.control.purge()
    with tempfile.TemporaryDirectory(prefix="purifikar-bench-") as folder, _clockwork(folder):
        _arm(places, due, due_at=timezone.now() + timedelta(seconds=ARMING), spread=timedelta(seconds=seconds))
        _wait_for(due, ARMING + seconds + 60)
        lateness = _lateness()
        began = timezone.now()
        _arm(places, BACKLOG, due_at=began, spread=timedelta())
        _wait_for(due + BACKLOG, 120)
        return lateness, BACKLOG / (timezone.now() - began).total_seconds()


def _lateness():
    from tenants.models import Alarm

    return [(done - fires).total_seconds() for fires, done in Alarm.objects.filter(state="feito").values_list("fires_at", "done_at")]


def _wait_for(count, seconds):
    """Each alarm leaves one notice; counting those disturbs nobody."""
    from tenants.models import Notice

    until = time.monotonic() + seconds
    while time.monotonic() < until and Notice.objects.count() < count:
        Event().wait(0.5)


@contextlib.contextmanager
def _clockwork(folder):
    """Worker and beat as they run in the product."""
    worker = _celery("worker", f"--concurrency={WORKERS}", "--without-gossip", "--without-mingle")
    beat = _celery("beat", "--pidfile", "", "-s", f"{folder}/beat")
    try:
        Event().wait(8)
        yield
    finally:
        for process in (beat, worker):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _celery(*words):
    command = [sys.executable, "-m", "celery", "-A", "purifikar.celery", *words]
    return subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


if __name__ == "__main__":
    sys.exit(main(*[int(word) for word in sys.argv[1:]]))
