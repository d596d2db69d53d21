"""Pages asked of two workers of gunicorn, and judged: queries, one client's p50, requests a second of eight, against a smaller unit.

A host that serves others too changes its pace within seconds. So each page is asked in several short rounds, every time beside the same
page of the smaller unit: of the rounds the least disturbed counts, of the comparisons their median.
"""

import contextlib
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode

from tests.bench.ground import elsewhere, fresh_database, set_up, write_down

SECONDS, ROUNDS = float(os.environ.get("SECONDS", "1")), int(os.environ.get("ROUNDS", "5"))
CLIENTS, HOST, SETTINGS = 8, "127.0.0.1", "tests.bench.bare_settings"
BARE = "página nua, 50 linhas"  # the ceiling of any page; 730 requests a second where the goals were set
SLOWER, AS_FULL = 1.25, 1.2  # times as long at most in a large unit as in a small one, where it doesn't find more to show
NO_QUERIES = ("SET search_path", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


class Goal(NamedTuple):
    """At most so many queries, ms of one client and kB before compression; at least so many requests a second of eight. None: any."""

    queries: int | None = None
    p50: float | None = None
    rate: float | None = None
    size: float | None = None


class Figures(NamedTuple):
    """Of one page: ms, requests a second, kB; and of the same in the small unit its kB and how many times its ms that is."""

    p50: float
    rate: float
    size: float
    small: float | None = None
    slower: float | None = None


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
                self._ask({"path": "/saude"}, must=False)
                return self
            except OSError:
                threading.Event().wait(0.2)
        raise SystemExit("gunicorn does not answer")

    def __exit__(self, *trouble):
        self.server.terminate()
        self.server.wait(30)

    def one(self, page):
        """What one client waits for it, the median, in ms; and how large it is, in kB."""
        times, size = [], 0
        for turn in range(12):
            self._ask(page, must=turn > 8)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            began = time.perf_counter()
            size = self._ask(page)
            times.append(time.perf_counter() - began)
        return statistics.median(times) * 1000, size / 1000

    def many(self, page):
        """How many a second eight clients are given."""
        until, done = time.monotonic() + SECONDS, []
        threads = [threading.Thread(target=self._keep_asking, args=(page, until, done)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / SECONDS

    def _keep_asking(self, page, until, done):
        count = 0
        while True:
            self._ask(page)
            if time.monotonic() > until:
                break
            count += 1
        done.append(count)

    def _ask(self, page, *, must=True):
        """How long its answer is, in bytes. The workers close each connection themselves, so there is none to keep."""
        headers, body = {"Host": HOST, "Cookie": page.get("cookie", ""), **page.get("headers", {})}, ""
        if page.get("form"):
            name, phone = f"Cliente {random.random()}", f"139{random.randint(81000000, 99999999)}"
            body = urlencode({"name": name, "phone": phone, "anyway": "on"})
            headers |= {"X-CSRFToken": page["csrf"], "Content-Type": "application/x-www-form-urlencoded", "Content-Length": len(body)}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with socket.create_connection((HOST, self.port), timeout=30) as line:
            line.sendall(f"{'POST' if body else 'GET'} {page['path']} HTTP/1.1\r\n{head}\r\n{body}".encode())
            answer = b"".join(iter(partial(line.recv, 1 << 16), b""))
        status = answer[9:12]
        if must and status not in (b"200", b"302"):
            raise SystemExit(f"{page['path']}: {status.decode()}")
        return len(answer) - answer.index(b"\r\n\r\n") - 4

    def memory(self):
        """MB, the proportional share of all processes: pages that workers share count once."""
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


def measured(bench, goals, *, many, few=0):
    """({page: Figures}, rows for `ground.table`, the large unit's Web) of a bench whose steps `fill` and `count` tell its pages and queries."""
    with contextlib.ExitStack() as running:
        bases = [_filled(running, bench, amount) for amount in filter(None, (many, few))]
        (url, pages), small = bases[0], bases[1:]
        queries = elsewhere(bench, "count", json.dumps(pages), url=url)
        webs = [(running.enter_context(Web(url)), pages) for url, pages in (bases[0], *small)]
        figures = {name: _figures(name, *webs) for name in goals}
        rows = [row for name, goal in goals.items() for row in _judged(name, goal, queries[name], figures[name])]
        return figures, rows, webs[0][0].memory()


def _filled(running, bench, amount):
    began, url = time.monotonic(), running.enter_context(fresh_database())
    pages = elsewhere(bench, "fill", str(amount), url=url)
    print(f"  a unit with {amount} filled in {time.monotonic() - began:.0f} s", flush=True)
    return url, pages


def _figures(name, large, small=None):
    web, pages = large
    rounds, compared = [], []
    for _ in range(ROUNDS):
        p50, size = web.one(pages[name])
        if small:
            other, small_size = small[0].one(small[1][name])
            compared.append((small_size, p50 / other))
        rounds.append((p50, web.many(pages[name]), size))
    p50s, rates, sizes = zip(*rounds, strict=True)
    of_small = [statistics.median(each) for each in zip(*compared, strict=True)]
    return Figures(min(p50s), max(rates), sizes[0], *of_small)


def _judged(name, goal, queries, figures):
    yield _row(f"{name}: queries", queries, goal.queries)
    yield _row(f"{name}: page", figures.size, goal.size, unit=" kB")
    yield _row(f"{name}: 1 client, p50", figures.p50, goal.p50, unit=" ms", digits=1)
    often = f"≥ {goal.rate}/s" if goal.rate else ""
    yield f"{name}: {CLIENTS} clients", f"{figures.rate:.0f}/s", often, not often or figures.rate >= goal.rate
    if figures.slower:
        as_full = figures.size <= figures.small * AS_FULL
        words = "against the small unit" if as_full else f"against its {figures.small:.0f} kB in the small unit"
        yield _row(f"{name}: {words}", figures.slower, SLOWER if as_full else None, unit=" ×", digits=2)


def _row(what, value, most, *, unit="", digits=0):
    return what, f"{value:.{digits}f}{unit}", f"≤ {most}{unit}" if most else "", not most or value <= most


def count(pages):
    """Prints how many queries each page asks, those that set the unit's search path left out. Runs on a filled database of its own process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    set_up(os.environ["DATABASE_URL"])
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for name, page in json.loads(pages).items():
        client = Client(headers={"Cookie": page["cookie"], **page.get("headers", {})})
        data = {"name": "Cliente Novo", "phone": "13997112233", "anyway": "on"} if page.get("form") else None
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                client.post(page["path"], data) if data else client.get(page["path"])
        asked = [query for query in asked if not query["sql"].startswith(NO_QUERIES)]
        counts[name] = len(asked)
        if os.environ.get("SHOW"):
            print(name, *(f"\n    {query['time']} {query['sql'][: int(os.environ['SHOW'])]}" for query in asked), file=sys.stderr)
    print(json.dumps(counts))
