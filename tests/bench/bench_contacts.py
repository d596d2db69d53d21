"""The day's list and a person's section in a unit with very many sales contacts: queries, one client's p50.

A bare page in the same run tells what any page costs on this machine.

CONTACTS=100000 (so many unless said otherwise) · CONTACTS=1000000 for the whole promise · SECONDS=3 for each measurement
"""

import json
import os
import statistics
import sys

from tests.bench.bench_leads import NO_QUERIES, SETTINGS, UNIT, Web
from tests.bench.ground import elsewhere, fresh_database, set_up, table

CONTACTS = int(os.environ.get("CONTACTS", "100000"))
A_PERSON, CONSULTORS, PROCESS = 5, 30, "purifikar"
GOALS = {  # queries, p50 in ms
    "lista do dia, 50 linhas": (10, 20), "de quem vê só os seus": (10, 25), "em aberto, todos": (10, 20), "página n por chave": (10, 20),
    "encerrados": (10, 20), "tipo + responsável + vencidos": (10, 20), "por nome da pessoa": (10, 30), "fatores críticos": (10, 20),
    "contatos da pessoa": (10, 20), "um contato": (18, 25), "página nua, 50 linhas": (10, None),
}  # fmt: skip

# Two of five are open; of these one in ten has no date, one in ten is internal, and the dates lie 20 days around today.
FILL = """
INSERT INTO followup_contact (id, number, person_id, kind_id, name, contacted_on, means_id, success, value, next_on, next_is_internal,
  owner_id, made_by_id, made_at, closed_at, closed_by_id, result, closing_words)
SELECT gen_random_uuid(), n, person.id, (%(kinds)s::uuid[])[1 + n %% cardinality(%(kinds)s::uuid[])], 'Purificador ' || n, current_date - n %% 300,
  %(means)s, n %% 100, 1299.90, CASE WHEN n %% 5 < 2 AND n %% 50 > 0 THEN current_date - 20 + (n / 5) %% 60 END, n %% 5 < 2 AND n %% 50 > 0 AND n %% 10 = 1,
  who, who, now() - (n %% 300) * interval '1 day', CASE WHEN n %% 5 >= 2 THEN now() - (n %% 290) * interval '1 day' END,
  CASE WHEN n %% 5 >= 2 THEN who END, CASE WHEN n %% 5 >= 2 THEN 'perdido' ELSE '' END, ''
FROM generate_series(1, %(count)s) AS n
JOIN leads_person person ON person.number = 1 + n %% %(people)s
CROSS JOIN LATERAL (SELECT (%(owners)s::uuid[])[1 + (n / 7 * 13) %% cardinality(%(owners)s::uuid[])] AS who) AS owner
"""


def main(step="", *arguments):
    if step:
        return {"fill": _fill, "count": _count}[step](*arguments)
    rows = []
    with fresh_database() as url:
        pages = elsewhere("tests.bench.bench_contacts", "fill", str(CONTACTS), url=url)
        queries = elsewhere("tests.bench.bench_contacts", "count", json.dumps(pages), url=url)
        print(f"  {CONTACTS} contacts in one unit", flush=True)
        with Web(url) as web:
            for name, (most, soon) in GOALS.items():
                times, size = web.one(pages[name])
                p50 = statistics.median(times) * 1000
                rows.append((f"{name}: queries", str(queries[name]), f"≤ {most}", queries[name] <= most))
                rows.append(
                    (f"{name}: p50 ({size / 1000:.0f} kB)", f"{p50:.1f} ms", f"≤ {soon} ms" if soon else "", not soon or p50 <= soon)
                )
    return 0 if table(rows) else 1


def _fill(count):
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    set_up(os.environ["DATABASE_URL"])
    from django.core.cache import cache
    from django.db import connection
    from django_tenants.utils import tenant_context

    from followup.models import AttendanceType, ContactMeans
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
    cache.clear()
    people = int(count) // A_PERSON
    fill(unit, leads=people, people=sellers, process=PROCESS)
    with tenant_context(unit), connection.cursor() as cursor:
        kinds = list(AttendanceType.objects.exclude(parent=None).values_list("pk", flat=True))
        facts = {"count": int(count), "people": people, "kinds": kinds, "means": ContactMeans.objects.first().pk}
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(FILL, {**facts, "owners": [user.pk for user in sellers]})
        cursor.execute("VACUUM (ANALYZE) followup_contact")
    print(json.dumps(_pages(unit, int(count), manager, sellers[3])))


def _pages(unit, count, manager, seller):
    from urllib.parse import quote

    from django.conf import settings
    from django.test import Client
    from django_tenants.utils import tenant_context

    from followup.models import Contact

    def cookie(user):
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    with tenant_context(unit):
        middle = Contact.objects.open().in_turn().select_related("person")[count // 10]
    page = {
        "lista do dia, 50 linhas": "contatos/", "em aberto, todos": "contatos/?situacao=abertos",
        "página n por chave": f"contatos/?situacao=abertos&depois={quote(f'{middle.date_key}~{middle.pk}')}",
        "encerrados": "contatos/?situacao=encerrado", "tipo + responsável + vencidos": f"contatos/?tipo=1&situacao=vencido&responsavel={middle.owner_id}",
        "por nome da pessoa": f"contatos/?situacao=abertos&q={quote(middle.person.name)}", "fatores críticos": "contatos/criticos/",
        "contatos da pessoa": f"clientes/{middle.person.number}/contatos/", "um contato": f"contatos/{middle.number}/",
        "página nua, 50 linhas": "nu/",
    }  # fmt: skip
    pages = {name: {"path": UNIT + path, "cookie": cookie(manager)} for name, path in page.items()}
    pages["de quem vê só os seus"] = {"path": UNIT + "contatos/", "cookie": cookie(seller)}
    return pages


def _count(pages):
    """How many queries each page asks, those that set the unit's search path left out."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    set_up(os.environ["DATABASE_URL"])
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for name, page in json.loads(pages).items():
        client = Client(headers={"Cookie": page["cookie"]})
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                client.get(page["path"])
        asked = [query for query in asked if not query["sql"].startswith(NO_QUERIES)]
        counts[name] = len(asked)
        if os.environ.get("SHOW"):
            print(name, *(f"\n    {query['time']} {query['sql'][: int(os.environ['SHOW'])]}" for query in asked), file=sys.stderr)
    print(json.dumps(counts))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
