"""500 visit sheets of one day in one PDF, as a worker makes them (issue 5: within 40 s, with flat memory).

SHEETS=500 · the machine should have nothing else to do
"""

import os
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.bench.ground import elsewhere, fresh_database, set_up, table

SHEETS, GOAL, GROWS = int(os.environ.get("SHEETS", "500")), 40, 48
LAYOUTS = ("visita", "apresentacao", "tecnica", "compacta")


def main(step=""):
    if step:
        return _measure()
    with fresh_database() as url:
        found = elsewhere("tests.bench.bench_sheets", "measure", url=url)
    return 0 if table(found) else 1


def _measure():
    set_up(os.environ["DATABASE_URL"])
    import json

    from django_tenants.utils import tenant_context

    from followup.sheet_paper import write_batch
    from purifikar.lib import pdf_warm
    from tenants.models import Membership, User
    from tests.bench.bench_open_unit import make_unit

    unit = make_unit(0)
    unit.open()
    seller = User.objects.create_user("vende@x.example", name="Rafael Moreira")
    Membership.objects.give(seller, "consultor", unit=unit)
    with tenant_context(unit), tempfile.TemporaryFile() as output:
        lines = _lines(seller, SHEETS)
        write_batch(lines[:4], output, by=seller, title="Fichas")  # the forge is warm, everything is imported
        output.seek(0)
        before, forge = _resident("self"), Forge(pdf_warm._forge().process.pid)
        began, cpu = time.perf_counter(), time.process_time()
        pages, people = write_batch(lines, output, by=seller, title="Fichas")
        took, size = time.perf_counter() - began, output.tell()
        cpu, drawing = time.process_time() - cpu, forge.stop()
    pdf_warm.cool()
    grew = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    print(json.dumps([
        (f"{SHEETS} sheets of {len(people)} people, four layouts, {pages} pages", f"{took:.1f} s", f"≤ {GOAL} s", took <= GOAL),
        ("processor time: the worker, the processes that draw", f"{cpu:.1f}, {drawing:.1f} s", "", True),
        ("the file", f"{size / 1024**2:.1f} MB", "", True),
        ("memory of the worker grew by", f"{grew:.0f} MB", f"≤ {GROWS} MB", grew <= GROWS),
        ("largest process that draws, of two at a time", f"{forge.most:.0f} MB", "", True),
    ]))  # fmt: skip


def _lines(seller, count):
    """Half as many people, each with an address and three opinions, on all layouts."""
    from followup.models import Contact, Opinion
    from leads.models import Person
    from tests.followup.scenes import kind

    lines = []
    for number in range(-(-count // 2)):
        person = Person.objects.register(name=f"Cliente {number} da Silva", phones=[f"139{97000000 + number}"], by=seller)
        person.addresses.create(street="Rua Azevedo Sodré", number=str(number), district="Gonzaga", city="Santos", uf="SP", reference="portão verde ao lado da padaria")  # fmt: skip
        contact = Contact.objects.begin(person, kind=kind(), name="2 purificadores, 3º andar", by=seller)
        for text in ("Atendeu de manhã; pediu para ligar depois das 18 h.", "Achou a parcela alta. Ficou de pensar.", "Quer instalar antes do fim do mês. " * 6):  # fmt: skip
            Opinion.objects.write(text, by=seller, contact=contact)
        lines += [["contato", str(contact.pk), LAYOUTS[(number * 2 + place) % 4], True] for place in range(2)]
    return lines[:count]


class Forge:
    """Watches the processes in which pieces are drawn."""

    def __init__(self, pid):
        self.pid, self.most, self.took, self.over = pid, 0, {}, threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def _watch(self):
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        while not self.over.wait(0.05):
            for child in children.read_text().split() if children.exists() else ():
                self.most = max(self.most, _resident(child))
                self.took[child] = max(self.took.get(child, 0), _seconds(child))

    def stop(self):
        self.over.set()
        self.thread.join()
        return sum(self.took.values())


def _resident(pid):
    """MB that a process holds now."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * resource.getpagesize() / 1024**2


def _seconds(pid):
    """Processor time that it took until now."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
