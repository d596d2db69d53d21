"""Base of every model that lives in a unit's schema: UUIDv7 keys, and rows that never leave their unit (reliability.md §2.4)."""

from django.db import connection, models
from django_tenants.utils import get_public_schema_name

from purifikar.db.keys import uuid7


class WrongUnit(RuntimeError):
    """A unit's query or row was used in another unit, or outside of any."""


class UnitQuerySet(models.QuerySet):
    """Remembers the unit in which it was begun and refuses to be evaluated in another one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._schema = connection.schema_name

    def _clone(self):
        clone = super()._clone()
        clone._schema = self._schema
        return clone

    @property
    def db(self):
        check_schema(self._schema, self.model)
        return super().db


class UnitModel(models.Model):
    """A record of a unit. It is saved and deleted only in the unit from which it was read or for which it was made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        abstract = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._state.schema = connection.schema_name

    def save_base(self, *args, **kwargs):
        check_schema(self._state.schema, type(self))
        super().save_base(*args, **kwargs)

    def delete(self, *args, **kwargs):
        check_schema(self._state.schema, type(self))
        return super().delete(*args, **kwargs)


def check_schema(begun_in, model):
    """Raises WrongUnit unless the active schema is the unit's in which something was begun."""
    active = connection.schema_name
    if active == get_public_schema_name():
        raise WrongUnit(f"{model.__name__} lives in a unit, and no unit is active.")
    if begun_in != active:
        raise WrongUnit(f"{model.__name__} belongs to {begun_in}, and {active} is active.")
