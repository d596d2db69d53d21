"""Doors for the worker. `tick` is the clock: it may run in any number of copies, or not at all for a while, without harm."""

from celery import shared_task
from django.db import connection
from django.utils import timezone

from tenants.models import Alarm, Commitment, Notice, Unit
from tenants.unit_task import UnitTask
from workflow import calendar, distribution, mornings, publishing, queue_check, rounds
from workflow.models import ArmedLimit, Routine, UnitFile


@shared_task
def tick():
    """Rings what is due in all units; then, after an outage, tells each person once of what it held up."""
    rounds.ring_due()
    rounds.fold_late_notices()


@shared_task
def give_out():
    """Gives out what waits in a queue and can go to somebody now, and passes on what nobody reacted to."""
    distribution.look_round()


@shared_task
def write_mornings():
    """Writes each person's "Seu dia na Purifikar" when his morning has come."""
    mornings.send_due()


@shared_task
def open_routines():
    """Lets each unit make the requests that its day brings."""
    for unit in Unit.objects.answering():
        make_routines.delay(str(unit.pk))


@shared_task(base=UnitTask)
def make_routines():
    """Those that are due by the unit's own clock and calendar; run twice it makes them once."""
    Routine.objects.make_due(timezone.now(), calendar.of(connection.tenant))


@shared_task(base=UnitTask)
def work_on_publication(key):
    """A piece of the publication of a model process, which reaches into other units. What is left is asked for again."""
    if publishing.work_on(key):
        work_on_publication.delay(str(connection.tenant.pk), key)


@shared_task
def find_changed_calendars():
    """Asks for the limits of every unit whose calendar is no longer the one by which they were counted."""
    for unit in calendar.changed_units():
        follow_calendar.delay(str(unit.pk))


@shared_task(base=UnitTask)
def follow_calendar():
    """Counts the unit's running limits anew, in one transaction."""
    ArmedLimit.objects.follow_calendar()


@shared_task
def check_queue():
    """Compares the shared queue with the units and keeps the result for `/saude`."""
    queue_check.run()


@shared_task
def forget_old():
    """Clears alarms, notices and cancelled commitments that nobody will ask for any more."""
    Alarm.objects.forget_old()
    Commitment.everything.all().forget_old()
    Notice.objects.forget_old()


@shared_task
def sweep_units():
    """Once a day each unit's folder of files is looked through."""
    for unit in Unit.objects.active():
        sweep_files.delay(str(unit.pk))


@shared_task(base=UnitTask)
def sweep_files():
    """Deletes the bytes that an interrupted upload left behind."""
    UnitFile.objects.sweep()
