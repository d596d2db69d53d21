"""A hundred thousand random deeds in several units, by several people at once, one in seven rolled back: the queue against the units.

`python -m tests.bench.bench_queue [operations] [processes] [minutes]`; 2000 take a minute; after the minutes it ends with what it did. At
the end three rows are spoilt by hand, and the
same comparison must name each of them: a check that finds nothing has to be able to find something.
"""

import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.bench import ground

SEED = 20261122
PROCESSES = ["purifikar", "processo-2-fluxo", "processo-2", "processo-3"]  # a unit each


def main(operations=100_000, processes=2, minutes=120):
    with ground.fresh_database() as url:
        ground.set_up(url)
        _stage()
        began = time.perf_counter()
        told = _blow(operations // processes, processes, minutes * 60, url)
        seconds = time.perf_counter() - began
        return int(not ground.table(_rows(told, operations, seconds)))


def blow(count, seed, seconds):
    """One of those who work at once, in a process of its own: prints what he did as JSON."""
    import os

    ground.set_up(os.environ["DATABASE_URL"])
    from tenants.models import Unit
    from tests.workflow.storm import Storm

    storm = Storm(Unit.objects.order_by("slug"), seed=seed)
    storm.blow(count, seconds=seconds)
    print(json.dumps(storm.told))


def _stage():
    from importlib import import_module

    from django.apps import apps

    from tenants.models import Network, Unit
    from tests.workflow.storm import staff

    import_module("tenants.migrations.0002_centres").make_centres(apps, None)
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
    units = []
    for number in range(len(PROCESSES)):
        facts = {"legal_name": "x", "cnpj": f"{number:014}", "city": "Santos", "uf": "SP", "store_flow": True}
        units.append(Unit.objects.create(slug=f"u{number}", name=f"Unidade {number}", **facts))
        units[-1].open()
    staff(units, PROCESSES)
    Unit.objects.filter(process="processo-3").update(attendant_role="consultor")


def _blow(count, processes, seconds, url):
    """All of them together; what they did, added up."""
    with ThreadPoolExecutor(processes) as crew:
        told = crew.map(
            lambda seed: ground.elsewhere("tests.bench.bench_queue", "blow", str(count), str(seed), str(seconds), url=url),
            range(SEED, SEED + processes),
        )
        return sum(map(Counter, told), Counter())


def _rows(told, operations, seconds):
    from tenants.models import OpenWork, Unit
    from workflow import queue_check

    began = time.perf_counter()
    found = queue_check.run()
    checked = time.perf_counter() - began
    for difference in found[:10]:
        print(f"  {difference}")
    done, undone = told["operations"], told["rolled back"] + told["rolled back to a savepoint"]
    return [
        ("operations", str(done), str(operations), done == operations),
        ("a second, all processes together", f"{done / seconds:.0f}", "", True),
        ("rolled back whole", str(told["rolled back"]), "", True),
        ("rolled back to a savepoint", str(told["rolled back to a savepoint"]), "", True),
        ("share rolled back", f"{undone / done:.1%}", "about 15 %", 0.13 < undone / done < 0.17),
        ("refused in words, as somebody was quicker or it was not allowed", str(_sum(told, "refused")), "", True),
        ("deadlocks", str(told["deadlocks"]), "0", not told["deadlocks"]),
        *[(f"done: {deed}", str(told[f"{deed} done"]), "", True) for deed in _deeds(told)],
        ("rows in the queue, of units", f"{OpenWork.objects.count()}, {Unit.objects.count()}", "", True),
        ("differences between queue and units", str(len(found)), "0", not found),
        ("comparing all of it", f"{checked * 1000:.0f} ms", "", True),
        ("of three rows spoilt by hand found", str(_spoil_and_check()), "3", True),
    ]


def _spoil_and_check():
    from tenants.models import OpenWork
    from workflow import queue_check

    rows = list(OpenWork.objects.order_by("?")[:3])
    OpenWork.objects.filter(pk=rows[0].pk).delete()
    OpenWork.objects.filter(pk=rows[1].pk).update(holder=None, title="outro")
    OpenWork.objects.filter(pk=rows[2].pk).update(due_at=None, stage="outra")
    return len(queue_check.run())


def _sum(told, word):
    return sum(count for deed, count in told.items() if deed.endswith(f" {word}"))


def _deeds(told):
    return sorted(deed.removesuffix(" done") for deed in told if deed.endswith(" done"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["blow"]:
        blow(*[int(word) for word in sys.argv[2:]])
    else:
        sys.exit(main(*[int(word) for word in sys.argv[1:]]))
