"""On which channels a person may begin leads in a unit: the web, the store flow, or both (FOL-19, FOL-24, FOL-28..30)."""

from django.db import connection

from tenants.models import Centre
from tenants.models.centre import ATTENDANT
from workflow.models import Process, Stage

DIRECTING = ("recepcao", "operacional")  # Followize's Recepção: registers and directs, does not treat (FOL-32)


def channels_of(member):
    """The channels open to that membership in the active unit, in the order of the process."""
    stages = Stage.objects.beginnings_of(Process.objects.taking_leads().slug)
    return [stage.channel or Stage.Channel.WEB for stage in stages if may_begin(member, stage)]


def may_begin(member, stage):
    """Leads of the web may be registered by all; those of the store flow by its sellers, or by the attendants who were given the switch."""
    if stage.channel != Stage.Channel.FLOW:
        return True
    unit = connection.tenant
    work = stage.work_of(unit).filter(user=member.user_id)
    if _is_of_attendants(stage):
        return work.filter(creates_flow_leads=True).exists()
    return unit.has_store_flow and (member.role in DIRECTING or work.exists())


def _is_of_attendants(stage):
    return ATTENDANT in Centre.objects.get(pk=stage.centre).roles
