"""Relatórios › Ciclos over a unit in which very many questions were answered: the whole page, the contacts behind an answer, the file.

ANSWERS=1000000 (so many unless said otherwise, over ten months, in two versions) · TIMES=9 for each measurement · SHOW=200: the queries
"""

import os
import statistics
import sys
import time
from datetime import timedelta

from tests.bench.bench_contacts import FILL as CONTACTS
from tests.bench.ground import fresh_database, set_up, table
from tests.bench.web import NO_QUERIES

ANSWERS, TIMES = int(os.environ.get("ANSWERS", "1000000")), int(os.environ.get("TIMES", "9"))
A_REPLY, A_PERSON, CONSULTORS, DAYS = 9.25, 5, 12, 300
MOST, SOON = 20, 200  # queries, ms

# Half of the replies are of the older version; everybody has two things that trouble him.
FILL = """
INSERT INTO followup_cyclereply (id, contact_id, cycle_id, version_id, number, is_current, is_whole, by_id, at, first_at)
SELECT uuidv7((contact.number - %(count)s) * interval '20 seconds'), contact.id, %(cycle)s, (%(versions)s::uuid[])[1 + contact.number %% 2], 1, true, contact.number %% 7 > 0, owner_id, made_at, made_at
FROM followup_contact contact ORDER BY contact.number;
INSERT INTO followup_cycleanswer (id, reply_id, question_id, text, number, day)
SELECT uuidv7(), reply.id, question.id, CASE WHEN question.kind = 'texto' THEN 'Dona Célia' WHEN question.kind = 'sim_nao' THEN 'sim' WHEN question.kind IN ('escolha', 'varias')
    THEN question.choices ->> ((contact.number / 3 + k * 2)::int %% jsonb_array_length(question.choices)) ELSE '' END,
  CASE WHEN question.kind = 'numero' THEN contact.number %% 90 END, CASE WHEN question.kind = 'data' THEN current_date - (contact.number %% 900)::int END
FROM followup_cyclereply reply JOIN followup_contact contact ON contact.id = reply.contact_id JOIN followup_cyclequestion question ON question.version_id = reply.version_id
CROSS JOIN LATERAL generate_series(1, CASE WHEN question.kind = 'varias' THEN 2 ELSE 1 END) AS k
WHERE question.when_key = '' OR (contact.number + question.position) %% 4 = 0 ORDER BY contact.number, question.position
"""
TABLES = ("contact", "cyclereply", "cycleanswer", "cyclequestion")


def main():
    with fresh_database() as url:
        set_up(url)
        began = time.monotonic()
        ground = fill()
        print(
            f"  {ground['answers']} answers of {ground['replies']} contacts in {DAYS} days, filled in {time.monotonic() - began:.0f} s",
            flush=True,
        )
        met = table(list(pages(ground)))
        from django.db import connection

        connection.close()
    return 0 if met else 1


def fill():
    from django.db import connection
    from django_tenants.utils import tenant_context

    from followup.install import install_tables
    from followup.models import AttendanceType, ContactMeans, Cycle, CycleAnswer, CycleReply
    from tenants.models import Membership, User
    from tests.bench.bench_open_unit import make_unit
    from tests.bench.million import fill

    unit = make_unit(0)
    unit.open()
    sellers = [User.objects.create_user(f"c{number}@x.example", name=f"Consultor {number:02}") for number in range(CONSULTORS)]
    for person in sellers:
        Membership.objects.give(person, "consultor", unit=unit)
    manager = User.objects.create_user("gerente@x.example", name="Marcos Antunes")
    Membership.objects.give(manager, "gerente", unit=unit)
    count = int(ANSWERS / A_REPLY)
    fill(unit, leads=count // A_PERSON, people=sellers, process="purifikar")
    with tenant_context(unit), connection.cursor() as cursor:
        install_tables()
        cycle = Cycle.objects.get(name="Qualificação da venda")
        cycle.begin_draft(by=manager).publish(by=manager)
        facts = {
            "count": count, "people": count // A_PERSON, "opinions": 0, "means": ContactMeans.objects.first().pk, "owners": [user.pk for user in sellers],
            "kinds": list(AttendanceType.objects.exclude(parent=None).values_list("pk", flat=True)), "cycle": cycle.pk,
            "versions": list(cycle.versions.order_by("number").values_list("pk", flat=True)),
        }  # fmt: skip
        cursor.execute("SET statement_timeout = 0")
        for statement in filter(str.strip, (CONTACTS + FILL).split(";\n")):
            cursor.execute(statement, facts)
        for name in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) followup_{name}")
        return {"unit": unit, "gerente": manager, "consultor": sellers[3], "answers": CycleAnswer.objects.count(), "replies": CycleReply.objects.count()}  # fmt: skip


def pages(ground):
    """The whole page in this process, as a worker makes it: its queries, and the median of some."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    clients = {}
    for role in ("gerente", "consultor"):
        clients[role] = Client()
        clients[role].force_login(ground[role], backend=settings.AUTHENTICATION_BACKENDS[0])
    report = f"/u/{ground['unit'].slug}/relatorios/ciclos/"
    today = timezone.localdate()
    month, ever = (f"periodo=livre&de={today - timedelta(days=days)}&ate={today}" for days in (30, DAYS + 1))
    one = f"com={ground['consultor'].pk}"
    asked = [
        ("30 days", "gerente", f"?{month}", SOON),
        ("30 days of one Consultor", "gerente", f"?{month}&{one}", SOON),
        ("30 days, one's own", "consultor", f"?{month}", SOON),
        ("all ten months", "gerente", f"?{ever}", SOON),
        ("all ten months of one Consultor", "gerente", f"?{ever}&{one}", SOON),
        ("all ten months, one's own", "consultor", f"?{ever}", SOON),
        ("contacts behind an answer, all ten months", "gerente", f"contatos/?{ever}&pergunta=agua&resposta=Purificador", SOON),
        ("contacts behind an answer, one's own", "consultor", f"contatos/?{ever}&pergunta=agua&resposta=Purificador", SOON),
        ("file of the figures, 30 days", "gerente", f"planilha.csv?{month}", SOON),
    ]
    for words, role, path, soon in asked:
        first = _timed(clients[role], report + path)
        with CaptureQueriesContext(connection) as queries:
            _timed(clients[role], report + path)
        said = [query for query in queries if not query["sql"].startswith(NO_QUERIES)]
        if "SHOW" in os.environ:
            print(words, *(f"\n    {query['time']} {query['sql'][: int(os.environ['SHOW'])]}" for query in said), file=sys.stderr)
        p50 = statistics.median(_timed(clients[role], report + path) for _ in range(TIMES)) * 1000
        yield f"{words}: the first time, its days added up", f"{first * 1000:.0f} ms", "", True
        yield f"{words}: queries", str(len(said)), f"≤ {MOST}", len(said) <= MOST
        yield f"{words}: p50", f"{p50:.0f} ms", f"≤ {soon} ms", p50 <= soon


def _timed(client, path):
    began = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return took


if __name__ == "__main__":
    sys.exit(main())
