"""What of a proposal waits in somebody's day: a discount to be approved, a sale to be closed. One row of the queue for each who is asked."""

from django.db import connection
from django.utils import timezone

from tenants.models import OpenWork


def put(proposal, subject, holder, title, detail):
    OpenWork.objects.put(connection.tenant, subject, {
        "kind": OpenWork.Kind.INVOLVEMENT, "holder": holder, "title": title[:160], "detail": detail[:200], "address": proposal.address,
        "since": timezone.now(),
    })  # fmt: skip


def hand(subjects, giver, taker):
    """What waits for the one of these versions waits for the other."""
    OpenWork.objects.filter(unit=connection.tenant, subject__in=subjects, holder=giver).update(holder=taker)


def rename(proposals, name):
    """What waits of these proposals is for somebody of another name: "Fechar a venda: Marina Prado"."""
    waiting = OpenWork.objects.in_unit(connection.tenant).of_kind(OpenWork.Kind.INVOLVEMENT)
    rows = list(waiting.filter(address__in=[proposal.address for proposal in proposals]))
    for row in rows:
        row.title = f"{row.title.partition(': ')[0]}: {name}"[:160]
    OpenWork.objects.bulk_update(rows, ["title"])


def clear(proposal):
    """Nothing of it waits any more, whoever was asked."""
    OpenWork.objects.filter(unit=connection.tenant, kind=OpenWork.Kind.INVOLVEMENT, address=proposal.address).delete()
