"""What is shared and what is a unit's never mix in the database (reliability.md §9, rows 5, 12, 13)."""

from django.apps import apps
from django.conf import settings
from django.db import connection

from tenants.models import User


def asked(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def tables(schema_name):
    return {name for (name,) in asked("SELECT tablename FROM pg_tables WHERE schemaname = %s", schema_name)}


def models_of(labels):
    return {model._meta.db_table for label in labels for model in apps.get_app_config(label).get_models(include_auto_created=True)}


def test_public_and_a_unit_share_only_the_table_of_migrations(santos, campinas):
    """Else a table that is missing in the unit would be read from `public` without an error."""
    for unit in (santos, campinas):
        assert tables("public") & tables(unit.schema_name) == {"django_migrations"}


def test_a_unit_has_the_tables_of_the_unit_apps_and_no_others(santos):
    assert tables(santos.schema_name) - {"django_migrations"} == models_of(settings.TENANT_APPS)


def test_public_has_no_table_of_a_unit_app(santos):
    assert tables("public") & models_of(settings.TENANT_APPS) == set()
    assert models_of(["tenants"]) <= tables("public")


def test_no_foreign_key_leaves_a_schema(santos, campinas, manaus):
    crossing = asked("""
        SELECT conrelid::regclass, conname, confrelid::regclass FROM pg_constraint x
        JOIN pg_class here ON here.oid = x.conrelid JOIN pg_class there ON there.oid = x.confrelid
        WHERE contype = 'f' AND here.relnamespace <> there.relnamespace""")
    assert crossing == []


def test_the_triggers_of_a_shared_table_do_not_grow_with_the_units(santos, campinas, manaus):
    """Foreign keys of hundreds of units would put tens of thousands of triggers on the table of people (§2.3)."""
    most = asked(
        "SELECT relname, count(*) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
        " WHERE relnamespace = 'public'::regnamespace GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
    )
    assert most[0][1] < 100, most
    assert not asked(
        "SELECT conname FROM pg_constraint WHERE confrelid = %s::regclass AND conrelid::regclass::text LIKE 'unit_%%'", User._meta.db_table
    )


def test_nothing_in_the_application_is_superuser():
    """reliability.md §9, 24: nobody is superuser, and no model's permissions stand for a role's powers."""
    assert {"is_superuser", "is_staff", "groups", "user_permissions"} & {field.name for field in User._meta.get_fields()} == set()
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
