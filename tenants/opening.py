"""What else belongs to the opening of a unit. Upper apps add their part in `ready()`; tenants imports none of them.

Each part is called with the unit, inside it, in the transaction that lets it answer: it opens with all of them or not at all.
"""

from django_tenants.utils import tenant_context

_parts = []


def on_opening(part):
    if part not in _parts:
        _parts.append(part)
    return part


def furnish(unit):
    with tenant_context(unit):
        for part in _parts:
            part(unit)
