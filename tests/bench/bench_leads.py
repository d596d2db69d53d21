"""The pages of leads in a unit with very many of them among 50 units: queries, one client's p50, requests a second of eight.

The same in a unit with a few thousand tells how much of it is the volume, and a bare page how much any page costs here.

LEADS=100000 (so many unless said otherwise) · LEADS=1000000 for the whole promise · FEW=10000 to compare with (0: don't)
SECONDS=4 for each measurement
"""

import contextlib
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from urllib.parse import quote, urlencode

from tests.bench.ground import cookie_of, elsewhere, fresh_database, set_up, table, write_down

LEADS, FEW = int(os.environ.get("LEADS", "100000")), int(os.environ.get("FEW", "10000"))
SECONDS = float(os.environ.get("SECONDS", "4"))
SLOWER = 1.25  # at most, with so many leads, against the few
UNITS, CLIENTS, CONSULTORS = 50, 8, 30
UNIT, PROCESS, HOST = "/u/bairro-0000/", "purifikar", "127.0.0.1"
SETTINGS = "tests.bench.bare_settings"
BARE, BARE_SEEN = "página nua, 50 linhas", 730  # requests a second of the bare page where the goals were set
NO_QUERIES = ("SET search_path", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
GOALS = {  # queries, p50 in ms, requests a second of eight clients
    "lista, 50 linhas": (10, 12, 200), "página n por chave": (10, None, None), "lista de quem vê só os seus": (10, None, None),
    "busca, parte do nome": (10, 30, 60), "busca, telefone": (10, 30, 60), "busca, CPF": (10, 30, 60),
    "etapa + responsável + vencido + bairro": (10, 20, 120), "quadro": (10, None, None), "página do lead": (15, 15, 150),
    "registrar um lead": (30, 15, 150), "Meu dia, mesa de todas as unidades": (12, 20, 120), BARE: (None, None, None),
}  # fmt: skip
FIRST, BY_KEY = "lista, 50 linhas", "página n por chave"


def main(step="", *arguments):
    if step:
        return {"fill": _fill, "count": _count}[step](*arguments)
    few = _unit_of(FEW) if FEW else {}
    many = _unit_of(LEADS, told=True)
    rows = [row for name in GOALS for row in _judged(name, *many[name], few.get(name))]
    by_key = many[BY_KEY][1] / many[FIRST][1]
    rows.append(("página n por chave against the first page", f"{by_key:.2f} ×", "≤ 1.2 ×", by_key <= 1.2))
    rows.append(("memory of master and 2 workers", f"{many['memory']:.0f} MB", "≤ 250 MB", many["memory"] <= 250))
    return 0 if table(rows) else 1


def _unit_of(leads, *, told=False):
    """{page: (queries, p50 in ms, kB, requests a second, pace)} of a unit with that many leads; only p50 counts of the few."""
    with fresh_database() as url:
        began = time.monotonic()
        facts = elsewhere("tests.bench.bench_leads", "fill", str(leads), url=url)
        print(f"  {leads} leads in one of {UNITS} units, filled in {time.monotonic() - began:.0f} s", flush=True)
        queries = elsewhere("tests.bench.bench_leads", "count", json.dumps(facts), url=url) if told else {}
        found = {}
        with Web(url) as web:
            for name in GOALS:
                times, size = web.one(facts["pages"][name])
                rate, pace = web.many(facts["pages"][name]) if told else 0, web.pace(facts["pages"][BARE])
                found[name] = (queries.get(name), statistics.median(times) * 1000, size / 1000, rate, pace)
            return {**found, "memory": web.memory()}


def _judged(name, queries, p50, size, rate, pace, few):
    """The goals as they are, and as they follow from the machine's pace at that minute."""
    most, soon, often = GOALS[name]
    yield f"{name}: queries", str(queries), f"≤ {most}" if most else "", not most or queries <= most
    yield f"{name}: 1 client, p50 ({size:.0f} kB)", f"{p50:.1f} ms", f"≤ {soon} ms" if soon else "", not soon or p50 <= soon
    yield f"{name}: {CLIENTS} clients", f"{rate:.0f}/s", f"≥ {often}/s" if often else "", not often or rate >= often
    if soon:
        here = f"≤ {soon / pace:.0f} ms, ≥ {often * pace:.0f}/s"
        yield f"{name}: as fast as this machine is", f"{pace:.2f}", here, p50 <= soon / pace and rate >= often * pace
    if few:
        slower = p50 * pace / (few[1] * few[4])  # each at the pace of its minute
        yield f"{name}: against {FEW} leads", f"{slower:.2f} ×", f"≤ {SLOWER} ×", slower <= SLOWER


class Web:
    """Two workers of gunicorn on that database, without threads, as behind a proxy that buffers."""

    def __init__(self, url):
        self.port = random.randint(20_000, 30_000)
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "BIND": f"{HOST}:{self.port}",
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "WEB_THREADS": "1",
        }

    def __enter__(self):
        write_down(self.environment["DATABASE_URL"])
        command = [sys.executable, "-m", "gunicorn", "-c", "purifikar/gunicorn.py", "--log-level", "error"]
        self.server = subprocess.Popen(command, env=self.environment)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                self._ask(http.client.HTTPConnection(HOST, self.port, timeout=30), {"path": "/saude"})
                return self
            except OSError:
                threading.Event().wait(0.2)
        raise SystemExit("gunicorn does not answer")

    def __exit__(self, *trouble):
        self.server.terminate()
        self.server.wait(30)

    def one(self, page):
        connection, times, size = http.client.HTTPConnection(HOST, self.port, timeout=30), [], 0
        for turn in range(12):
            self._ask(connection, page, must=turn > 8)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            began = time.perf_counter()
            size = self._ask(connection, page, must=True)
            times.append(time.perf_counter() - began)
        return times, size

    def many(self, page):
        until, done = time.monotonic() + SECONDS, []
        threads = [threading.Thread(target=self._keep_asking, args=(page, until, done)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / SECONDS

    def pace(self, bare):
        """How fast the machine serves a bare page this minute, 1.0 where the goals were set; what else runs on its host changes that."""
        return self.many(bare) / BARE_SEEN

    def _keep_asking(self, page, until, done):
        connection, count = http.client.HTTPConnection(HOST, self.port, timeout=30), 0
        while time.monotonic() < until:
            self._ask(connection, page, must=True)
            count += 1
        done.append(count)

    @staticmethod
    def _ask(connection, page, *, must=False):
        headers, body = {"Cookie": page.get("cookie", ""), **page.get("headers", {})}, None
        if page.get("form"):
            headers |= {"X-CSRFToken": page["csrf"], "Content-Type": "application/x-www-form-urlencoded"}
            name, phone = f"Cliente {random.random()}", f"139{random.randint(81000000, 99999999)}"
            body = urlencode({"name": name, "phone": phone, "anyway": "on"})
        connection.request("POST" if body else "GET", page["path"], body, headers)
        answer = connection.getresponse()
        text = answer.read()
        if must and answer.status not in (200, 302):
            raise SystemExit(f"{page['path']}: {answer.status}")
        return len(text)

    def memory(self):
        """Proportional share of all processes: pages that workers share count once."""
        for _ in range(20):
            children = subprocess.run(["pgrep", "-P", str(self.server.pid)], capture_output=True, text=True, check=False).stdout.split()
            with contextlib.suppress(OSError):  # one that has served enough is being followed by another
                return sum(self._share(pid) for pid in [str(self.server.pid), *children]) / 1024
            threading.Event().wait(0.5)
        raise SystemExit("the workers never stand still")

    @staticmethod
    def _share(pid):
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M)[1])


# --- steps that run in a process of their own on the database ----------------------------------------------------------


def _fill(leads):
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    set_up(os.environ["DATABASE_URL"])
    from django.core.cache import cache

    from tenants.models import Membership, User
    from tests.bench.bench_open_unit import make_unit
    from tests.bench.million import fill

    units = [make_unit(number) for number in range(UNITS)]
    for unit in units:
        unit.open()
    people = [User.objects.create_user(f"c{number}@x.example", name=f"Consultor {number:02}") for number in range(CONSULTORS)]
    for person in people:
        Membership.objects.give(person, "consultor", unit=units[0])
    manager = User.objects.create_user("gerente@x.example", name="Marcos Antunes")
    Membership.objects.give(manager, "gerente", unit=units[0])
    desk = User.objects.create_user("camila@x.example", name="Camila Duarte")
    Membership.objects.give(desk, "comercial")
    cache.clear()
    fill(units[0], leads=int(leads), people=[*people, desk], process=PROCESS)
    print(json.dumps({"pages": _pages(units[0], int(leads), manager, people[3], desk)}))


def _pages(unit, leads, manager, consultor, desk):
    from django.conf import settings
    from django.db.models import Value
    from django.db.models.functions import Coalesce
    from django.middleware.csrf import _get_new_csrf_string
    from django_tenants.utils import tenant_context

    from leads.models import Lead
    from workflow.models.journey import NO_LIMIT

    with tenant_context(unit):
        open_leads = Lead.objects.running().annotate(due_key=Coalesce("journey__due_at", Value(NO_LIMIT))).order_by("due_key", "journey_id")
        middle = open_leads.select_related("journey__stage", "journey__holder", "person")[leads // 5]
        late = (
            open_leads.filter(due_key__lt=middle.due_key, district="Gonzaga")
            .exclude(journey__holder=desk)
            .select_related("journey__stage")
            .first()
        )
        narrow = {"etapa": late.journey.stage.slug, "responsavel": late.journey.holder_id, "prazo": "vencido", "bairro": "Gonzaga"}
        phone, cpf = middle.person.phones.first().number, middle.person.cpf
        name = middle.person.name.split()
    boss, csrf = cookie_of(manager), _get_new_csrf_string()
    page = {
        "lista, 50 linhas": "leads/", "página n por chave": f"leads/?depois={quote(f'{middle.due_key}~{middle.journey_id}')}",
        "busca, parte do nome": f"busca/?q={quote(name[0])}+{quote(name[-1][1:6])}", "busca, telefone": f"busca/?q={quote(f'({phone[3:5]}) {phone[5:9]}-{phone[9:]}')}",
        "busca, CPF": f"busca/?q={cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}", "etapa + responsável + vencido + bairro": f"leads/?{urlencode(narrow)}",
        "quadro": "leads/quadro/", "página nua, 50 linhas": "nu/", "página do lead": f"leads/{middle.number}/",
    }  # fmt: skip
    pages = {name: {"path": UNIT + path, "cookie": boss} for name, path in page.items()}
    pages["lista de quem vê só os seus"] = {"path": UNIT + "leads/", "cookie": cookie_of(consultor)}
    pages["registrar um lead"] = {
        "path": UNIT + "leads/novo/",
        "cookie": f"{boss}; {settings.CSRF_COOKIE_NAME}={csrf}",
        "csrf": csrf,
        "form": True,
    }
    pages["Meu dia, mesa de todas as unidades"] = {"path": "/rede/", "cookie": cookie_of(desk)}
    return pages


def _count(facts):
    """How many queries each page asks, those that set the unit's search path left out."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    set_up(os.environ["DATABASE_URL"])
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for name, page in json.loads(facts)["pages"].items():
        client = Client(headers={"Cookie": page["cookie"]})
        data = {"name": "Cliente Novo", "phone": "13997112233", "anyway": "on"} if page.get("form") else None
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                client.post(page["path"], data) if data else client.get(page["path"])
        asked = [query["sql"] for query in asked if not query["sql"].startswith(NO_QUERIES)]
        counts[name] = len(asked)
        if os.environ.get("SHOW"):
            print(name, *(f"\n    {sql[: int(os.environ['SHOW'])]}" for sql in asked), file=sys.stderr)
    print(json.dumps(counts))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
