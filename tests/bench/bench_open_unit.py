"""Opening a unit: by the worker's own task in this process, and through the broker by a real worker. Goal: p95 ≤ 3 s."""

import os
import subprocess
import sys
import time
from threading import Event

from tests.bench.ground import fresh_database, percentile, set_up, table

DIRECT, BY_WORKER = 100, 20
GOAL = 3.0


def main():
    with fresh_database() as url:
        set_up(url)
        direct = [_open_here(number) for number in range(DIRECT)]
        by_worker = _open_by_worker()
    rows = [
        ("the first one, which runs the migrations and records them", _seconds(direct[0]), "", True),
        _row(f"{DIRECT} openings, p50", direct, 0.50),
        _row(f"{DIRECT} openings, p95", direct, 0.95, GOAL),
        _row(f"{BY_WORKER} asked of a real worker, from asking to answering, p50", by_worker, 0.50),
        _row(f"{BY_WORKER} asked of a real worker, from asking to answering, p95", by_worker, 0.95, GOAL),
    ]
    return 0 if table(rows) else 1


def make_unit(number):
    from tenants.models import Unit

    return Unit.objects.create(
        slug=f"bairro-{number:04}",
        name=f"Bairro {number:04}",
        legal_name="Águas do Bairro Ltda.",
        cnpj=f"{number:014}",
        city="Recife",
        uf="PE",
    )


def _open_here(number):
    from tenants import tasks

    unit = make_unit(number)
    began = time.monotonic()
    tasks.open_unit(str(unit.pk))
    taken = time.monotonic() - began
    unit.refresh_from_db()
    assert unit.answers, unit.opening_error
    return taken


def _open_by_worker():
    options = "worker --concurrency=1 --without-gossip --without-mingle --loglevel=ERROR"
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "purifikar.celery", *options.split()], env=os.environ, stdout=subprocess.DEVNULL
    )
    try:
        _ask_and_wait(DIRECT)  # until it is up
        return [_ask_and_wait(number) for number in range(DIRECT + 1, DIRECT + 1 + BY_WORKER)]
    finally:
        worker.terminate()
        worker.wait(30)


def _ask_and_wait(number):
    unit = make_unit(number)
    began = time.monotonic()
    unit.open_later()
    while time.monotonic() - began < 60:
        unit.refresh_from_db()
        if unit.answers:
            return time.monotonic() - began
        Event().wait(0.005)
    raise SystemExit("The worker did not open the unit within 60 s.")


def _row(what, values, share, goal=None):
    value = percentile(values, share)
    return what, _seconds(value), f"≤ {goal:.0f} s" if goal else "", not goal or value <= goal


def _seconds(value):
    return f"{value:.3f} s"


if __name__ == "__main__":
    sys.exit(main())
