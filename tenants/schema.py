"""A unit's schema: made, brought up to the release, and told apart by a fingerprint.

The SQL of a step (nothing → this release, that release → this one) is recorded while Django's own migrations run for the
first unit, and replayed for every other one: the same statements, so the same schema, without loading migrations each time.
Steps that run Python, or SQL of a kind that the recorder does not keep, are never replayed.
"""

import hashlib
import inspect
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations import RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django_tenants.utils import quote_schema_name, tenant_context

from tenants.models.blueprint import Blueprint

# "SET CONSTRAINTS … IMMEDIATE; ALTER TABLE … DROP CONSTRAINT …" is how Django drops a foreign key.
KEPT_STATEMENTS = ("CREATE", "ALTER", "DROP", "COMMENT", "INSERT", "UPDATE", "DELETE", "SET CONSTRAINTS")
CHUNK = 25


class MissingSchema(Exception):
    """A unit's schema is not there: dropped or renamed by hand, or not restored yet."""


def no_progress(done, total):
    """For whoever has nobody to tell."""


def release_fingerprint():
    """What a unit's schema must be for this release: a digest of the unit apps' migrations, in order of app and name."""
    return _release().fingerprint


def forget_release():
    """Reads the migrations from disk again at the next question; for tests that add one."""
    _release.cache_clear()


def build(unit, *, progress=no_progress):
    """Makes the unit's schema inside the caller's transaction and returns its fingerprint."""
    if not connection.in_atomic_block:
        raise ImproperlyConfigured("A schema is built in the transaction that lets its unit answer.")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {quote_schema_name(unit.schema_name)}")
    return upgrade(unit, progress=progress)


def upgrade(unit, *, progress=no_progress):
    """Brings the unit's schema to this release inside the caller's transaction and returns its new fingerprint."""
    release = _release()
    key = hashlib.sha256(f"{unit.schema_fingerprint}>{release.fingerprint}:{release.text_digest}".encode()).hexdigest()
    blueprint = Blueprint.objects.filter(pk=key).first()
    with tenant_context(unit):
        _stop_without_schema(unit)
        if blueprint:
            _replay(blueprint, progress)
        else:
            _migrate_and_record(key, progress)
    return release.fingerprint


def fingerprints(units):
    """The fingerprints that the units' own tables of migrations give: {unit's key: digest}. Where the table is missing: ""."""
    units = list(units)
    everywhere = {str(unit.pk): "" for unit in units}
    existing = _schemas_with_migrations()
    units = [unit for unit in units if unit.schema_name in existing]
    if not units:
        return everywhere
    one = (
        "SELECT %s, md5(coalesce(string_agg(app || '.' || name, ',' ORDER BY app COLLATE \"C\", name COLLATE \"C\"), '')) "
        "FROM {}.django_migrations WHERE app = ANY(%s)"
    )
    sql = " UNION ALL ".join(one.format(quote_schema_name(unit.schema_name)) for unit in units)
    params = [value for unit in units for value in (str(unit.pk), settings.TENANT_APPS)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return everywhere | dict(cursor.fetchall())


class Release:
    """The unit apps' migrations as this code has them."""

    def __init__(self):
        loader = MigrationLoader(None)
        mine = {key: migration for key, migration in loader.disk_migrations.items() if key[0] in settings.TENANT_APPS}
        names = ",".join(".".join(key) for key in sorted(mine))
        sources = "".join(inspect.getsource(inspect.getmodule(type(mine[key]))) for key in sorted(mine))
        self.fingerprint = hashlib.md5(names.encode(), usedforsecurity=False).hexdigest()
        self.text_digest = hashlib.sha256(sources.encode()).hexdigest()


@cache
def _release():
    return Release()


def _schemas_with_migrations():
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'django_migrations'")
        return {name for (name,) in cursor.fetchall()}


def _stop_without_schema(unit):
    """PostgreSQL would make the unit's tables in the next schema of the path: in `public`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        if cursor.fetchone()[0] != unit.schema_name:
            raise MissingSchema(f"the schema {unit.schema_name} does not exist")


def _migrate_and_record(key, progress):
    connection.set_tenant(connection.tenant, include_public=False)
    statements = []
    with connection.execute_wrapper(_keeping(statements)):
        MigrationRecorder(connection).ensure_schema()
        connection.set_tenant(connection.tenant)
        executor = MigrationExecutor(connection, lambda *step: None)
        targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] in settings.TENANT_APPS]
        plan = executor.migration_plan(targets)
        executor.migrate(targets, plan)
    progress(1, 1)
    if all(_is_plain_sql(migration) for migration, _ in plan):
        applied = [[migration.app_label, migration.name] for migration, _ in plan]
        Blueprint.objects.bulk_create([Blueprint(key=key, statements=statements, applied=applied)], ignore_conflicts=True)


def _keeping(statements):
    def wrapper(execute, sql, params, many, context):
        text = str(sql).strip()
        if _is_kept(text) and not text.startswith('INSERT INTO "django_migrations"'):
            statements.append(text.rstrip(";"))
        return execute(sql, params, many, context)

    return wrapper


def _is_plain_sql(migration):
    elsewhere = migration.app_label not in settings.TENANT_APPS
    return elsewhere or (migration.atomic and all(_gives_same_sql(operation) for operation in migration.operations))


def _gives_same_sql(operation):
    if isinstance(operation, SeparateDatabaseAndState):
        return all(_gives_same_sql(inner) for inner in operation.database_operations)
    if isinstance(operation, RunSQL):
        steps = [operation.sql] if isinstance(operation.sql, str) else operation.sql
        return all(_is_kept(step if isinstance(step, str) else step[0]) for step in steps)
    return operation.reduces_to_sql


def _is_kept(text):
    return text.lstrip().upper().startswith(KEPT_STATEMENTS)


def _replay(blueprint, progress):
    total = len(blueprint.statements)
    with connection.cursor() as cursor:
        for done in range(0, total, CHUNK):
            cursor.execute("\n;\n".join(blueprint.statements[done : done + CHUNK]))  # on a line of its own: a comment may end a statement
            progress(min(done + CHUNK, total), total)
    rows = MigrationRecorder(connection).Migration
    rows.objects.bulk_create([rows(app=app, name=name) for app, name in blueprint.applied])
