"""Tasks of a unit that say where they ran, for the tests of their base and for a real worker (`celery worker -I` this module)."""

from celery import shared_task
from django.core.cache import caches
from django.db import connection

from tenants.unit_task import UnitTask
from workflow.models import Counter

ran = []  # (schema, word), in this process


class Stumble(Exception):
    """A task's own failure."""


@shared_task(base=UnitTask)
def say(word):
    ran.append((connection.schema_name, word))


@shared_task(base=UnitTask)
def stumble(word):
    ran.append((connection.schema_name, word))
    raise Stumble(word)


@shared_task(base=UnitTask, bind=True)
def count(task, kind):
    """Leaves its trace in the unit's own table."""
    return Counter.next(kind)


@shared_task
def note_place(key):
    """A task of no unit: notes the schema in which the worker was left by the one before."""
    caches["network"].set(key, connection.schema_name)
