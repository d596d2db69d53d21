"""Many new rows by COPY: what `bulk_create` does, many times as quick. For work on thousands of rows at once."""

from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from uuid_utils import uuid7

from purifikar.db.models import UnitRow, check_schema
from purifikar.db.together import send_waiting

ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
JSON = DjangoJSONEncoder(ensure_ascii=False)
WORDS = {"CharField", "TextField", "SlugField"}
PLAIN = {"UUIDField", "DateTimeField", "DateField", "DecimalField", "BooleanField", "FloatField", "DurationField"}


class Rows:
    """New rows of one model that are much alike: as `like`, an instance that was not saved, but for the fields named.

        rows = Rows(Phone(), "person_id", "number")
        rows.add(person.pk, "+5513997410022")
        rows.write()

    As with `bulk_create` no `save()` runs, and every constraint of the database is checked.
    """

    def __init__(self, like, *differing):
        if isinstance(like, UnitRow):
            check_schema(like._state.schema, type(like))
        meta = type(like)._meta
        fields = {field.attname: field for field in meta.concrete_fields if not field.generated}
        own = [meta.pk.attname, *differing]
        rest = [name for name in fields if name not in own]
        self.table, self.columns = meta.db_table, [fields[name].column for name in [*own, *rest]]
        self.schema, self.model = connection.schema_name, type(like)
        self.texts = [_text_of(fields[name]) for name in own]
        self.tail = "".join("\t" + _written(_text_of(fields[name]), like.__dict__[name]) for name in rest) + "\n"
        self.lines = []

    def add(self, *values, key=None):
        """One more, by the fields named and in their order; gives its key as text.

        Keys may be given as text too, and JSON as `written_json`: it saves writing them again.
        """
        key = key or str(uuid7())
        pairs = zip(self.texts, (key, *values), strict=True)
        self.lines.append("\t".join(["\\N" if value is None else text(value) for text, value in pairs]) + self.tail)
        return key

    def write(self):
        """In the current transaction."""
        if not self.lines:
            return
        if issubclass(self.model, UnitRow):
            check_schema(self.schema, self.model)
        quoted = [connection.ops.quote_name(name) for name in self.columns]
        statement = f"COPY {connection.ops.quote_name(self.table)} ({', '.join(quoted)}) FROM STDIN"
        send_waiting()
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write("".join(self.lines))
        self.lines = []


def copy_in(instances):
    """Writes instances of one model that were not saved, each as it is."""
    instances = list(instances)
    if not instances:
        return
    names = [field.attname for field in type(instances[0])._meta.concrete_fields if not field.generated and not field.primary_key]
    rows = Rows(instances[0], *names)
    for each in instances:
        values = each.__dict__
        rows.add(*[values[name] for name in names], key=each.pk)
    rows.write()
    for each in instances:
        each._state.adding, each._state.db = False, connection.alias


def commit_unwaited():
    """The current transaction's commit does not wait for the disc. For a piece of work that notes in it how far it is.

    A power cut may take the last pieces back, whole and in order; then they are done again. It can break nothing apart.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


def analyze(*models):
    """Lets the planner look at tables that have just grown to many times their size, before autovacuum comes round to it."""
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")


def _text_of(field):
    """How a value of the field is written in COPY's text."""
    while field.remote_field:
        field = field.target_field
    kind = field.get_internal_type()
    if kind in WORDS:
        return _words
    if kind == "JSONField":
        return _json
    if kind not in PLAIN and not kind.endswith("IntegerField"):
        raise NotImplementedError(f"{field} cannot be copied in.")
    return _interval if kind == "DurationField" else str


def _written(text, value):
    return "\\N" if value is None else text(value)


class WrittenJson(str):
    """JSON as COPY reads it."""

    __slots__ = ()


def written_json(value):
    """For `Rows.add`, where many rows say the same."""
    return WrittenJson(JSON.encode(value).translate(ESCAPED))


NOTHING = written_json({})


def _words(value):
    text = value if type(value) is str else str(value)
    return text if text.isprintable() and "\\" not in text else text.translate(ESCAPED)  # the look is many times as quick


def _json(value):
    return value if type(value) is WrittenJson else NOTHING if value == {} else written_json(value)


def _interval(value: timedelta):
    return f"{value.total_seconds()} seconds"
