"""Whoever asked is told how it ended, in the bell and by e-mail as he has chosen (BEY-08, PUR-19)."""

from django.db import connection

from tenants.models import Notice
from workflow.models import Request

LATEST = 8  # events; a decision writes fewer, with everything that it was given


def tell_asker(journey):
    """Nobody is told what he decided himself; nor is anybody where a routine asked, or where what ended is no request."""
    asked = Request.objects.filter(journey=journey).select_related("journey__creator").first() if journey.creator_id else None
    if asked is None:
        return
    events = list(journey.events.select_related("by").order_by("-id")[:LATEST])
    by = next((event.by for event in events if event.kind == "journey.ended"), None)
    if by == asked.journey.creator:
        return
    Notice.objects.tell(
        [asked.journey.creator], kind=Notice.Kind.ENDED, title=f"{journey.stage}: {asked.title}", text=_result(by, events),
        key=f"solicitacao:{asked.pk}", unit=connection.tenant, address=asked.address,
    )  # fmt: skip


def _result(by, events):
    """`Recusada por Marcos Antunes: Fora do orçamento`: the last decision with the words that it was given."""
    words = []
    for event in events:
        if event.kind == "journey.decided":
            break
        words += [event.details.get("reason") or event.details.get("note") or ""]
    said = " ".join(filter(None, reversed(words)))
    who = f"Por {by}" if by else "O prazo acabou"
    return f"{who}: {said}" if said else f"{who}."
