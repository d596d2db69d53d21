"""A unit whose schema was replayed has the very schema of one that was migrated; nothing binds units to what is shared (§9, 12, 16)."""

from contextlib import contextmanager

import pytest
from django.db import connection

from tenants import schema
from tenants.models import Blueprint, Unit

CATALOG = {
    "columns": """
        SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
               pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE n.nspname = %s AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype, condeferrable, condeferred, convalidated, pg_get_constraintdef(x.oid)
        FROM pg_constraint x JOIN pg_namespace n ON n.oid = x.connamespace WHERE n.nspname = %s""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s",
    "sequences": "SELECT sequencename, data_type::text, start_value, increment_by, max_value FROM pg_sequences WHERE schemaname = %s",
    "triggers": """
        SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND NOT tgisinternal""",
    "routines": "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = %s",
    "relations": """
        SELECT c.relname, c.relkind, c.relpersistence, obj_description(c.oid) FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s""",
}
FIRST_STEPS = """
    migrations.CreateModel('Shelf', [
        ('id', models.BigAutoField(primary_key=True)),
        ('name', models.CharField(max_length=20, db_index=True, db_comment='as written on it')),
        ('width', models.IntegerField(null=True)),
        ('by', models.ForeignKey('tenants.User', models.DO_NOTHING, db_constraint=False, related_name='+')),
    ], options={'db_table_comment': 'where things lie'}),
    migrations.CreateModel('Box', [
        ('id', models.UUIDField(primary_key=True)),
        ('shelf', models.ForeignKey('workflow.Shelf', models.CASCADE)),
        ('loose', models.ForeignKey('workflow.Shelf', models.CASCADE, related_name='+')),
        ('label', models.CharField(max_length=9, unique=True)),
        ('shelves', models.ManyToManyField('workflow.Shelf', related_name='+')),
    ]),
"""
MORE_STEPS = """
    migrations.AlterField('box', 'loose', models.ForeignKey('workflow.Shelf', models.DO_NOTHING, db_constraint=False, related_name='+')),
    migrations.AlterField('box', 'label', models.CharField(max_length=19)),
    migrations.AlterField('shelf', 'width', models.BigIntegerField(default=7)),
    migrations.AddField('box', 'note', models.TextField(default="it's 100% ''quoted''; really")),
    migrations.AddConstraint('box', models.UniqueConstraint(fields=['shelf', 'label'], name='box_once_a_shelf')),
    migrations.AddConstraint('shelf', models.CheckConstraint(condition=models.Q(name__startswith='100%'), name='shelf_name')),
    migrations.AddIndex('box', models.Index(fields=['-label'], name='box_label_down')),
    migrations.RenameField('box', 'note', 'words'),
    migrations.RunSQL("COMMENT ON TABLE workflow_box IS 'holds; things' -- the end")
"""


def catalog(name):
    """What PostgreSQL knows of a schema, without its name."""
    found = {}
    with connection.cursor() as cursor:
        for part, sql in CATALOG.items():
            cursor.execute(sql, [name])
            found[part] = sorted(str(row).replace(name, "<unit>") for row in cursor.fetchall())
    return found


def differences(one, other):
    left, right = catalog(one.schema_name), catalog(other.schema_name)
    return {part: set(left[part]) ^ set(right[part]) for part in CATALOG if left[part] != right[part]}


@pytest.fixture
def migrated(santos):
    """Santos was the first unit of this run: its schema was migrated, and the SQL recorded."""
    assert Blueprint.objects.exists()
    return santos


@pytest.fixture
def replayed(migrated):
    unit = Unit(slug="repetida", schema_name="equal_repetida", name="R", legal_name="R", cnpj="1", city="Santos", uf="SP", state="ativa")
    with replaying():
        unit.schema_fingerprint = schema.build(unit)
    unit.save()
    return unit


@contextmanager
def replaying():
    """Fails when a migration is really run: in here, all is replayed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "_migrate_and_record", lambda *args: pytest.fail("migrated instead of replayed"))
        yield


def test_a_new_unit_is_the_same_migrated_or_replayed(migrated, replayed, capsys):
    """reliability.md §10, 21"""
    objects = {part: len(rows) for part, rows in catalog(migrated.schema_name).items()}
    with capsys.disabled():
        print(f"\n  schema equality, migrated and replayed: {objects}, {len(differences(migrated, replayed))} differences")
    assert objects["columns"] > 10
    assert differences(migrated, replayed) == {}


def test_the_comparison_sees_a_difference(migrated, replayed):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {replayed.schema_name}.workflow_counter ALTER COLUMN last SET DEFAULT 1")
        cursor.execute(f"ALTER TABLE {replayed.schema_name}.workflow_unitfile RENAME CONSTRAINT unit_file_removed_pair TO another")
    assert set(differences(migrated, replayed)) == {"columns", "constraints"}


def test_a_step_of_every_kind_gives_the_same_schema_replayed(migrated, replayed, release):
    release(FIRST_STEPS, MORE_STEPS)
    schema.upgrade(migrated)
    with replaying():
        schema.upgrade(replayed)
    assert differences(migrated, replayed) == {}
    assert schema.fingerprints([migrated, replayed]).keys() == {str(migrated.pk), str(replayed.pk)}
    assert set(schema.fingerprints([migrated, replayed]).values()) == {schema.release_fingerprint()}


def test_an_edited_migration_never_replays_old_sql(migrated, monkeypatch):
    """The name of a step holds the text of the migrations."""
    migrated_for = []
    monkeypatch.setattr(schema, "_migrate_and_record", lambda key, progress: migrated_for.append(key))
    schema.forget_release()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema.inspect, "getsource", lambda module: "edited")
        schema.build(Unit(schema_name="equal_outra"))
    schema.forget_release()
    assert len(migrated_for) == 1
    assert not Blueprint.objects.filter(pk__in=migrated_for).exists()


def test_a_schema_is_built_only_in_the_transaction_of_its_unit(transactional_db):
    with pytest.raises(schema.ImproperlyConfigured, match="in the transaction"):
        schema.build(Unit(schema_name="equal_solta"))
