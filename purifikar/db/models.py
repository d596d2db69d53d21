"""Base of every model that lives in a unit's schema: UUIDv7 keys, and rows that never leave their unit (reliability.md §2.4)."""

from django.db import connection, models
from django.db.models.base import ModelBase
from django.db.models.query import RawQuerySet
from django_tenants.utils import get_public_schema_name

from purifikar.db.keys import uuid7


class WrongUnit(RuntimeError):
    """A unit's query or row was used in another unit, or outside of any."""


class InOneUnit:
    """A query that remembers the unit in which it was begun and refuses to be evaluated in another one.

    Begun outside of any unit (the field of a form, a default in a module), it belongs to the unit that evaluates it first.
    A query of another unit inside of a query (`pk__in=…`) is not noticed, and harmless: the whole runs in the active unit.
    """

    def __init__(self, *args, **kwargs):
        self._schema = None if connection.schema_name == get_public_schema_name() else connection.schema_name
        super().__init__(*args, **kwargs)

    def _clone(self):
        clone = super()._clone()
        clone._schema = self._schema
        return clone

    @property
    def db(self):
        """Asked for by every way of running a query."""
        unit = self._schema or connection.schema_name
        check_schema(unit, self.model)
        self._schema = unit
        owner = self._hints.get("instance")  # `lead.contacts`, `contact.lead`: the row that the query starts from
        if isinstance(owner, UnitRow):
            check_schema(owner._state.schema, type(owner))
        return super().db

    def _fetch_all(self):
        if self._result_cache is not None and connection.schema_name != get_public_schema_name():
            check_schema(self._schema or connection.schema_name, self.model)
        super()._fetch_all()

    def _while_here(self, rows):
        """Rows that are read bit by bit must not go on coming after the unit was left."""
        for row in rows:
            check_schema(self._schema, self.model)
            yield row


class UnitRawQuerySet(InOneUnit, RawQuerySet):
    def iterator(self):
        return self._while_here(super().iterator())

    def using(self, alias):
        clone = self._clone()
        clone._db, clone.query = alias, self.query.chain(using=alias)
        return clone


class UnitQuerySet(InOneUnit, models.QuerySet):
    def _iterator(self, *args, **kwargs):
        return self._while_here(super()._iterator(*args, **kwargs))

    def raw(self, raw_query, params=(), translations=None, using=None):
        return UnitRawQuerySet(raw_query, model=self.model, params=params, translations=translations, using=using or self.db)

    def bulk_create(self, objs, *args, **kwargs):
        return super().bulk_create(_of_this_unit(objs), *args, **kwargs)

    def bulk_update(self, objs, *args, **kwargs):
        return super().bulk_update(_of_this_unit(objs), *args, **kwargs)


class UnitRowType(ModelBase):
    """Gives a model the guarded manager also for what Django does by itself: following relations, reading a row again.

    `base_manager_name` of an abstract model reaches only models that name it as their first base.
    """

    def __new__(mcs, *args, **kwargs):
        model = super().__new__(mcs, *args, **kwargs)
        model._meta.base_manager_name = "objects"
        model._meta.__dict__.pop("base_manager", None)  # remembered from before
        return model


class UnitRow(models.Model, metaclass=UnitRowType):
    """A record of a unit. It is saved and deleted only in the unit from which it was read or for which it was made."""

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


class UnitModel(UnitRow):
    """A record of a unit with a key that no other unit has."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


def check_schema(begun_in, model):
    """Raises WrongUnit unless the active schema is the unit's in which something was begun."""
    active = connection.schema_name
    if active == get_public_schema_name():
        raise WrongUnit(f"{model.__name__} lives in a unit, and no unit is active.")
    if begun_in != active:
        raise WrongUnit(f"{model.__name__} belongs to {begun_in}, and {active} is active.")


def _of_this_unit(objs):
    objs = list(objs)
    for row in objs:
        check_schema(row._state.schema, type(row))
    return objs
