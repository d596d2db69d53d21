"""Telling somebody that work came into his hands by what another one did: in the bell, and by e-mail as he has chosen (FOL-09, PUR-21).

What the rotation gives out as it comes in stands in the queue and in the morning's mail; nobody is written to for each of those.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from tenants.models import Notice

_silent = ContextVar("silent", default=False)


@contextmanager
def nobody_told():
    """Around deeds on many, whose end tells of all at once, and around a story of the past."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def tell(journey, event, *, by, text):
    """Tells its holder, once for that event; nobody is told of what he did himself."""
    if _silent.get() or journey.holder_id is None or (by is not None and journey.holder_id == by.pk):
        return
    Notice.objects.tell(
        [journey.holder], kind=Notice.Kind.RECEIVED, title=f"Chegou a você: {journey.title}", text=text, key=f"chegou:{event.pk}",
        unit=connection.tenant, address=journey.address,
    )  # fmt: skip


def tell_of_many(journeys, *, by, text, key, address):
    """One notice a person for all of those journeys that are in his hands now."""
    got = {}
    for journey in journeys:
        if journey.holder_id and journey.holder_id != by.pk:
            got.setdefault(journey.holder, []).append(journey)
    for user, theirs in got.items():
        what = "1 lead" if len(theirs) == 1 else f"{len(theirs)} leads"
        Notice.objects.tell(
            [user], kind=Notice.Kind.RECEIVED, title=f"{by} passou a você {what}", text=text, key=f"chegou:{key}", unit=connection.tenant,
            address=address,
        )  # fmt: skip
