"""A unit with a great many leads, filled by SQL in a few minutes: people, phones, leads, journeys, limits, events, the queue.

fill(unit, leads=1_000_000)   two leads of five are open, a third of those is late
"""

from django.db import connection
from django_tenants.utils import tenant_context

OPEN_OF_TEN = 4
NAMES = [
    "Ana", "Maria", "João", "José", "Marina", "Pedro", "Luiz", "Carla", "Rafael", "Denise", "Otávio", "Camila", "Iara", "Bruno",
    "Helena", "Sílvio", "Nair", "Marcos", "Caio", "Renata",
]  # fmt: skip
MIDDLES = [
    "Beatriz", "Regina", "Paulo", "Augusto", "Cristina", "Helena", "Roberto", "Lúcia", "Antônio", "Aparecida", "Fernanda",
    "Sérgio",
]  # fmt: skip
FAMILIES = [
    "Salgado", "Fonseca", "Trevisan", "Moreira", "Farias", "Queiroz", "Antunes", "Prado", "Bertolini", "Tavares", "Duarte",
    "Amaral", "Couto", "Brandão", "Figueiredo", "Alves", "Okamoto", "Stefanelli", "Camargo", "Mazzini", "Piovesan", "Sato",
    "Martucci", "Bianchini", "Zuim", "Lobato", "Quintela",
]  # fmt: skip
DISTRICTS = [
    "Gonzaga", "Embaré", "Boqueirão", "Aparecida", "Pompéia", "Marapé", "Macuco", "Centro", "Valongo", "Encruzilhada",
    "Jabaquara", "Saboó", "Caneleira", "Castelo", "Chinês", "Estuário",
]  # fmt: skip

FILL = """
CREATE TEMP TABLE filling AS
SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS lead, gen_random_uuid() AS journey,
       (%(names)s::text[])[1 + (n::bigint * 7919) %% {names}] || ' ' || (%(middles)s::text[])[1 + (n::bigint / 3 * 104729) %% {middles}] || ' '
         || (%(families)s::text[])[1 + (n::bigint / 7 * 15485863) %% {families}] AS name,
       '55139' || lpad(((n::bigint * 7919 + 12345) %% 100000000)::text, 8, '0') AS phone,
       lpad(((n::bigint * 104729 + 987) %% 100000000000)::text, 11, '0') AS cpf,
       (%(districts)s::text[])[1 + (n * 31) %% {districts}] AS district,
       CASE WHEN n %% 10 < {open} THEN (%(running)s::uuid[])[1 + (n / 10 * 17) %% cardinality(%(running)s::uuid[])]
            ELSE (%(ended)s::uuid[])[1 + n %% cardinality(%(ended)s::uuid[])] END AS stage,
       (%(people)s::uuid[])[1 + (n / 11 * 13) %% cardinality(%(people)s::uuid[])] AS holder,
       now() - (random() * interval '400 days') AS came,
       n %% 10 < {open} AS is_open,
       CASE WHEN random() < 0.05 THEN NULL ELSE now() - interval '10 days' + random() * interval '30 days' END AS due
FROM generate_series(1, %(leads)s) AS n;

INSERT INTO leads_person (id, number, kind, name, contact_name, cpf, cnpj, notes, search, name_key, data_origin, created_at)
SELECT person, n, 'pf', name, '', cpf, '', '', lower(public.unaccent(name)) || ' ' || n || ' ' || cpf || ' ' || phone,
       lower(public.unaccent(split_part(name, ' ', 1) || ' ' || split_part(name, ' ', 3) || '|' || district)), '', came FROM filling;
INSERT INTO leads_phone (id, person_id, number, label) SELECT gen_random_uuid(), person, '+' || phone, '' FROM filling;
INSERT INTO workflow_journey (id, version_id, stage_id, holder_id, creator_id, turn, attempts, started_at, entered_at, ended_at, result, due_at, priority, title, detail, address, channel)
SELECT journey, %(version)s, stage, holder, holder, 1, 0, came, came, CASE WHEN is_open THEN NULL ELSE came + interval '9 days' END,
       CASE WHEN is_open THEN '' ELSE 'perdido' END, CASE WHEN is_open THEN due END, 0, name, district, '/leads/' || n || '/', 'web' FROM filling;
INSERT INTO leads_lead (id, journey_id, number, person_id, source_id, campaign, channel, product, value, temperature, district, next_at, created_at)
SELECT lead, journey, n, person, %(source)s, '', 'web', 'PK Inox', 1299.90, 'morno', district, coalesce(due, came) + interval '1 day', came FROM filling;
INSERT INTO workflow_event (id, journey_id, kind, at, by_id, details)
SELECT gen_random_uuid(), journey, 'journey.entered', came, holder, jsonb_build_object('stage', 'Novo', 'to', 'Alguém', 'why', 'a vez', 'holder', holder)
FROM filling;
INSERT INTO public.tenants_openwork (id, unit_id, kind, subject, centre, holder_id, title, detail, stage, address, since, due_at, priority, attempts)
SELECT gen_random_uuid(), %(unit)s, 'lead', journey, 'atendimento', holder, name, district, 'Novo', '/leads/' || n || '/', came, due, 0, 0 FROM filling WHERE is_open;
DROP TABLE filling;
"""


def fill(unit, *, leads, people, process):
    """That many leads on the published version of the process, spread over its stages and those people."""
    from leads.models import Source
    from workflow.models import Counter, Process, Stage

    with tenant_context(unit):
        version = Process.objects.get(slug=process).published
        stages = Stage.objects.filter(version=version)
        facts = {
            "leads": leads, "unit": unit.pk, "version": version.pk, "source": Source.objects.usual("web").pk,
            "running": [stage.pk for stage in stages.filter(ends="")], "ended": [stage.pk for stage in stages.filter(ends="perdido")],
            "people": [user.pk for user in people], "names": NAMES, "middles": MIDDLES, "families": FAMILIES, "districts": DISTRICTS,
        }  # fmt: skip
        sql = FILL.format(names=len(NAMES), middles=len(MIDDLES), families=len(FAMILIES), districts=len(DISTRICTS), open=OPEN_OF_TEN)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # a page's patience is not a filler's
            for statement in filter(str.strip, sql.split(";\n")):
                cursor.execute(statement, facts)
        for kind in ("lead", "pessoa"):
            Counter.objects.update_or_create(kind=kind, defaults={"last": leads})
    _settle(unit)


def _settle(unit):
    """As autovacuum leaves it a while later: statistics, and pages known to be visible to all."""
    with connection.cursor() as cursor:
        for table in ("leads_person", "leads_phone", "leads_lead", "workflow_journey", "workflow_event"):
            cursor.execute(f'VACUUM (ANALYZE) "{unit.schema_name}"."{table}"')
        cursor.execute("VACUUM (ANALYZE) public.tenants_openwork")
