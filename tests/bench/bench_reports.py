"""Reports over a unit with very many leads: the whole page, the lists behind it, the network's pages, and keeping the sums current.

LEADS=100000 (so many unless said otherwise) · LEADS=1000000 for the whole promise · TIMES=9 for each measurement
"""

import os
import statistics
import sys
import time
from datetime import timedelta

from tests.bench.ground import fresh_database, set_up, table

LEADS, TIMES = int(os.environ.get("LEADS", "100000")), int(os.environ.get("TIMES", "9"))
PEOPLE, DAYS, SOON = 50, 400, 300  # ms
AT_ONCE = 31  # days
SELLER = 12  # which of the people is a Consultor

FIGURES = """
INSERT INTO leads_leadfigure (id, lead_id, came_on, treated_on, in_time, handed_on, ended_on, result, reason, value, channel, source, campaign,
                              district, attendant_id, seller_id, stage, reached, minutes, keepers)
SELECT gen_random_uuid(), lead.id, came.on, CASE WHEN n %% 12 > 0 THEN came.on + n %% 3 END, n %% 12 > 0 AND n %% 5 > 0,
       CASE WHEN n %% 3 = 0 THEN came.on + 3 END, (journey.ended_at AT TIME ZONE 'America/Sao_Paulo')::date,
       CASE WHEN journey.ended_at IS NULL THEN '' WHEN n %% 7 = 0 THEN 'ganho' ELSE 'perdido' END,
       CASE WHEN journey.ended_at IS NOT NULL AND n %% 7 > 0 THEN (ARRAY['Preço', 'Sem contato', 'Fora da área'])[1 + n %% 3] ELSE '' END,
       lead.value, CASE WHEN n %% 4 = 0 THEN 'fluxo' ELSE 'web' END, 'origem-' || n %% 8, CASE WHEN n %% 2 = 0 THEN 'campanha ' || n %% 6 ELSE '' END,
       lead.district, journey.holder_id, CASE WHEN n %% 3 = 0 THEN journey.holder_id END, stage.slug,
       (%(slugs)s::text[])[1:1 + n %% cardinality(%(slugs)s::text[])], (%(minutes)s::int[])[1:1 + n %% cardinality(%(slugs)s::text[])],
       ARRAY[journey.holder_id]
FROM leads_lead AS lead JOIN workflow_journey AS journey ON journey.id = lead.journey_id JOIN workflow_stage AS stage ON stage.id = journey.stage_id,
     LATERAL (SELECT lead.number AS n) AS number, LATERAL (SELECT (lead.created_at AT TIME ZONE 'America/Sao_Paulo')::date AS on) AS came
"""


def main():
    with fresh_database() as url:
        set_up(url)
        began = time.monotonic()
        ground = fill()
        print(f"  {LEADS} leads of {DAYS} days, filled in {time.monotonic() - began:.0f} s", flush=True)
        met = table([*sums(ground), *pages(ground), *currency(ground)])
        from django.db import connection

        connection.close()
    return 0 if met else 1


def fill():
    """The unit, its Gerente, and figures for each lead as the timeline would tell them."""
    from django.db import connection
    from django_tenants.utils import tenant_context

    from tenants.models import Membership, Team, TeamPlace, User
    from tests.bench.bench_open_unit import make_unit
    from tests.bench.million import fill
    from workflow.models import Stage

    unit = make_unit(0)
    unit.open()
    people = [User.objects.create_user(f"p{number}@x.example", name=f"Pessoa {number:02}") for number in range(PEOPLE)]
    team = Team.objects.create(name="Manhã")
    for number, person in enumerate(people):
        if person == people[SELLER]:
            Membership.objects.give(person, "consultor", unit=unit)
            continue
        member = Membership.objects.give(person, "comercial")
        if number < 10:
            TeamPlace.objects.create(team=team, membership=member, is_principal=True)
    who = {"consultor": people[SELLER], "comercial": people[0]}
    for role, place in (("gerente", unit), ("admin", None), ("coordenador", None)):
        who[role] = User.objects.create_user(f"{role}@x.example", name=role.title())
        member = Membership.objects.give(who[role], role, unit=place)
    TeamPlace.objects.create(team=team, membership=member, leads=True)
    fill(unit, leads=LEADS, people=people, process="purifikar")
    with tenant_context(unit), connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        slugs = list(Stage.objects.filter(version__process__slug="purifikar", ends="").order_by("order").values_list("slug", flat=True))
        cursor.execute(FIGURES, {"slugs": slugs, "minutes": [60 * (number + 1) for number in range(len(slugs))]})
        cursor.execute("VACUUM (ANALYZE) leads_leadfigure")
    return {"unit": unit, "who": who, "people": people}


def sums(ground):
    """All days added up; the same as made at once from every figure."""
    from django.db import connection, transaction
    from django.utils import timezone
    from django_tenants.utils import tenant_context

    from leads.models import FigureMark
    from leads.reports import roll
    from leads.reports.period import Period
    from leads.reports.report import Figures
    from leads.reports.scope import Scope

    unit, today = ground["unit"], timezone.localdate()
    days = [today - timedelta(days=number) for number in range(-10, DAYS + 2)]
    with tenant_context(unit):
        began = time.perf_counter()
        for first in range(0, len(days), AT_ONCE):
            with transaction.atomic():
                roll.roll(days[first : first + AT_ONCE])
                roll.tell(unit, days[first : first + AT_ONCE])
        took = time.perf_counter() - began
        with connection.cursor() as cursor:
            for table in ("leads_dayfigure", "leads_daystage", "leads_personfigure", "leads_personstage", "public.tenants_unitday"):
                cursor.execute(f"VACUUM (ANALYZE) {table}")
        FigureMark.objects.create(
            through=FigureMark.key_at(time.time()), read=FigureMark.key_at(time.time()), zone=unit.time_zone, is_behind=False
        )
        year = Period(today - timedelta(days=365), today)
        same = []
        for role in ("gerente", "coordenador", "consultor"):
            scope = Scope(ground["who"][role].memberships.get(), unit)
            began = time.perf_counter()
            slow = roll.sums(scope.figures, year.first, year.last)
            made_at_once = time.perf_counter() - began
            rolled = Figures(scope, year).sums
            same.append(sorted(row[1:4] + row[5:] for row in rolled) == sorted(row[1:4] + row[5:] for row in slow))
            yield f"a year's figures made at once, {role}", f"{made_at_once * 1000:.0f} ms", "", True
    yield "all days added up, and told to the network", f"{took:.1f} s", "", True
    yield "the year's figures are equal to those", "yes" if all(same) else "no", "yes", all(same)


def pages(ground):
    """The whole page in this process, as a worker makes it; the median of some."""
    from django.conf import settings
    from django.test import Client

    clients = {}
    for role, user in ground["who"].items():
        clients[role] = Client()
        clients[role].force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    inside = f"/u/{ground['unit'].slug}/"
    today = time.strftime("%Y-%m-%d")
    year = f"periodo=livre&de={int(today[:4]) - 1}{today[4:]}&ate={today}"
    asked = [
        ("report of the month", "gerente", f"{inside}relatorios/", SOON),
        ("report of a year", "gerente", f"{inside}relatorios/?{year}", SOON),
        ("report of the month, a Coordenador's team of 10", "coordenador", f"{inside}relatorios/", SOON),
        ("report of a year, a Coordenador's team of 10", "coordenador", f"{inside}relatorios/?{year}", SOON),
        ("report of the month, one's own (Assessor Comercial)", "comercial", f"{inside}relatorios/", SOON),
        ("report of a year, one's own (Assessor Comercial)", "comercial", f"{inside}relatorios/?{year}", SOON),
        ("report of the month, one's own (Consultor)", "consultor", f"{inside}relatorios/", SOON),
        ("report of a year, one's own (Consultor)", "consultor", f"{inside}relatorios/?{year}", SOON),
        ("people and queue", "gerente", f"{inside}relatorios/pessoas/", SOON),
        ("people and queue, a Coordenador's team", "coordenador", f"{inside}relatorios/pessoas/", SOON),
        ("list behind a figure of the month", "gerente", f"{inside}relatorios/leads/?numero=ganhos&{_month()}", SOON),
        ("list behind a figure of a Coordenador's team", "coordenador", f"{inside}relatorios/leads/?numero=leads&{_month()}", SOON),
        (
            "list behind a neighbourhood of the month",
            "gerente",
            f"{inside}relatorios/leads/?numero=leads&por=bairro&chave=gonzaga&{_month()}",
            SOON,
        ),
        ("goals", "gerente", f"{inside}relatorios/metas/", SOON),
        ("ranking", "gerente", f"{inside}ranking/", SOON),
        ("network's report of a year", "admin", f"/rede/relatorios/?{year}", SOON),
        ("network's panel", "admin", "/rede/painel/", SOON),
    ]
    for words, role, path, soon in asked:
        took = [_timed(clients[role], path) for _ in range(TIMES + 2)][2:]
        p50 = statistics.median(took) * 1000
        yield f"{words}, p50", f"{p50:.0f} ms", f"≤ {soon} ms", p50 <= soon


def currency(ground):
    """What is new is in the figures at the next look."""
    from django_tenants.utils import tenant_context

    from leads.models import Lead
    from leads.reports.catch_up import catch_up

    with tenant_context(ground["unit"]):
        for words, count in (("nothing new", 0), ("100 leads touched", 100), ("2000 leads touched", 2000)):
            for lead in Lead.objects.select_related("journey")[:count]:
                lead.journey.record("lead.called", by=ground["people"][0], result="atendeu")
            began = time.perf_counter()
            catch_up()
            yield f"catching up, {words}", f"{(time.perf_counter() - began) * 1000:.0f} ms", "", True


def _month():
    from django.utils import timezone

    today = timezone.localdate()
    return f"de={today.replace(day=1)}&ate={today}"


def _timed(client, path):
    began = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return took


if __name__ == "__main__":
    sys.exit(main())
