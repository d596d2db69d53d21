from django.db import connection, models

from purifikar.db.models import UnitRow, check_schema

NEXT = """INSERT INTO workflow_counter AS counter (kind, last) SELECT kind, %(count)s FROM unnest(%(kinds)s::text[]) AS kind
 ON CONFLICT (kind) DO UPDATE SET last = counter.last + %(count)s RETURNING last"""


class Counter(UnitRow):
    """Short numbers for people and addresses, counted per unit and kind without gaps: lead 1042, document 7."""

    kind = models.CharField(max_length=30, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "contador"

    def __str__(self):
        return f"{self.kind} {self.last}"

    @classmethod
    def next(cls, kind, count=1):
        """The next number of that kind, or the last of the next `count`; whoever asks at the same time waits until this transaction ends."""
        return cls._next([kind], count)[0]

    @classmethod
    def next_each(cls, *kinds):
        """The next number of each of these kinds, asked for at once."""
        return cls._next(list(kinds), 1)

    @classmethod
    def _next(cls, kinds, count):
        check_schema(connection.schema_name, cls)
        with connection.cursor() as cursor:
            cursor.execute(NEXT, {"kinds": kinds, "count": count})
            return [last for (last,) in cursor.fetchall()]
