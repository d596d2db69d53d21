"""How the unit's leads stand now, for the network's panel."""

from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from leads.models import LeadFigure
from tenants.models import OpenWork, UnitPulse


def take():
    unit, now = connection.tenant, timezone.now()
    work = OpenWork.objects.in_unit(unit).filter(kind=OpenWork.Kind.LEAD)
    counts = {
        "open": work.count(),
        "late": work.overdue(now).count(),
        "unheld": work.filter(holder=None).count(),
        "untouched": untouched(LeadFigure.objects.all(), today=timezone.localdate(now, ZoneInfo(unit.time_zone))).count(),
    }
    UnitPulse.objects.update_or_create(unit=unit, defaults={**counts, "at": now})


def untouched(figures, *, today):
    """Leads that came before today and that nobody has treated."""
    return figures.filter(treated_on=None, ended_on=None, came_on__lt=today)
