"""The register of alarms: claimed by one worker only, whatever their number (reliability.md §9 rows 47, 48, 52)."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tenants import tasks
from tenants.models import Alarm, Mail


def arm(unit, ago=timedelta(minutes=1), **more):
    moment = timezone.now() - ago
    return Alarm.objects.create(unit=unit, journey=uuid.uuid4(), subject=uuid.uuid4(), deed="x", fires_at=moment, retry_at=moment, **more)


def claim(unit, **more):
    return next(iter(claim_some(unit, **more)), None)


def claim_some(unit, **more):
    return Alarm.objects.claim(unit, now=timezone.now(), **more)


def test_the_one_due_longest_comes_first_and_one_not_due_never(santos):
    later, sooner = arm(santos), arm(santos, timedelta(hours=1))
    arm(santos, -timedelta(minutes=1))

    assert claim(santos) == sooner
    assert claim(santos, but=[sooner.pk]) == later
    assert claim(santos, but=[sooner.pk, later.pk]) is None


def test_another_units_alarms_are_left_alone(santos, campinas):
    arm(santos)
    assert claim(campinas) is None
    assert list(Alarm.objects.due(timezone.now()).in_units()) == [santos]


def test_one_in_another_workers_hands_is_passed_over(transactional_db, santos):
    first, second = arm(santos, timedelta(hours=1)), arm(santos)
    found = []

    def other():
        with transaction.atomic():
            found.append(claim(santos))
        connection.close()

    with transaction.atomic():
        assert claim(santos) == first
        thread = threading.Thread(target=other, daemon=True)
        thread.start()
        thread.join(60)
    assert found == [second]


def test_a_failure_is_noted_only_while_the_alarm_is_as_it_was(santos):
    alarm = arm(santos)
    Alarm.objects.update(state=Alarm.State.CANCELLED)
    alarm.note_failure(ValueError("late"))

    assert Alarm.objects.get().attempts == 0


def test_one_that_rang_is_not_set_again(santos):
    alarm = arm(santos, state=Alarm.State.DONE)
    Alarm.objects.set_again(alarm.subject, {"x": timezone.now() + timedelta(days=1)})

    alarm.refresh_from_db()
    assert alarm.state == "feito"


def test_a_moment_that_has_passed_is_now(santos):
    alarm = arm(santos, state=Alarm.State.CANCELLED)
    Alarm.objects.set_again(alarm.subject, {"x": timezone.now() - timedelta(days=1)})

    alarm.refresh_from_db()
    assert alarm.lateness == timedelta()
    assert (alarm.state, alarm.fires_at) == ("armado", alarm.retry_at)


def test_the_oldest_due_is_found_over_all_units(santos, campinas):
    arm(santos)
    oldest = arm(campinas, timedelta(hours=2))
    arm(campinas, -timedelta(hours=2))
    assert Alarm.objects.oldest_due(timezone.now()) == oldest.fires_at


@pytest.mark.parametrize(("state", "kept"), [("armado", 1), ("feito", 0), ("cancelado", 0)])
def test_only_what_is_settled_is_forgotten(santos, state, kept):
    arm(santos, timedelta(days=120), state=state)
    Alarm.objects.forget_old()

    assert Alarm.objects.count() == kept


def test_mail_makes_room_while_deadlines_wait(santos):
    for number in range(30):
        Mail.objects.write(to=f"p{number}@x.example", subject="x", text="x", kind="x", at_once=False)
    alarm = arm(santos)
    tasks.drain_outbox()
    assert Mail.objects.queued().count() == 30 - tasks.MAILS_BETWEEN_LOOKS
    Alarm.objects.settle([alarm], Alarm.State.DONE)
    tasks.drain_outbox()

    assert not Mail.objects.queued().exists()
