from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django_tenants.utils import schema_exists

from purifikar.db.keys import uuid7
from tenants import fleet, schema, tasks
from tenants.models import Network, OpenWork, Unit
from tenants.models.unit import INTERRUPTED


@pytest.fixture
def joinville(db):
    """A unit that was asked for and waits to be opened."""
    return Unit.objects.create(
        slug="joinville", name="Joinville", legal_name="Águas do Norte Ltda.", cnpj="11444777000161", city="Joinville", uf="SC"
    )


@pytest.fixture
def broken(monkeypatch):
    """No schema can be built, for a reason of the code's or the database's."""

    def build(unit, *, progress):
        raise RuntimeError("no room")

    monkeypatch.setattr(schema, "build", build)


@pytest.fixture
def asked(monkeypatch):
    """The units that workers were asked to open."""
    keys = []
    monkeypatch.setattr(tasks.open_unit, "delay", keys.append)
    return keys


def test_opening_makes_the_schema_and_lets_the_unit_answer(joinville):
    tasks.open_unit(str(joinville.pk))

    joinville.refresh_from_db()
    assert joinville.answers
    assert schema.fingerprints([joinville]) == {str(joinville.pk): schema.release_fingerprint()}
    assert [change.state for change in joinville.history.all()] == ["ativa"]


def test_opening_tells_how_far_it_is(joinville):
    told = []
    joinville.open(progress=lambda done, total: told.append((done, total)))

    assert told
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_the_worker_notes_the_progress_where_the_page_reads_it(joinville):
    assert tasks.progress_of(joinville.pk) == (0, 0)
    tasks.open_unit(str(joinville.pk))

    done, total = tasks.progress_of(joinville.pk)
    assert done == total > 0


def test_opening_twice_is_opening_once(joinville):
    tasks.open_unit(str(joinville.pk))
    tasks.open_unit(str(joinville.pk))

    joinville.refresh_from_db()
    assert joinville.opening_attempts == 1
    assert joinville.history.count() == 1


def test_a_schema_migrated_and_one_replayed_are_alike(joinville, santos):
    joinville.open()
    tables = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = %s ORDER BY 1, 2"
    with connection.cursor() as cursor:
        columns = [cursor.execute(tables, [name]).fetchall() for name in ("unit_joinville", "unit_santos")]

    assert columns[0] == columns[1] != []


def test_a_failed_opening_leaves_nothing_and_is_noted(joinville, broken):
    with pytest.raises(RuntimeError):
        tasks.open_unit(str(joinville.pk))

    joinville.refresh_from_db()
    assert (joinville.state, joinville.opening_attempts, joinville.opening_error) == ("criando", 1, "RuntimeError: no room")
    assert not schema_exists("unit_joinville")


def test_a_unit_that_always_fails_is_tried_three_times_and_no_more(joinville, broken, asked):
    for _ in range(5):
        tasks.open_waiting_units()
        for key in asked[:]:
            asked.remove(key)
            with pytest.raises(RuntimeError):
                tasks.open_unit(key)

    joinville.refresh_from_db()
    assert joinville.opening_attempts == 3
    assert joinville.opening_failed


def test_a_unit_that_kills_its_worker_is_tried_three_times_and_no_more(joinville, asked):
    for _ in range(5):
        joinville.begin_attempt()  # and the worker dies
        tasks.open_waiting_units()

    joinville.refresh_from_db()
    assert (joinville.opening_attempts, len(asked)) == (3, 2)
    assert (joinville.opening_failed, joinville.opening_error) == (True, INTERRUPTED)


def test_one_poisoned_opening_holds_up_no_other(joinville, asked, django_capture_on_commit_callbacks):
    Unit.objects.filter(pk=joinville.pk).update(opening_attempts=3, opening_error="x")
    other = Unit.objects.create(slug="recife", name="Recife", legal_name="Ltda.", cnpj="1", city="Recife", uf="PE")
    tasks.open_waiting_units()

    assert asked == [str(other.pk)]


def test_trying_again_asks_a_worker_with_three_fresh_tries(joinville, asked, django_capture_on_commit_callbacks):
    Unit.objects.filter(pk=joinville.pk).update(opening_attempts=3, opening_error="x")
    with django_capture_on_commit_callbacks(execute=True):
        joinville.try_opening_again()

    assert (joinville.opening_attempts, joinville.opening_error) == (0, "")
    assert asked == [str(joinville.pk)]


def test_trying_an_open_unit_again_changes_nothing(santos):
    santos.try_opening_again()

    assert santos.state == "ativa"


def test_states_move_only_along_their_arrows(santos, helena):
    santos.suspend(by=helena, note="Reforma")
    with pytest.raises(ValidationError, match="A unidade está suspensa"):
        santos.suspend(by=helena)
    santos.resume(by=helena)
    santos.close(by=helena, note="Fim")
    for verb in (santos.suspend, santos.resume, santos.close):
        with pytest.raises(ValidationError, match="A unidade está encerrada"):
            verb(by=helena)


def test_a_unit_being_opened_is_neither_suspended_nor_closed(joinville, helena):
    for verb in (joinville.suspend, joinville.resume, joinville.close):
        with pytest.raises(ValidationError, match="A unidade está criando"):
            verb(by=helena)


def test_the_history_keeps_each_state_with_note_and_author(santos, helena):
    santos.suspend(by=helena, note="Reforma")
    santos.resume(by=helena)

    assert [(change.state, change.note, change.by) for change in santos.history.all()] == [
        ("ativa", "", helena),
        ("suspensa", "Reforma", helena),
    ]


def test_two_people_suspending_at_once_leave_one_entry(santos, helena):
    twin = Unit.objects.get(pk=santos.pk)
    santos.suspend(by=helena, note="Primeira")
    with pytest.raises(ValidationError):
        twin.suspend(by=helena, note="Segunda")

    assert [change.note for change in santos.history.all()] == ["Primeira"]


@pytest.mark.parametrize(("unit_says", "network_says", "works"), [(True, True, True), (True, False, False), (False, True, False)])
def test_the_store_flow_needs_both_levels(campinas, unit_says, network_says, works):
    """FOL-24"""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": network_says})
    campinas.store_flow = unit_says

    assert campinas.has_store_flow is works


def test_the_store_flow_needs_its_process(santos):
    """FOL-07"""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
    santos.store_flow = True

    assert not santos.has_store_flow


def test_overdue_work_calls_for_attention_and_work_in_time_does_not(santos, campinas):
    for unit, hours in ((santos, -1), (campinas, 1)):
        due = timezone.now() + timedelta(hours=hours)
        OpenWork.objects.create(unit=unit, kind="lead", subject=uuid7(), title="Padaria Real", address="/", due_at=due)

    assert list(Unit.objects.needing_attention()) == [santos]


def test_names_sort_without_accents_or_capitals(db):
    for number, name in enumerate(["Zé Doca", "Águas", "avaré", "Itu"]):
        Unit.objects.create(slug=f"u{number}", name=name, legal_name="Ltda.", cnpj=str(number), city="X", uf="SP")

    assert [unit.name for unit in Unit.objects.in_name_order()] == ["Águas", "avaré", "Itu", "Zé Doca"]


def test_a_fleet_migration_leaves_units_being_opened_alone(joinville, santos):
    assert list(fleet.migrate_behind()) == []
