"""One at a time where no row is there yet that could be locked."""

from hashlib import blake2b

from django.db import connection


def one_at_a_time(*names):
    """Whoever comes second with one of these names, in this unit, waits here until the first one's transaction ended."""
    keys = sorted(_key(name) for name in set(names))
    if keys:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def _key(name):
    return int.from_bytes(blake2b(f"{connection.schema_name}:{name}".encode(), digest_size=8).digest(), signed=True)
