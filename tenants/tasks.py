"""Doors for the worker: each takes ids and calls one method."""

from celery import shared_task
from django.core.cache import caches

from tenants.models import Alarm, Dispute, Errand, Mail, Unit

PROGRESS_SECONDS = 3600
MAILS_BETWEEN_LOOKS = 20


@shared_task
def open_unit(unit_id):
    """Opens a unit that was asked for; nothing when it is open, another worker is at it, or no try is left."""
    unit = Unit.objects.to_retry().filter(pk=unit_id).first()
    if unit is None or not unit.begin_attempt():
        return
    try:
        unit.open(progress=lambda done, total: note_progress(unit_id, done, total))
    except Exception as error:
        unit.note_failed_opening(error)
        raise


@shared_task
def open_waiting_units():
    """Finds the openings that a dead worker or a lost message left behind, and gives up one that failed too often."""
    Unit.objects.note_interrupted_openings()
    for unit in Unit.objects.to_retry():
        open_unit.delay(str(unit.pk))


@shared_task
def drain_outbox():
    """Sends what is due, one by one. A mail that our own code fails on holds up no other, and is told of at the end.

    While deadlines wait for a worker it makes room after some mails; the next one goes on in seconds.
    """
    bugs = []
    for number, mail in enumerate(Mail.objects.claim_each(), start=1):
        try:
            mail.send()
        except Exception as bug:
            bugs.append(bug)
        if number % MAILS_BETWEEN_LOOKS == 0 and Alarm.objects.pressing():
            break
    if bugs:
        raise ExceptionGroup("mails that could not be made", bugs)


@shared_task
def settle_abandoned_mail():
    """Says of mails whose sender died that nobody knows whether they left."""
    Mail.objects.settle_abandoned()


@shared_task
def ask_errands_again():
    """Long work of units that a dead worker or a lost message left behind."""
    Errand.objects.ask_again()


@shared_task
def look_for_disputes():
    """Once a night: people whom two units took in at one instant, when neither saw the other."""
    Dispute.objects.look_everywhere()


def note_progress(unit_id, done, total):
    caches["network"].set(f"opening:{unit_id}", [done, total], PROGRESS_SECONDS)


def progress_of(unit_id):
    """How far the opening of a unit is: (statements done, all of them), or (0, 0) while nobody began."""
    return tuple(caches["network"].get(f"opening:{unit_id}", (0, 0)))
