"""The base of every task that works inside a unit (reliability.md §3.3, §7.8)."""

from celery.contrib.django.task import DjangoTask
from django.core.exceptions import ValidationError
from django.db import connection
from django_tenants.utils import tenant_context

from tenants.models import Unit


class UnitUnavailable(Exception):
    """The unit of a task is missing, or not answering: suspended, closed, being opened, or behind the release."""


class UnitTask(DjangoTask):
    """Enters the unit named by the first argument before the body runs, and always ends in `public`.

    A missing unit raises UnitUnavailable and the body never runs: tenant-schemas-celery would run it in `public`.
    Use: `@shared_task(base=UnitTask)` on a function without the unit; callers pass the unit's key first.
    """

    typing = False  # Celery would count the arguments of the function, which has one less: the unit

    def __call__(self, unit_id, *args, **kwargs):
        connection.set_schema_to_public()
        try:
            with tenant_context(self._unit(unit_id)):
                return self.run(*args, **kwargs)
        finally:
            connection.set_schema_to_public()

    def _unit(self, unit_id):
        try:
            unit = Unit.objects.filter(pk=unit_id).first()
        except ValidationError:  # not even a key
            unit = None
        if unit is None or not unit.answers:
            raise UnitUnavailable(f"{self.name}: unit {unit_id} is {unit.state if unit else 'missing'}; the body was not run")
        return unit
