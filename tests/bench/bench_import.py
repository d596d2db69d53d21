"""Import of a spreadsheet: rows a second in the try and in the run, memory on the way, the undoing, and kills.

ROWS=100000 (so many unless said otherwise) · KILLED_ROWS=8000 with 20 kills at random moments
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from threading import Event

from tests.bench.ground import elsewhere, fresh_database, set_up, table

ROWS, KILLED_ROWS, KILLS = (
    int(os.environ.get("ROWS", "100000")),
    int(os.environ.get("KILLED_ROWS", "8000")),
    int(os.environ.get("KILLS", "20")),
)
ATTENDANTS, KNOWN, REPEATED, SEED = 10, 0.05, 0.02, 20261122
SYLLABLES = [a + b for b in "aeio" for a in "bcdfglmnprstv"]
DISTRICTS = ["Gonzaga", "Embaré", "Boqueirão", "Aparecida", "Pompéia", "Marapé", "Macuco", "Centro", "Valongo", "Jabaquara", "Saboó"]


def main(step="", *arguments):
    if step:
        return {"whole": _whole, "fill": _fill, "work": _work, "look": _look}[step](*arguments)
    with fresh_database() as url:
        facts = elsewhere("tests.bench.bench_import", "whole", url=url)
    rows = [
        (f"{ROWS} rows tried, with duplicate check", f"{facts['tried']:.0f}/s", "", True),
        (f"{ROWS} rows imported: people, leads, limits, queue, turns", f"{facts['run']:.0f}/s", "≥ 2000/s", facts["run"] >= 2000),
        ("the last tenth of them", f"{facts['last']:.0f}/s", "", True),
        (
            "memory after a tenth, at the end",
            f"{facts['early']:.0f}, {facts['late']:.0f} MB",
            "+ ≤ 30 MB",
            facts["late"] - facts["early"] <= 30,
        ),
        ("undone whole", f"{facts['undone']:.0f}/s", "", facts["left"] == 0),
    ]
    with fresh_database() as url:
        rows.append(_killed(url))
    return 0 if table(rows) else 1


def spreadsheet(count, dice):
    """Most are new; some stand twice in the file, some are known (their phone begins with 13990)."""
    lines = ["Nome;Telefone;E-mail;Bairro;Produto"]
    for number in range(count):
        name = " ".join("".join(dice.choices(SYLLABLES, k=3)).title() for _ in range(3))
        if number and dice.random() < REPEATED:
            phone = f"(13) 99{1}{number - 1:06}"
        else:
            phone = f"13 99{0 if dice.random() < KNOWN else 1}{number:06}"
        mail = f"c{number}@mail.example" if number % 2 else ""
        lines.append(f"{name};{phone};{mail};{dice.choice(DISTRICTS)};PK Inox")
    return "\n".join(lines)


def _fill(count, *, known=True):
    """A unit with its attendants, the file sent and mapped; gives the import."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django_tenants.utils import tenant_context

    from leads.importing import ready_maps, sheets
    from leads.models import BulkImport, Person, Source
    from purifikar.lib import filetypes
    from tenants.models import Membership, Unit, User
    from tests.bench.bench_open_unit import make_unit
    from workflow.models import UnitFile
    from workflow.models.unit_file import IMPORT

    dice, unit = random.Random(SEED), make_unit(0)
    unit.open()
    unit = Unit.objects.get(pk=unit.pk)
    manager = User.objects.create_user("gerente@x.example", name="Marcos Antunes")
    Membership.objects.give(manager, "gerente", unit=unit)
    for number in range(ATTENDANTS):
        Membership.objects.give(User.objects.create_user(f"a{number}@x.example", name=f"Atendente {number}"), "comercial")
    text = spreadsheet(int(count), dice)
    with tenant_context(unit):
        for line in text.splitlines()[1:]:
            if known and " 990" in line and random.random() < 0.05:
                Person.objects.register(name="Alguém Conhecido", phones=[line.split(";")[1]])
        upload = SimpleUploadedFile("clientes.csv", text.encode())
        layout = sheets.layout_of(upload.file, filetypes.CSV)
        headings = text.splitlines()[0].split(";")
        file = UnitFile.objects.keep(upload, filetypes.CSV, title="", kind=IMPORT, by=manager)
        made = BulkImport.objects.begin(file, layout=layout.as_dict(), headings=headings, by=manager)
        columns = ready_maps.columns_for(headings)[1]
        facts = {"state": "conferindo", "columns": columns, "keys": ["document", "phone", "email"], "source": Source.objects.usual("web")}
        BulkImport.objects.filter(pk=made.pk).update(known="completar", **facts)
    return unit, made


def _whole():
    set_up(os.environ["DATABASE_URL"])
    from django_tenants.utils import tenant_context

    from leads.importing import running
    from leads.models import BulkImport, ImportRow, Lead

    unit, made = _fill(ROWS)
    facts = {}
    with tenant_context(unit):
        began = time.monotonic()
        running.work_on(made.pk, seconds=3600)
        facts["tried"] = ROWS / (time.monotonic() - began)
        BulkImport.objects.update(state="importando", cursor=0, tally={}, attempts=0)
        notes, write = [], running._write
        running._write = lambda *args: (notes.append((time.monotonic(), _memory())), write(*args))[1]
        began = time.monotonic()
        running.work_on(made.pk, seconds=3600)
        ended = time.monotonic()
        tenth = max(1, len(notes) // 10)
        facts |= {"run": ROWS / (ended - began), "last": tenth * running.BATCH / (ended - notes[-tenth][0])}
        facts |= {"early": notes[tenth][1], "late": _memory()}
        assert BulkImport.objects.get().state == "importada", BulkImport.objects.get().error
        assert ImportRow.objects.really().count() == ROWS
        BulkImport.objects.update(state="desfazendo", cursor=0)
        did, began = Lead.objects.count(), time.monotonic()
        running.work_on(made.pk, seconds=3600)
        facts |= {"undone": did / (time.monotonic() - began), "left": Lead.objects.count()}
    print(json.dumps(facts))


def _killed(url):
    """Worker after worker is killed at a random moment; the last one ends it. They share a folder of files."""
    dice, os.environ["BENCH_FILES"] = random.Random(SEED), tempfile.mkdtemp(prefix="bench-import-")
    made = elsewhere("tests.bench.bench_import", "look", "fill", url=url)
    begun, halves = 0, 0
    while begun < KILLS:
        worker = subprocess.Popen([sys.executable, "-m", "tests.bench.bench_import", "work", made["unit"], made["key"]], env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE)  # fmt: skip
        worker.stdout.readline()  # it begins now
        Event().wait(dice.uniform(0.02, 0.5))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        begun += 1
        halves += not elsewhere("tests.bench.bench_import", "look", url=url)["whole"]
    subprocess.run([sys.executable, "-m", "tests.bench.bench_import", "work", made["unit"], made["key"]], env={**os.environ, "DATABASE_URL": url}, check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    end = elsewhere("tests.bench.bench_import", "look", url=url)
    good = not halves and end["whole"] and end["rows"] == KILLED_ROWS and end["state"] == "importada"
    return f"{KILLS} kills of its worker: rows doubled, missing or half-done", "0" if good else f"{halves}, {end}", "0", good


def _work(unit, key):
    set_up_again()
    from leads import tasks
    from leads.models import BulkImport  # noqa: F401

    print("now", flush=True)
    tasks.work_on_import(unit, key)


def _look(what=""):
    from django_tenants.utils import tenant_context

    if what == "fill":
        set_up(os.environ["DATABASE_URL"])
        _share_files()
        unit, made = _fill(KILLED_ROWS, known=False)
        with tenant_context(unit):
            type(made).objects.update(state="importando")
        print(json.dumps({"unit": str(unit.pk), "key": str(made.pk)}))
        return
    set_up_again()
    from leads.models import BulkImport, ImportRow, Lead, Person
    from tenants.models import Alarm, OpenWork, Unit
    from workflow.models import ArmedLimit, Journey

    with tenant_context(Unit.objects.get()):
        BulkImport.objects.update(attempts=0, error="")
        new = ImportRow.objects.really().filter(deed="novo").values("number").distinct().count()
        counts = {
            new,
            Person.objects.count(),
            Lead.objects.count(),
            Journey.objects.count(),
            OpenWork.objects.count(),
            ArmedLimit.objects.count(),
        }
        rows = ImportRow.objects.really().count()
        whole = len(counts) == 1 and Alarm.objects.count() % max(1, new) == 0 and BulkImport.objects.get().cursor in (0, rows + 1)
        print(json.dumps({"whole": whole, "rows": rows, "state": BulkImport.objects.get().state, "counts": sorted(counts)}))


def set_up_again():
    """Django on a database that is filled already."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    _share_files()


def _share_files():
    from django.conf import settings

    settings.MEDIA_ROOT = os.environ["BENCH_FILES"]


def _memory():
    """MB of this process that are its own."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
