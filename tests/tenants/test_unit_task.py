"""A task of a unit runs in that unit or not at all (reliability.md §3.3, §9 rows 9 and 10)."""

import inspect
import random
import uuid

import pytest
from celery.contrib.django.task import DjangoTask
from django.core.cache import caches
from django.db import connection
from django_tenants.utils import tenant_context

from purifikar.celery import app
from tenants.unit_task import UnitTask, UnitUnavailable
from tests.waiting import wait_for
from workflow.models import Counter

from . import worker_tasks
from .worker_tasks import Stumble, count, note_place, say, stumble
from .workers import working

SEED = 20261122


@pytest.fixture(autouse=True)
def nothing_ran_yet():
    worker_tasks.ran.clear()


def run(task, *args):
    """As a worker runs it, without the broker; gives the failure or None."""
    return task.apply(args=args).result


def test_the_body_runs_in_the_unit_and_the_process_ends_in_public(santos):
    say(str(santos.pk), "hello")
    assert worker_tasks.ran == [("unit_santos", "hello")]
    assert connection.schema_name == "public"


def test_it_ends_in_public_after_a_failure_too(santos):
    with pytest.raises(Stumble):
        stumble(str(santos.pk), "oh")
    assert worker_tasks.ran == [("unit_santos", "oh")]
    assert connection.schema_name == "public"


def test_it_ends_in_public_even_when_begun_inside_another_unit(santos, campinas):
    with tenant_context(campinas):
        say(str(santos.pk), "hello")
        assert connection.schema_name == "public"
    assert worker_tasks.ran == [("unit_santos", "hello")]


@pytest.mark.parametrize("key", [str(uuid.UUID(int=7)), "santos", "", None])
def test_a_missing_unit_runs_nothing(db, key):
    with pytest.raises(UnitUnavailable, match="missing; the body was not run"):
        say(key, "hello")
    assert worker_tasks.ran == []


@pytest.mark.parametrize("change", [{"state": "criando"}, {"state": "suspensa"}, {"state": "encerrada"}, {"schema_fingerprint": "old"}])
def test_a_unit_that_does_not_answer_runs_nothing(santos, change):
    type(santos).objects.update(**change)
    with pytest.raises(UnitUnavailable):
        say(str(santos.pk), "hello")
    assert worker_tasks.ran == []


def test_a_hundred_waiting_tasks_of_a_deleted_unit_are_refused(santos, capsys):
    """Row 9. tenant-schemas-celery would run all hundred in `public`."""
    type(santos).objects.filter(pk=santos.pk)._raw_delete(connection.alias)
    refused = [run(say, str(santos.pk), number) for number in range(100)]
    with capsys.disabled():
        print(f"\n  {len(refused)} tasks of a deleted unit, {len(worker_tasks.ran)} bodies run")
    assert {type(failure) for failure in refused} == {UnitUnavailable}
    assert worker_tasks.ran == []


def test_tasks_of_units_in_random_order_and_failing_at_random_keep_their_schema(santos, campinas, manaus, capsys):
    """Row 10."""
    dice, expected = random.Random(SEED), []
    for number in range(1000):
        unit, task = dice.choice([santos, campinas, manaus]), dice.choice([say, stumble])
        expected.append((unit.schema_name, number))
        failure = run(task, str(unit.pk), number)
        assert isinstance(failure, Stumble) == (task is stumble)
        assert connection.schema_name == "public"
    wrong = sum(here != there for here, there in zip(expected, worker_tasks.ran, strict=True))
    with capsys.disabled():
        print(f"\n  {len(expected)} tasks of 3 units, {wrong} in a wrong one")
    assert worker_tasks.ran == expected


def test_whatever_task_is_told_a_unit_has_the_base():
    """But those of `tenants`, which open and close units themselves. A task of no unit works for the whole network."""
    app.loader.import_default_modules()
    ours = {task for task in app.tasks.values() if not task.name.startswith(("celery.", "tests."))}
    assert all(isinstance(task, DjangoTask) for task in ours)
    bare = [task for task in ours if not isinstance(task, UnitTask) and not task.name.startswith("tenants.tasks.")]
    assert [task.name for task in bare if {"unit", "unit_id", "slug"} & set(inspect.signature(task.run).parameters)] == []


@pytest.fixture
def worker(transactional_db, tmp_path):
    with working(tmp_path, "--concurrency=1", "--include=tests.tenants.worker_tasks"):
        yield
    app.control.purge()


def test_a_real_worker_runs_each_task_in_its_own_unit(worker, santos, campinas):
    """From the broker to the unit's table, with failures and a missing unit in between."""
    for number in range(10):
        count.delay(str(santos.pk), "worker")
        stumble.delay(str(santos.pk), number)
        count.delay(str(uuid.UUID(int=7)), "worker")
        count.delay(str(campinas.pk), "worker")
        count.delay(str(campinas.pk), "worker")
    stumble.delay(str(campinas.pk), "the last")
    note_place.delay("place")
    assert wait_for(lambda: caches["network"].get("place")) == "public"
    for unit, expected in [(santos, 10), (campinas, 20)]:
        with tenant_context(unit):
            assert Counter.objects.get(kind="worker").last == expected
