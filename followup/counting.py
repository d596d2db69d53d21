"""How many contacts one has to come back to: the number in the menu of every page, so remembered for a minute."""

import logging

from django.apps import apps
from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
HOLDS = 60  # seconds


def due_for(user):
    """(late or of today, late) of what that person follows up in the active unit."""
    key = _key(user.pk)
    try:
        return cache.get(key) or _remembered(key, _counted(user))
    except RedisError as trouble:  # the store is away: the page comes all the same
        log.warning("counter of contacts: %s", type(trouble).__name__)
        return _counted(user)


def forget(*users):
    """After a deed that changes it."""
    try:
        cache.delete_many([_key(user) for user in users if user])
    except RedisError as trouble:
        log.warning("counter of contacts: %s", type(trouble).__name__)


def _counted(user):
    today = timezone.localdate()
    contacts = apps.get_model("followup", "Contact").objects
    mine = contacts.open().by_date().filter(owner=user, date_key__lte=today).order_by()
    counted = mine.aggregate(due=Count("pk"), late=Count("pk", filter=Q(date_key__lt=today)))
    return counted["due"], counted["late"]


def _remembered(key, found):
    cache.set(key, found, HOLDS)
    return found


def _key(user):
    return f"contatos:para-hoje:{user}"
