from django.db import connection, models

from purifikar.db.models import UnitRow, check_schema

NEXT = """INSERT INTO workflow_counter AS counter (kind, last) VALUES (%(kind)s, %(count)s)
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
        check_schema(connection.schema_name, cls)
        with connection.cursor() as cursor:
            cursor.execute(NEXT, {"kind": kind, "count": count})
            return cursor.fetchone()[0]
