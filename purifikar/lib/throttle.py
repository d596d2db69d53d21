"""How often an address may knock, counted once for the whole network, not once a unit."""

import logging

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def too_often(request, what, *, most, seconds):
    """Counts one more try of whoever asks and says whether that is too many. Where nothing can be counted, nobody is refused."""
    key = f"{what}:{get_adapter().get_client_ip(request)}"
    cache = caches["network"]
    try:
        cache.add(key, 0, seconds)
        return cache.incr(key) > most
    except (RedisError, ValueError) as trouble:  # the store is away, or the key expired between the two
        log.warning("throttle %s: %s", what, type(trouble).__name__)
        return False
