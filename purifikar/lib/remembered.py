"""What a page counted, remembered until somebody writes in the same unit, and never for longer than seconds.

A list shows the same counters at each click; the rows change far less often. Whoever changes what is counted calls `changed()`, which
takes effect with his commit; whatever nobody called it for (the clock moves on, too) is counted anew after HOLDS seconds.
"""

from functools import lru_cache
from hashlib import blake2s

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.utils.crypto import get_random_string

HOLDS = 20  # seconds


def remembered(name, count, *, if_worth=None):
    """What `count()` gives in the active unit; asked only if nothing was written there since it was last asked.

    `if_worth(value)` says whether it took long enough to be remembered at all.
    """
    if not settings.PAGES_REMEMBER:
        return count()
    cache, schema = caches["network"], connection.schema_name
    written, key = _key(schema), f"remembered:{schema}:{blake2s(name.encode(), digest_size=16).hexdigest()}"
    found = cache.get_many([written, key])
    state = found.get(written)
    if key in found and found[key][0] == state:
        return found[key][1]
    value = count()
    if if_worth is None or if_worth(value):
        cache.set(key, (state, value), HOLDS)
    return value


def changed():
    """What was remembered of the active unit holds no longer, once this transaction is committed."""
    forget = _forgets(connection.schema_name)
    if settings.PAGES_REMEMBER and not any(call is forget for _, call, *_ in connection.run_on_commit):
        transaction.on_commit(forget, robust=True)  # with the cache away, the deed stands, and HOLDS ends what was remembered


@lru_cache(maxsize=10_000)
def _forgets(schema):
    def forget():
        caches["network"].set(_key(schema), get_random_string(12), timeout=None)

    return forget


def _key(schema):
    return f"written:{schema}"
