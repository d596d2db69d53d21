"""After a test that commits: whatever it wrote goes, and what stood there before the first test stays.

Django's own flush empties every table of `public` and makes the content types again. With three units of a hundred tables each,
most of them untouched, that takes longer than most tests.
"""

from importlib import import_module

from django.apps import apps
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from tenants.models import Blueprint
from tests.waiting import sessions

# What the migrations left, and the SQL that was recorded when the first unit's schema was made.
STAYS = ["django_migrations", "django_content_type", "auth_permission", "tenants_blueprint"]
# A table that was never written has no length. Rows that a trigger keeps from being deleted can only be truncated.
WRITTEN = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname),
       EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = ANY(%s) AND c.relname <> ALL(%s) AND pg_relation_size(c.oid) > 0"""
recorded = []


def note_start():
    """The schemas stand: the SQL that was recorded for them is replayed in every test."""
    recorded[:] = Blueprint.objects.values_list("pk", flat=True)


def empty(schemas):
    """Empties what was written in those schemas, once whoever is still writing has ended; then the centres are as at first.

    Whoever does not end is named: the settings of the tests let no statement wait for ever.
    """
    for tries_left in (2, 1, 0):
        try:
            return _empty(schemas)
        except OperationalError as refused:  # of a deadlock with somebody's last request one gets away
            if tries_left and isinstance(refused.__cause__, DeadlockDetected):
                continue
            raise AssertionError(f"{refused}: could not be emptied; connected are {sessions()}") from refused


@transaction.atomic
def _empty(schemas):
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [schemas, STAYS])
        guarded = dict(cursor.fetchall())
        if guarded:
            cursor.execute(f"LOCK TABLE {', '.join(guarded)} IN ACCESS EXCLUSIVE MODE")
            cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in guarded))  # noqa: S608 (our own tables)
            filled = [table for (table,) in cursor.fetchall()]
            ways = ("TRUNCATE {} CASCADE" if guarded[table] else "DELETE FROM {}" for table in filled)
            for way, table in sorted(zip(ways, filled, strict=True), reverse=True):  # truncating first: the rest may point there
                cursor.execute(way.format(table))
    Blueprint.objects.exclude(pk__in=recorded).delete()
    make_centres()


def make_centres():
    """The centres as the migration made them."""
    import_module("tenants.migrations.0002_centres").make_centres(apps, None)
