"""The cache, and its keys."""

from functools import cached_property

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.db import connection


class Cache(RedisCache):
    """Django's own, but that it keeps its client: making one anew at each look costs more than the look."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = _Client


class _Client(RedisCacheClient):
    """Of one server, for reading and writing."""

    @cached_property
    def _only(self):
        return super().get_client(write=True)

    def get_client(self, key=None, *, write=False):
        return self._only


def unit_key(key, key_prefix, version):
    """A cache key that carries the unit's schema, so that one unit never reads what another one stored."""
    return f"{key_prefix}:{connection.schema_name}:{version}:{key}"
