"""Pages by key instead of by number: the next one begins after the last row shown, so the 400th costs what the first costs."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Func, Q, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan

AFTER, BEFORE = "depois", "antes"
JOINT = "~"


@dataclass(frozen=True)
class Page:
    """The rows of a page and the addresses of its neighbours, empty where there is none."""

    rows: list
    newer_url: str
    older_url: str


def page_of(queryset, params, *, order, size=50, parts=(), ask=None):
    """The page that the address asks for. `order` names the fields, the last one unique: ("sort_name", "slug") or ("-id",).

    All of them go up or all go down. A key that means nothing shows the first page. `parts` are querysets of the same model: the rows of
    the page are then those of any of them, and only the first of each are looked at, which an index of that part in that order knows.
    `ask(key, backwards)` gives the rows and one more, where they are asked for in another way than by iterating `queryset`.
    """
    down = order[0].startswith("-")
    names = [name.removeprefix("-") for name in order]
    backwards = BEFORE in params
    key = _key(params.get(BEFORE if backwards else AFTER, ""), names, queryset)
    if key is None:
        backwards = False
    elif not ask:
        beyond = _beyond(names, key, "lt" if down != backwards else "gt")
        queryset, parts = queryset.filter(beyond), [part.filter(beyond) for part in parts]
    turned = [f"-{name}" if down != backwards else name for name in names]
    if parts:
        first, *others = (part.order_by(*turned).values("pk")[: size + 1] for part in parts)
        queryset = queryset.filter(pk__in=first.union(*others))
    rows = ask(key, backwards) if ask else list(queryset.order_by(*turned)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    return _page(rows, names, params, has_newer=more if backwards else key is not None, has_older=backwards or more)


def placed(queryset, order, key, *, backwards=False):
    """Its rows in that order, behind the key if there is one; backwards, those before it, the nearest first."""
    names, turned = [name.removeprefix("-") for name in order], order[0].startswith("-") != backwards
    if key:
        queryset = queryset.filter(_beyond(names, key, "lt" if turned else "gt"))
    return queryset.order_by(*[f"-{name}" if turned else name for name in names])


def _page(rows, names, params, *, has_newer, has_older):
    newer = _address(params, BEFORE, rows[0], names) if rows and has_newer else ""
    older = _address(params, AFTER, rows[-1], names) if rows and has_older else ""
    return Page(rows, newer, older)


def _key(text, names, queryset):
    """The values that the address carries, or None when they are not values of those fields."""
    values = text.rsplit(JOINT, len(names) - 1)
    if not text or len(values) != len(names) or "\0" in text:
        return None
    try:
        return [_value(queryset.model, name, value) for name, value in zip(names, values, strict=True)]
    except ValidationError:
        return None


def _value(model, name, text):
    """As that field has it; what the query adds to the model is compared as it stands."""
    field = next((field for field in model._meta.concrete_fields if name in (field.name, field.attname)), None)
    return field.to_python(text) if field else text


def _beyond(names, values, sign):
    """Behind that row as SQL compares rows, in the index from that place on, however many are equal in the first field.

    That the first field is not on the other side follows from that, but only said aloud does it lead into an index where the fields are
    of two tables.
    """
    row, key = Func(*names, function="ROW", output_field=TextField()), Func(*map(Value, values), function="ROW", output_field=TextField())
    compare = GreaterThan(row, key) if sign == "gt" else LessThan(row, key)
    return Q(**{f"{names[0]}__{sign}e": values[0]}) & Q(compare)


def _address(params, direction, row, names):
    query = params.copy()
    for old in (AFTER, BEFORE):
        query.pop(old, None)
    query[direction] = JOINT.join(str(getattr(row, name)) for name in names)
    return "?" + query.urlencode()
