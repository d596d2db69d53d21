"""Bringing the fleet to a release: only who is behind, side by side, one failing unit holding up no other (reliability.md §9, 15)."""

import threading
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django_tenants.utils import tenant_context

from tenants import fleet, schema
from tenants.models import Blueprint, Membership, Unit, User
from workflow.models import Counter

SLUGS = ["alfa", "beta", "delta", "gama"]
ADD_CONSTRAINT = "migrations.AddConstraint('counter', models.CheckConstraint(condition=models.Q(last__lt=1000), name='counter_small'))"
ADD_FIELD = "migrations.AddField('counter', 'step', models.IntegerField(default=1))"
RUN_PYTHON = "migrations.RunPython(note_visit)"
HIDDEN_PYTHON = "migrations.SeparateDatabaseAndState([migrations.RunPython(note_visit)])"
RUN_SQL = "migrations.RunSQL('ALTER TABLE workflow_counter ADD COLUMN step integer -- the last word')"
ODD_SQL = """migrations.RunSQL("DO $$ BEGIN EXECUTE 'ALTER TABLE workflow_counter ADD COLUMN step integer'; END $$")"""


@pytest.fixture
def units(transactional_db):
    """Four units of today's release, with schemas of their own that go with the test: of their tables only the one that it moves."""
    yield from _opened(_with_counters)


@pytest.fixture
def whole_units(transactional_db):
    """The same, as a unit is opened."""
    yield from _opened(schema.build)


def _opened(build):
    with transaction.atomic():
        made = [_open(number, slug, build) for number, slug in enumerate(SLUGS)]
    yield made
    with connection.cursor() as cursor:
        for unit in made:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{unit.schema_name}" CASCADE')


def _open(number, slug, build):
    facts = {"legal_name": f"{slug} Ltda.", "cnpj": f"{number:014}", "city": "Santos", "uf": "SP", "state": "ativa"}
    unit = Unit(slug=slug, schema_name=f"fleet_{slug}", name=slug.title(), **facts)
    unit.schema_fingerprint = build(unit)
    unit.save()
    return unit


def _with_counters(unit):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {unit.schema_name}")
        for table in ("django_migrations", "workflow_counter"):
            cursor.execute(f"CREATE TABLE {unit.schema_name}.{table} (LIKE unit_santos.{table} INCLUDING ALL)")
        columns = "app, name, applied"
        cursor.execute(f"INSERT INTO {unit.schema_name}.django_migrations ({columns}) SELECT {columns} FROM unit_santos.django_migrations")  # noqa: S608
    return schema.release_fingerprint()


@pytest.fixture
def other_process():
    """A connection that somebody else holds open, in a transaction."""
    facts = connection.settings_dict
    names = {"host": facts["HOST"], "port": facts["PORT"], "user": facts["USER"], "password": facts["PASSWORD"]}
    with psycopg.connect(dbname=facts["NAME"], **names, **facts["OPTIONS"]) as other:
        yield other
        other.rollback()


def poison(unit, last=5000):
    with tenant_context(unit):
        Counter.objects.update_or_create(kind="poison", defaults={"last": last})


def migrate(**options):
    return {outcome.unit: outcome for outcome in fleet.migrate_behind(**options)}


def command(*args):
    out = StringIO()
    call_command("migrate_units", *args, stdout=out)
    return out.getvalue()


def columns(unit):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = 'workflow_counter'",
            [unit.schema_name],
        )
        return {name for (name,) in cursor.fetchall()}


def behind():
    return sorted(Unit.objects.behind().values_list("slug", flat=True))


def test_with_nothing_to_do_one_question_is_asked(units, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert migrate() == {}
    assert command() == "0 unidade(s) migrada(s), 0 com falha.\n"


@pytest.mark.parametrize("operation", [ADD_FIELD, RUN_SQL, ODD_SQL], ids=["field", "sql", "sql-of-an-odd-kind"])
def test_every_unit_gets_the_column(units, release, operation):
    release(operation)
    assert behind() == SLUGS
    outcomes = migrate(workers=2)
    assert [outcome.error for outcome in outcomes.values()] == [""] * 4
    assert all("step" in columns(unit) for unit in units)
    assert behind() == []
    assert set(schema.fingerprints(Unit.objects.all()).values()) == {schema.release_fingerprint()}


@pytest.mark.parametrize("operation", [RUN_PYTHON, HIDDEN_PYTHON], ids=["plain", "inside-another-operation"])
def test_python_of_a_migration_runs_in_each_unit(units, release, operation):
    """Replaying what it did in the first unit would write that unit's data into the others."""
    release(operation)
    blueprints = Blueprint.objects.count()
    migrate()
    assert Blueprint.objects.count() == blueprints
    for unit in units:
        with tenant_context(unit):
            assert Counter.objects.get().kind == unit.schema_name


@pytest.mark.parametrize("number", [0, 2], ids=["the-first", "one-of-the-others"])
def test_a_poisoned_unit_holds_up_no_other(units, release, number):
    release(ADD_CONSTRAINT)
    sick = units[number]
    poison(sick)
    outcomes = migrate()
    assert {slug for slug, outcome in outcomes.items() if outcome.error} == {sick.slug}
    assert "counter_small" in outcomes[sick.slug].error
    assert behind() == [sick.slug]
    sick.refresh_from_db()
    assert "counter_small" in sick.schema_error


def test_mended_and_run_again_only_the_rest_is_done(units, release):
    release(ADD_CONSTRAINT)
    poison(units[1])
    migrate()
    poison(units[1], last=5)
    outcomes = migrate()
    assert [(slug, outcome.error) for slug, outcome in outcomes.items()] == [("beta", "")]
    units[1].refresh_from_db()
    assert (units[1].answers, units[1].schema_error) == (True, "")


def test_only_the_poisoned_unit_answers_503_with_its_own_page(whole_units, release, browser):
    release(ADD_CONSTRAINT)
    poison(whole_units[1])
    migrate()
    camila = User.objects.create_user("camila@rede.example", name="Camila Duarte")
    Membership.objects.give(camila, "comercial")
    pages = {unit.slug: browser(camila).get(f"/u/{unit.slug}/") for unit in whole_units}
    assert {slug: page.status_code for slug, page in pages.items()} == {"alfa": 200, "beta": 503, "delta": 200, "gama": 200}
    assert "unit_mending.html" in [template.name for template in pages["beta"].templates]
    assert pages["beta"].headers["Retry-After"]


def test_the_command_names_the_failed_unit_and_fails(units, release):
    release(ADD_CONSTRAINT)
    poison(units[1])
    out = StringIO()
    with pytest.raises(CommandError, match=r"Com falha: beta\. Corrija e rode de novo\."):
        call_command("migrate_units", stdout=out)
    assert "beta: FALHOU (IntegrityError: " in out.getvalue()
    assert "3 unidade(s) migrada(s), 1 com falha." in out.getvalue()


def test_the_check_only_says_who_is_behind(units, release):
    assert command("--check") == "Nenhuma unidade atrasada.\n"
    release(ADD_FIELD)
    with pytest.raises(CommandError, match=r"4 unidade\(s\) atrasada\(s\)\."):
        command("--check")
    assert "step" not in columns(units[0])


def test_a_unit_locked_by_somebody_is_reported_in_time_and_done_the_next_time(units, release, other_process):
    release(ADD_FIELD)
    other_process.execute("LOCK TABLE fleet_beta.workflow_counter IN ACCESS EXCLUSIVE MODE")
    outcomes = migrate(lock_timeout=50)
    assert {slug: "lock timeout" in outcome.error for slug, outcome in outcomes.items()} == dict.fromkeys(SLUGS, False) | {"beta": True}
    assert outcomes["beta"].seconds < 30
    other_process.rollback()
    assert [(slug, outcome.error) for slug, outcome in migrate().items()] == [("beta", "")]


def test_a_lock_that_goes_away_is_waited_for(units, release, other_process):
    release(ADD_FIELD)
    other_process.execute("LOCK TABLE fleet_beta.workflow_counter IN ACCESS EXCLUSIVE MODE")
    threading.Timer(0.2, other_process.rollback).start()
    assert [outcome.error for outcome in migrate(lock_timeout=100).values()] == [""] * 4


def test_a_unit_that_another_process_is_migrating_is_left_to_it(units, release, other_process):
    release(ADD_FIELD)
    other_process.execute("SELECT 1 FROM tenants_unit WHERE slug = 'beta' FOR UPDATE")
    outcomes = migrate()
    assert {slug for slug, outcome in outcomes.items() if outcome.skipped} == {"beta"}
    assert behind() == ["beta"]


def test_a_failed_step_leaves_nothing_half_done(units, release):
    release(f"{ADD_FIELD}, {ADD_CONSTRAINT}")
    poison(units[1])
    migrate()
    assert "step" not in columns(units[1])
    assert "step" in columns(units[0])


def test_verify_finds_the_unit_whose_note_lies(units, release):
    release(ADD_FIELD)
    Unit.objects.filter(slug="beta").update(schema_fingerprint=schema.release_fingerprint())
    migrate()
    assert "step" not in columns(units[1])
    out = command("--verify")
    assert "1 unidade(s) com anotação diferente" in out
    assert "step" in columns(units[1])


def test_a_unit_without_schema_is_reported_and_makes_no_table_in_public(units, release):
    """PostgreSQL makes a table in the first schema of the path that exists."""
    release("migrations.CreateModel('Extra', [('id', models.BigAutoField(primary_key=True))])")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA fleet_beta CASCADE")
    outcomes = migrate()
    assert {slug for slug, outcome in outcomes.items() if outcome.error} == {"beta"}
    assert "the schema fleet_beta does not exist" in outcomes["beta"].error
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'workflow_extra' ORDER BY 1")
        assert [name for (name,) in cursor.fetchall()] == ["fleet_alfa", "fleet_delta", "fleet_gama"]


def test_verify_survives_a_unit_without_schema(units):
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA fleet_beta CASCADE")
    with pytest.raises(CommandError, match="Com falha: beta"):
        command("--verify")
    assert behind() == ["beta"]
