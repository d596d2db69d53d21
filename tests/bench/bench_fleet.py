"""A network of 500 units against one of a single unit: migrating the fleet, somebody's first page, the list of units.

The pages are asked for by turns in both networks, request by request, so that a busy machine slows both alike.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.ground import elsewhere, fresh_database, set_up, table

UNITS = int(os.environ.get("BENCH_UNITS", "500"))
ASKED, WARM = 200, 20
PAGES = {"/u/bairro-0000/": "consultor", "/rede/unidades/": "admin"}
NOTHING_TO_DO, RATIO = 5.0, 1.1
COLUMN = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("workflow", "{leaf}")]
    operations = [migrations.AddField("counter", "extra", models.CharField(max_length=20, default=""))]
"""


def main(step="", *arguments):
    if step:
        return {"fill": _fill, "ask": _ask, "column": _add_column}[step](*arguments)
    with fresh_database() as large, fresh_database() as small:
        opened = elsewhere("tests.bench.bench_fleet", "fill", str(UNITS), url=large)
        elsewhere("tests.bench.bench_fleet", "fill", "1", url=small)
        pages = _ask_by_turns({"large": large, "small": small})
        nothing = _migrate_units(large)
        column = elsewhere("tests.bench.bench_fleet", "column", url=large)
    return 0 if _tell(opened, pages, nothing, column) else 1


def _tell(opened, pages, nothing, column):
    of = {key: statistics.median(times) for key, times in pages.items()}
    first, units = of["large", "/u/bairro-0000/"] / of["small", "/u/bairro-0000/"], of["large", "/rede/unidades/"]
    return table(
        [
            (f"{UNITS} units opened", f"{opened:.1f} s", "", True),
            ("migrate_units with nothing to do, whole command", f"{nothing:.2f} s", f"≤ {NOTHING_TO_DO:.0f} s", nothing <= NOTHING_TO_DO),
            (f"one added column in {UNITS} units, 4 side by side", f"{column:.2f} s", "", True),
            ("first page of a Consultor, 1 unit, median", f"{of['small', '/u/bairro-0000/']:.2f} ms", "", True),
            (f"first page of a Consultor, {UNITS} units, median", f"{of['large', '/u/bairro-0000/']:.2f} ms", "", True),
            ("ratio", f"{first:.3f}", f"≤ {RATIO}", first <= RATIO),
            ("list of units, 1 unit, median", f"{of['small', '/rede/unidades/']:.2f} ms", "", True),
            (f"list of units, {UNITS} units, median", f"{units:.2f} ms", "", True),
        ]
    )


def _ask_by_turns(networks):
    """{(network, page): milliseconds of each request}, from one process for each network, asked one after the other."""
    times, askers = {}, {name: _asker(url) for name, url in networks.items()}
    try:
        for page in PAGES:
            for turn in range(WARM + ASKED):
                for name, asker in askers.items():
                    taken = _answer(asker, page)
                    if turn >= WARM:
                        times.setdefault((name, page), []).append(taken)
    finally:
        for asker in askers.values():
            asker.communicate(timeout=30)
    return times


def _asker(url):
    command = [sys.executable, "-m", "tests.bench.bench_fleet", "ask"]
    return subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _answer(asker, page):
    asker.stdin.write(page + "\n")
    asker.stdin.flush()
    return float(asker.stdout.readline())


def _migrate_units(url):
    command = [sys.executable, "manage.py", "migrate_units"]
    began = time.monotonic()
    subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


# --- steps that run in a process of their own on one of the databases --------------------------------------------------


def _fill(count):
    """Units, a Consultor in the first one and an administrator; prints how long the opening took."""
    os.environ["STATEMENT_TIMEOUT_SECONDS"] = "600"  # as patient as a worker and more
    set_up(os.environ["DATABASE_URL"])
    from django.db import connection

    from tenants.models import Membership, User
    from tests.bench.bench_open_unit import make_unit

    began = time.monotonic()
    units = [make_unit(number) for number in range(int(count))]
    for unit in units:
        unit.open()
    taken = time.monotonic() - began
    Membership.objects.give(User.objects.create_user("consultor@x.example", name="Rafael Moreira"), "consultor", unit=units[0])
    Membership.objects.give(User.objects.create_user("admin@x.example", name="Helena Vasconcelos"), "admin")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tenants_unit, tenants_user, tenants_membership, tenants_openwork")
    print(json.dumps(taken))


def _ask():
    """For each page read, asks for it and prints how many milliseconds that took."""
    set_up(os.environ["DATABASE_URL"])
    from django.conf import settings
    from django.test import Client

    from tenants.models import User

    clients = {page: Client() for page in PAGES}
    for page, name in PAGES.items():
        clients[page].force_login(User.objects.get(email=f"{name}@x.example"), backend=settings.AUTHENTICATION_BACKENDS[0])
    for line in sys.stdin:
        page = line.strip()
        began = time.perf_counter()
        answer = clients[page].get(page)
        print((time.perf_counter() - began) * 1000, flush=True)
        assert answer.status_code == 200, answer


def _add_column():
    """Brings every unit to a release with one column more; prints how long it took."""
    set_up(os.environ["DATABASE_URL"])
    from django.conf import settings

    import workflow.migrations
    from tenants import fleet, schema

    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "migrations_of_bench"
        shutil.copytree(Path(workflow.migrations.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
        leaf = max(path.stem for path in package.glob("0*.py"))
        (package / "9999_extra.py").write_text(COLUMN.format(leaf=leaf))
        sys.path.insert(0, folder)
        settings.MIGRATION_MODULES = {"workflow": package.name}
        schema.forget_release()
        began = time.monotonic()
        outcomes = list(fleet.migrate_behind())
        taken = time.monotonic() - began
    failed = [outcome for outcome in outcomes if outcome.error]
    assert not failed, failed[:3]
    assert len(outcomes) == UNITS
    print(json.dumps(taken))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
