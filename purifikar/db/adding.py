"""New rows by SQL that is worded once a process for each table.

    add(event)        add(*phones)        add(*digests, pass_over=True)

Django words an INSERT anew for each row, which costs more than the database takes to do it; a new lead is a dozen of them.
"""

from functools import lru_cache

from django.db import connection
from django.db.models import FileField

from purifikar.db.models import UnitRow, check_schema
from purifikar.db.together import wait_with

A_FEW = 20
PLAIN = {  # fields whose values go to the database as the row has them
    "UUIDField", "CharField", "TextField", "SlugField", "EmailField", "BooleanField", "DateTimeField", "DateField", "TimeField",
    "DurationField", "DecimalField", "FloatField", "IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField",
    "PositiveSmallIntegerField",
}  # fmt: skip


def add(*rows, pass_over=False, same=(), anew=()):
    """Writes new rows of one model, without asking anything back; inside of `written_together` they wait for the next statement.

    `pass_over` leaves what is there already as it is. `same` names what makes a row the same one, of which `anew` is written anew then.
    Rows know their keys themselves (UUID). No save() and no signal: for what has nothing to do but to be written.
    """
    if not rows:
        return
    if len(rows) > A_FEW:
        many = {"update_conflicts": True, "unique_fields": same, "update_fields": anew} if same else {"ignore_conflicts": pass_over}
        type(rows[0])._base_manager.bulk_create(rows, **many)
        return
    words = _words(type(rows[0]), len(rows), pass_over, tuple(same), tuple(anew))
    values = [value for row in rows for value in _values(row, words.columns)]
    if not wait_with(words.statement, values):
        with connection.cursor() as cursor:
            cursor.execute(words.statement, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _values(row, columns):
    if isinstance(row, UnitRow):
        check_schema(row._state.schema, type(row))
    for name, prepare in columns:
        value = getattr(row, name)
        yield value if prepare is None else prepare(value, connection)


@lru_cache(maxsize=256)
def _words(model, count, pass_over, same, anew):
    return _Words(model, count, pass_over, same, anew)


def _preparing(field):
    """What makes of a row's value one for the database; None where it is one already."""
    field = field.target_field if field.is_relation else field
    return None if field.get_internal_type() in PLAIN else field.get_db_prep_save


class _Words:
    """The statement for so many rows, and of each column the attribute and what prepares its value, if anything has to."""

    def __init__(self, model, count, pass_over, same, anew):
        fields, quote = model._meta.local_concrete_fields, connection.ops.quote_name
        unfit = [field.name for field in fields if field.generated or isinstance(field, FileField) or getattr(field, "auto_now", False)]
        if unfit or model._meta.parents:
            raise ValueError(f"{model.__name__} is to be saved: {', '.join(unfit)}")
        self.columns = [(field.attname, _preparing(field)) for field in fields]
        names = [quote(field.column) for field in fields]
        row = f"({', '.join(['%s'] * len(fields))})"
        clause = " ON CONFLICT DO NOTHING" if pass_over else ""
        if same:
            same, anew = ([quote(model._meta.get_field(name).column) for name in part] for part in (same, anew))
            clause = f" ON CONFLICT ({', '.join(same)}) DO UPDATE SET {', '.join(f'{name} = EXCLUDED.{name}' for name in anew)}"
        self.statement = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) VALUES {', '.join([row] * count)}{clause}"  # noqa: S608 (names of our own tables)
