"""Keys of the cache."""

from django.db import connection


def unit_key(key, key_prefix, version):
    """A cache key that carries the unit's schema, so that one unit never reads what another one stored."""
    return f"{key_prefix}:{connection.schema_name}:{version}:{key}"
