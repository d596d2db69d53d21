"""The network decides between two units that treat the same person."""

from django.db import transaction
from django_tenants.utils import tenant_context

from leads.models import Lead


@transaction.atomic
def decide(dispute, winner, reason, *, by):
    """That unit goes on. The history of both leads says so and why; the other unit ends its own lead by its process.

    Nothing is closed from here: what a lead's end asks for (a reason, a word to the customer) only its unit can answer.
    """
    dispute.decide(winner, reason, by=by)
    for unit, number, _ in dispute.sides:
        with tenant_context(unit):
            if lead := Lead.objects.filter(number=number).select_related("journey").first():
                lead.journey.record("lead.dispute_decided", by=by, winner=winner.name, ours=unit == winner, why=reason)


def holders(dispute):
    """Who holds each side's lead now: {unit: name}. Only the network asks; no unit sees the other's."""
    names = {}
    for unit, number, _ in dispute.sides:
        with tenant_context(unit):
            lead = Lead.objects.filter(number=number).select_related("journey__holder", "journey__stage").first()
            names[unit] = lead and (lead.journey.stage.name, str(lead.journey.holder or "a fila"))
    return names
