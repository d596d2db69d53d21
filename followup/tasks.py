"""Doors for the worker into the follow-up of a unit."""

from celery import shared_task
from django.db import connection
from django.utils import timezone

from followup import cycle_tally, mailing_work, sheet_sending
from followup.models import SheetFile
from tenants.models import Unit
from tenants.unit_task import UnitTask


@shared_task(base=UnitTask)
def work_on_mailing(key):
    """A piece of a mailing. What is left is asked for again, so that others get a turn."""
    if mailing_work.work_on(key):
        work_on_mailing.delay(str(connection.tenant.pk), key)


@shared_task(base=UnitTask)
def make_sheets(key):
    """A batch of visit sheets in one PDF."""
    sheet_sending.make(key)


@shared_task
def forget_sheets():
    """Once a day each unit lets go of the visit sheets that were kept long enough."""
    for unit in Unit.objects.answering():
        forget_sheets_of_unit.delay(str(unit.pk))


@shared_task(base=UnitTask)
def forget_sheets_of_unit():
    SheetFile.objects.forget_expired()


@shared_task
def add_up_cycles():
    """Once a night each unit adds up the days of its cycles that never were, or that somebody corrected."""
    for unit in Unit.objects.answering():
        add_up_cycles_of_unit.delay(str(unit.pk))


@shared_task(base=UnitTask)
def add_up_cycles_of_unit():
    with timezone.override(connection.tenant.time_zone):
        cycle_tally.refresh_all()
