"""Limits as people say them: what one grants, and what is left of it."""

from django.utils import timezone

from purifikar.lib.spans import span
from workflow.models.stage import Limit


def grant(limit):
    """What a limit grants: "24 h", "4 h úteis", "3 dias úteis", "até o fim do mês". Takes a Limit or its plan."""
    if limit.clock == Limit.Clock.END_OF_MONTH:
        return "até o fim do mês"
    if limit.clock == Limit.Clock.ASKED_DAY:
        return "até a data pedida"
    unit = {Limit.Clock.HOURS: "h", Limit.Clock.BUSINESS_HOURS: "h úteis"}.get(limit.clock, "dias úteis")
    return f"{limit.amount} {'dia útil' if unit == 'dias úteis' and limit.amount == 1 else unit}"


def left(armed, clocks, now=None):
    """What is left of an armed limit in its own kind of time: "6 h úteis", "2 dias úteis", "5 h 16"; empty when it is over."""
    now = now or timezone.now()
    if armed.due_at <= now:
        return ""
    if armed.limit.clock in (Limit.Clock.WORKING_DAYS, Limit.Clock.ASKED_DAY):
        days = clocks.calendar.working_days_between(now, armed.due_at)
        return {0: "ainda hoje", 1: "1 dia útil"}.get(days, f"{days} dias úteis")
    if armed.limit.clock == Limit.Clock.BUSINESS_HOURS:
        return f"{span(clocks.calendar.worked_between(now, armed.due_at))} úteis"
    return span(armed.due_at - now)


def listed(words):
    """a, b e c."""
    words = list(words)
    return " e ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
