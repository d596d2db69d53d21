"""Killed at any point and begun again, an import doubles no row and misses none (reliability.md §9, row 62)."""

import itertools
import os
import random
import signal

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from leads import tasks
from leads.importing import running
from leads.models import BulkImport, ImportRow, Lead, Person, Source
from tenants.models import Alarm, Errand, Membership, OpenWork, User
from tests.leads.importing import HEADINGS, tried
from tests.tenants.forks import ended, fork
from workflow.install import install_all
from workflow.models import ArmedLimit, Journey

ROWS, POINTS, SEED = 60, 5, 20261122


@pytest.fixture
def ready(transactional_db, santos, files_dir, monkeypatch):
    """Sixty rows, tried and ready, in batches of ten."""
    monkeypatch.setattr(running, "BATCH", 10)
    monkeypatch.setattr("leads.importing.undoing.BATCH", 10)
    manager = User.objects.create_user("marcos@santos.example", name="Marcos Antunes")
    Membership.objects.give(manager, "gerente", unit=santos)
    Membership.objects.give(User.objects.create_user("camila@rede.example", name="Camila Duarte"), "comercial")
    text = "\n".join([HEADINGS, *(f"Cliente {number} Silva;13997{number:06};c{number}@mail.example;Gonzaga;" for number in range(ROWS))])
    with tenant_context(santos):
        install_all()
        made = tried(text, by=manager, source=Source.objects.usual("web"))
        BulkImport.objects.filter(pk=made.pk).update(state="importando", cursor=0, tally={})
    Errand.objects.create(unit=santos, task=tasks.work_on_import.name, subject=made.pk)
    return made


def killed_at(unit, made, statement):
    """The worker's task in a process of its own, killed before it sends that statement."""
    count = itertools.count(1)

    def counting(execute, *args):
        if next(count) == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    def work():
        with connection.execute_wrapper(counting):
            tasks.work_on_import(str(unit.pk), str(made.pk))

    ended(fork(work))


def numbers():
    """People, leads, rows, journeys, limits, alarms and places in the queue, all at once."""
    people, leads = Person.objects.count(), Lead.objects.count()
    rows = ImportRow.objects.really().filter(undone="").values("number").distinct().count()
    return people, leads, rows, Journey.objects.count(), ArmedLimit.objects.count(), OpenWork.objects.count(), Alarm.objects.count() // 3


def test_killed_again_and_again_it_ends_with_every_row_once(ready, santos, capsys):
    dice, cursors = random.Random(SEED), []
    for _ in range(POINTS):
        killed_at(santos, ready, dice.randint(8, 60))
        with tenant_context(santos):
            assert len(set(numbers())) == 1, "something is half-done"
            cursors.append(numbers()[0])
    with capsys.disabled():
        print(f"\n  {POINTS} kills left {', '.join(map(str, cursors))} of {ROWS} rows done")
    finish(santos, ready)
    with tenant_context(santos):
        assert set(numbers()) == {ROWS}
        assert undo_killed(santos, ready, dice) == {0}


def finish(unit, made):
    with tenant_context(unit):
        BulkImport.objects.update(attempts=0, error="")
    tasks.work_on_import(str(unit.pk), str(made.pk))


def undo_killed(unit, made, dice):
    BulkImport.objects.update(state="desfazendo", cursor=0)
    for _ in range(2):
        killed_at(unit, made, dice.randint(20, 60))
        with tenant_context(unit):
            assert len(set(numbers())) == 1, "something is half-done"
    finish(unit, made)
    with tenant_context(unit):
        return set(numbers())
