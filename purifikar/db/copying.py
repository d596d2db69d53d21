"""Many new rows of one model by COPY: what `bulk_create` does, several times as quick. For work on thousands of rows at once."""

from django.db import connection

from purifikar.db.models import UnitRow, check_schema


def copy_in(rows):
    """Writes new rows of one model in the current transaction, with everything the database checks, and gives them back.

    As with `bulk_create` no `save()` runs, so what it would fill in must be there. Fields are not prepared for saving
    (`auto_now`): the values go as they are.
    """
    rows = list(rows)
    if not rows:
        return rows
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    prepare = [(field.attname, _preparer(field)) for field in fields]
    name, columns = connection.ops.quote_name(model._meta.db_table), ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            if isinstance(row, UnitRow):
                check_schema(row._state.schema, model)
            values = row.__dict__
            copy.write_row([values[attribute] if ready is None else ready(values[attribute]) for attribute, ready in prepare])
            row._state.adding, row._state.db = False, connection.alias
    return rows


def _preparer(field):
    """None for a type that psycopg writes by itself."""
    if field.get_internal_type() in ("JSONField", "DurationField", "ArrayField"):
        return lambda value: field.get_db_prep_save(value, connection)
    return None
