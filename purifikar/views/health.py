"""`/saude`: what a load balancer, a container or a person on duty asks first."""

import logging

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from tenants.access import open_to_all
from workflow.health import health_facts

logger = logging.getLogger(__name__)


@open_to_all
@require_safe
@transaction.non_atomic_requests  # opening a transaction would fail before we could say that the database does not answer
def health(request):
    found = {"banco": _says_yes(_ask_database, DatabaseError), "fila": _says_yes(_ask_broker, redis.RedisError)}
    well = all(found.values())
    words = {name: "ok" if answers else "não responde" for name, answers in found.items()}
    report = {"estado": "ok" if well else "com problema", **words, "versao": settings.RELEASE, **(health_facts() if well else {})}
    return JsonResponse(report, status=200 if well else 503, json_dumps_params={"ensure_ascii": False})


def _says_yes(ask, failure):
    """The reason stays in the log: it may hold names of servers."""
    try:
        ask()
    except failure:
        logger.exception("health check")
        return False
    return True


def _ask_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker():
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3, socket_connect_timeout=3, retry=None) as client:
        client.ping()
