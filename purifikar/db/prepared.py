"""Questions that are asked over and over: Django writes their SQL once a process, and each time the database is asked anew.

    @prepared
    def _held_by(user_key):
        return Membership.objects.active().filter(user=user_key).select_related("unit")

    _held_by(user.pk)     # the rows, as of now

Building a query of some joins costs Python more than the database needs to answer it, and planning it costs the database more than
answering. Only the words and the plan are kept, never an answer.
"""

import copy
import re
import secrets
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial, wraps
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import cached_property

from purifikar.db.models import InOneUnit, UnitRow, check_schema
from purifikar.db.together import something_waits

OUT_OF_RANGE = 2**31  # of the numbers that columns hold


def prepared(make=None, *, spares=False, planned=True):
    """`make(*values, **shape)` gives the queryset. `values` are keys, numbers, slugs, days or moments, and it must not look into them:
    they are put into the SQL at each call. What the query's form depends on comes by name, as `shape`, and is written once for each.
    With `spares` the form decides which of the values it needs at all. `planned=False` for a question whose best plan depends on the values,
    as that of a list: one person has three rows of a table, another thirty thousand.
    """
    if make is None:
        return partial(prepared, spares=spares, planned=planned)

    @lru_cache(maxsize=256)
    def written(kinds, /, **shape):
        return _Prepared(make, kinds, shape, spares=spares, planned=planned)

    @wraps(make)
    def rows(*values, **shape):
        return written(tuple(type(value) for value in values), **shape).rows(values)

    return rows


def named_values(given):
    """(names, values) of {name: values}, for a question whose form depends on what it is given: by `by_name` it finds them again."""
    pairs = [(name, value) for name, values in given.items() for value in values]
    return tuple(name for name, _ in pairs), tuple(value for _, value in pairs)


def by_name(names, values):
    """{name: [values]}, nothing under a name that was not given."""
    given = defaultdict(list)
    for name, value in zip(names, values, strict=True):
        given[name].append(value)
    return given


class _Prepared:
    def __init__(self, make, kinds, shape, *, spares, planned):
        self.marks = marks = [_MARKS[kind](place) for place, kind in enumerate(kinds)]
        self.queryset = make(*marks, **shape)
        self.compiler = self.queryset.query.get_compiler(self.queryset.db)
        self.statement, params = self.compiler.as_sql()
        self.params = list(params)
        self.places = [(at, marks.index(param)) for at, param in enumerate(self.params) if param in marks]
        missing = set(range(len(marks))) - {mark for _, mark in self.places}
        if (missing and not spares) or any(_reckoned(param) and param not in marks for param in self.params):
            raise ValueError(f"{make.__name__}: a value that is given does not stand in the SQL as it is.")
        self.planned = planned
        self.converters = None

    def rows(self, values):
        if any(type(value) is int and value >= OUT_OF_RANGE for value in values):
            return []  # as Django answers before it asks
        queryset = self.queryset
        if issubclass(queryset.model, UnitRow):
            check_schema(connection.schema_name, queryset.model)  # whichever unit is active
        found = list(queryset._iterable_class(_Asked(queryset, self._compiler(values))))
        if found and queryset._prefetch_related_lookups:
            prefetch_related_objects(found, *map(_of_any_unit, queryset._prefetch_related_lookups))
        return found

    def _compiler(self, values):
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.queryset._db or DEFAULT_DB_ALIAS]  # each thread has its own
        if self.planned and not something_waits():
            statement, places = self._for_the_server
            params = tuple(values[place] for place in places)
            compiler.connection = _Planning(compiler.connection)
        else:
            statement, params = self.statement, [*self.params]
            for at, place in self.places:
                params[at] = values[place]
        compiler.as_sql = lambda *args, **kwargs: (statement, tuple(params))
        compiler.get_converters = self._converters
        return compiler

    @cached_property
    def _for_the_server(self):
        """(statement, places of the values in turn): what is always the same stands in the words, where a plan can count on it."""
        with connection.cursor() as cursor:
            told = cursor.mogrify(self.statement, self.params)
            places = {cursor.mogrify("%s", [mark]): place for place, mark in enumerate(self.marks)}
        words, *others = re.split(f"({'|'.join(map(re.escape, places))})", told) if places else [told]
        return "%s".join(text.replace("%", "%%") for text in (words, *others[1::2])), [places[mark] for mark in others[::2]]

    def _converters(self, expressions):
        """Those of the columns are the same each time."""
        if self.converters is None:
            self.converters = type(self.compiler).get_converters(self.compiler, expressions)
        return self.converters


class _Planning:
    """A connection for statements that the server plans once."""

    def __init__(self, connection):
        self.connection = connection

    def cursor(self):
        return self.connection.planned_cursor()

    def __getattr__(self, name):
        return getattr(self.connection, name)


class _Asked:
    """What Django reads of a queryset and its query while it makes rows of an answer."""

    db = DEFAULT_DB_ALIAS

    def __init__(self, queryset, compiler):
        self.model, self._fields, self._fetch_mode = queryset.model, queryset._fields, queryset._fetch_mode
        self._known_related_objects = queryset._known_related_objects
        self.query, self.compiler, self.original = self, compiler, queryset.query

    def get_compiler(self, using=None):
        return self.compiler

    def __getattr__(self, name):
        return getattr(self.original, name)


def _of_any_unit(lookup):
    """What is fetched along with the rows, to be asked in the unit that is active now, not in the one where the question was written."""
    if not isinstance(lookup, Prefetch) or lookup.queryset is None:
        return lookup
    lookup = copy.copy(lookup)
    lookup.queryset = lookup.queryset.all()
    if isinstance(lookup.queryset, InOneUnit):
        lookup.queryset._schema = None
    lookup.queryset._prefetch_related_lookups = tuple(map(_of_any_unit, lookup.queryset._prefetch_related_lookups))
    return lookup


# Values that stand for those to come and that no query holds by chance.
_FAR = date(9500, 7, 1)
_MARKS = {
    UUID: lambda place: uuid4(),
    str: lambda place: secrets.token_hex(16).upper(),
    date: lambda place: _FAR + timedelta(days=place),
    datetime: lambda place: datetime(_FAR.year, _FAR.month, 1, tzinfo=UTC) + timedelta(days=place),
    int: lambda place: 2_100_000_000 + secrets.randbelow(40_000_000),
}


def _reckoned(param):
    """A day or moment that the question made out of one that was given."""
    return isinstance(param, date) and abs(param.year - _FAR.year) < 50
