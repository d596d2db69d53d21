"""Leads that come in by the signed webhook: so many a second of eight senders, each whole and committed, fairly given.

SECONDS=2 for each measurement · ROUNDS=5 of them, of which the least disturbed counts · LEADS=20000 that the unit has before (0 for none)
"""

import hashlib
import hmac
import http.client
import json
import os
import random
import sys
import threading
import time
from collections import Counter

from tests.bench.ground import elsewhere, fresh_database, percentile, set_up, table
from tests.bench.million import DISTRICTS, FAMILIES, MIDDLES, NAMES
from tests.bench.web import HOST, ROUNDS, Web

SECONDS, LEADS = float(os.environ.get("SECONDS", "2")), int(os.environ.get("LEADS", "20000"))
SENDERS, ATTENDANTS, UNITS, GOAL = 8, 5, 4, 150


def main(step="", *arguments):
    if step:
        return {"fill": _fill, "check": _check, "count": _count}[step](*arguments)
    with fresh_database() as url:
        doors = elsewhere("tests.bench.bench_intake", "fill", url=url)
        queries = elsewhere("tests.bench.bench_intake", "count", json.dumps(doors), url=url)
        rows = [("queries of one delivery", str(queries), "", True)]
        with Web(url) as web:
            _rate(web, doors[:1], seconds=2)  # warm
            for words, chosen in (("one unit", doors[:1]), (f"{UNITS} units", doors)):
                sent = max((_rate(web, chosen) for _ in range(ROUNDS)), key=len)
                p50, p95 = (percentile(sent, share) * 1000 for share in (0.5, 0.95))
                rate = len(sent) / SECONDS
                rows.append((f"{words}, {SENDERS} senders: leads a second", f"{rate:.0f}/s", f"≥ {GOAL}/s", rate >= GOAL))
                rows.append((f"{words}: one delivery, p50 and p95", f"{p50:.0f}, {p95:.0f} ms", "", True))
        found = elsewhere("tests.bench.bench_intake", "check", url=url)
        rows += [(words, str(measured), goal, met) for words, measured, goal, met in found]
    return 0 if table(rows) else 1


def _rate(web, doors, seconds=SECONDS):
    """How long each delivery took that was answered within that time, in seconds."""
    until, done = time.monotonic() + seconds, []
    threads = [
        threading.Thread(target=_send, args=(web.port, doors[number % len(doors)], number, until, done)) for number in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def _send(port, door, number, until, done):
    connection, turn = http.client.HTTPConnection(HOST, port, timeout=30), 0
    while time.monotonic() < until:
        turn += 1
        body, moment = _body(number, turn), str(int(time.time()))
        signature = hmac.new(door["secret"].encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json", "X-Purifikar-Timestamp": moment, "X-Purifikar-Signature": f"v1={signature}",
            "Idempotency-Key": f"{number}-{time.time_ns()}",
        }  # fmt: skip
        began = time.perf_counter()
        connection.request("POST", door["path"], body, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 201:
            raise SystemExit(f"{answer.status}: {text[:300]}")
        if time.monotonic() <= until:
            done.append(time.perf_counter() - began)


def _body(number, turn):
    phone = f"139{(time.time_ns() // 1000) % 30_000_000 + 70_000_000:08}"
    name = " ".join([random.choice(NAMES), random.choice(MIDDLES), random.choice(FAMILIES), random.choice(FAMILIES)])
    facts = {
        "nome": name,
        "telefone": phone,
        "email": f"c{number}.{turn}.{time.time_ns()}@x.example",
        "bairro": random.choice(DISTRICTS),
        "produto": "PK Inox",
    }
    return json.dumps(facts).encode()


# --- steps that run in a process of their own on the database ----------------------------------------------------------


def _fill():
    set_up(os.environ["DATABASE_URL"])
    from django.core.cache import cache
    from django_tenants.utils import tenant_context

    from leads.models import Source
    from purifikar.lib.links import unit_url
    from tenants.models import Membership, User
    from tests.bench.bench_open_unit import make_unit
    from tests.bench.million import fill

    units = [make_unit(number) for number in range(UNITS)]
    for unit in units:
        unit.open()
    people = [User.objects.create_user(f"a{number}@x.example", name=f"Assessora {number}") for number in range(ATTENDANTS)]
    for person in people:
        Membership.objects.give(person, "comercial")
    cache.clear()
    if LEADS:
        fill(units[0], leads=LEADS, people=people, process="purifikar")
    doors = []
    for unit in units:
        with tenant_context(unit):
            site = Source.objects.create(slug="site", name="Site")
            doors.append({"path": unit_url(unit, "webhook", site.token), "secret": site.secret})
    print(json.dumps(doors))


def _check():
    """That each lead is whole: journey with holder, queue row, armed limit, alarm; and that nobody had more turns than another."""
    set_up(os.environ["DATABASE_URL"])
    from django_tenants.utils import tenant_context

    from leads.models import Intake, Lead
    from tenants.models import Alarm, OpenWork, Unit

    whole = taken = 0
    turns = Counter()
    for unit in Unit.objects.all():
        with tenant_context(unit):
            came = Intake.objects.count()
            leads = list(Lead.objects.filter(intakes__state="aceita").values_list("journey", "journey__holder", "journey__due_at"))
            queue = set(OpenWork.objects.filter(unit=unit).values_list("subject", flat=True))
            alarms = set(Alarm.objects.filter(unit=unit).values_list("journey", flat=True))
            taken += came
            whole += sum(journey in queue and journey in alarms and bool(holder and due) for journey, holder, due in leads)
            turns.update(holder for _, holder, _ in leads)
    apart = max(turns.values()) - min(turns.values())
    print(
        json.dumps(
            [
                ("taken in, whole in the base", f"{taken}, {whole}", "equal", taken == whole),
                ("turns apart, most to least", apart, "≤ 1", apart <= 1),
            ]
        )
    )


def _count(doors):
    set_up(os.environ["DATABASE_URL"])
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    door, client = json.loads(doors)[1], Client()
    for turn in range(2):
        body, moment = _body(0, turn), str(int(time.time()))
        signature = hmac.new(door["secret"].encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"X-Purifikar-Timestamp": moment, "X-Purifikar-Signature": f"v1={signature}"}
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(door["path"], body, content_type="application/json", headers=headers)
        assert answer.status_code == 201, answer.content
    asked = [query["sql"] for query in asked]
    if os.environ.get("SHOW"):
        print(*(f"\n    {sql[: int(os.environ['SHOW'])]}" for sql in asked), file=sys.stderr)
    print(json.dumps(len(asked)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
