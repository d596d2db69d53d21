"""Doors for the worker into the leads of a unit."""

from celery import shared_task
from django.db import connection

from leads import privacy_export, transferring
from leads.importing import running
from leads.models import BulkImport, DataExport, Intake
from leads.reports import pulse
from leads.reports.catch_up import Caught, catch_up
from tenants.models import Unit
from tenants.unit_task import UnitTask


@shared_task
def count_units():
    """Lets each unit bring its figures up to date."""
    for unit in Unit.objects.answering():
        count_unit.delay(str(unit.pk))


@shared_task(base=UnitTask)
def count_unit():
    """The unit's figures, read on to the end of its timeline, and how it stands now."""
    while catch_up() is Caught.SOME:
        pass
    pulse.take()


@shared_task(base=UnitTask)
def work_on_import(key):
    """A piece of an import: its try, its run or its undoing. What is left is asked for again, so that others get a turn."""
    if running.work_on(key):
        work_on_import.delay(str(connection.tenant.pk), key)


@shared_task(base=UnitTask)
def work_on_transfer(key):
    """A piece of a transfer, which may reach into other units. What is left is asked for again, so that others get a turn."""
    if transferring.work_on(key):
        work_on_transfer.delay(str(connection.tenant.pk), key)


@shared_task(base=UnitTask)
def make_export(key):
    """The one file with everything that is kept of a person who asked for it."""
    privacy_export.make(key)


@shared_task
def forget_exports():
    """Once a day each unit lets go of the copies whose addresses have expired."""
    for unit in Unit.objects.answering():
        forget_exports_of_unit.delay(str(unit.pk))


@shared_task(base=UnitTask)
def forget_exports_of_unit():
    DataExport.objects.forget_expired()


@shared_task
def forget_sheets():
    """Once a day each unit lets go of the spreadsheets and of the bodies of deliveries that serve nothing any more."""
    for unit in Unit.objects.answering():
        forget_sheets_of_unit.delay(str(unit.pk))


@shared_task(base=UnitTask)
def forget_sheets_of_unit():
    BulkImport.objects.forget_sheets()
    Intake.objects.forget_bodies()
