"""A statement cancelled at the wrong moment never lets a query run in the unit that was active before (reliability.md §2.1)."""

import threading
import time

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.db.utils import OperationalError, ProgrammingError
from django_tenants.postgresql_backend import base as stock
from django_tenants.utils import tenant_context

from purifikar.db import base as ours
from workflow.models import Counter

READ = "SELECT kind FROM workflow_counter"
OUR_READS = 4000
SOME = 20
STOCK_SECONDS = 6
pytestmark = pytest.mark.usefixtures("marked")


@pytest.fixture
def marked(transactional_db, santos, campinas):
    """Each unit has one counter, which says in which unit it lies."""
    for unit in (santos, campinas):
        with tenant_context(unit):
            Counter.objects.create(kind=unit.schema_name)


@pytest.fixture(params=[True, False], ids=["set-once-a-switch", "set-once-a-query"])
def limit(request, settings):
    settings.TENANT_LIMIT_SET_CALLS = request.param
    return request.param


@pytest.fixture
def connect():
    """`connect(ours)`: a connection of its own through that backend, to the same database."""
    opened = []

    def open_one(backend):
        opened.append(backend.DatabaseWrapper(dict(connection.settings_dict), alias="default"))
        return opened[-1]

    yield open_one
    for wrapper in opened:
        wrapper.close()


def where(wrapper, schema):
    """The unit that a read finds after switching to `schema`."""
    wrapper.set_schema(schema)
    with wrapper.cursor() as cursor:
        cursor.execute(READ)
        return cursor.fetchone()[0]


def cancelled_set(execute, sql, params, many, context):
    """Sends something that the server cancels at once in the place of `SET search_path`."""
    if sql.startswith("SET search_path"):
        sql = "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(30)"
    return execute(sql, params, many, context)


def cancelled_begin(execute, sql, params, many, context):
    """The driver sends BEGIN before the first statement of a transaction; cancelled there, nothing of ours was sent."""
    if sql.startswith("SET search_path"):
        raise OperationalError("canceling statement due to user request")
    return execute(sql, params, many, context)


def read_after_cancel(wrapper, fault, *, autocommit=True):
    """What a read in Campinas finds when its SET was cancelled, on a connection that was in Santos before."""
    assert where(wrapper, "unit_santos") == "unit_santos"
    wrapper.set_autocommit(autocommit)
    wrapper.execute_wrappers.append(fault)
    try:
        return where(wrapper, "unit_campinas")
    finally:
        wrapper.execute_wrappers.clear()


def test_a_cancelled_set_stops_the_query(connect, limit):
    """PUR-10"""
    wrapper = connect(ours)
    with pytest.raises(OperationalError, match="search_path could not be set to 'unit_campinas'"):
        read_after_cancel(wrapper, cancelled_set)
    assert where(wrapper, "unit_campinas") == "unit_campinas"


def test_a_cancelled_begin_stops_the_query(connect, limit):
    with pytest.raises(OperationalError, match="search_path could not be set to 'unit_campinas'"):
        read_after_cancel(connect(ours), cancelled_begin, autocommit=False)


def test_the_stock_backend_reads_the_other_unit_then(connect, limit):
    """So the two tests above could fail."""
    assert read_after_cancel(connect(stock), cancelled_set) == "unit_santos"
    assert read_after_cancel(connect(stock), cancelled_begin, autocommit=False) == "unit_santos"


def test_a_set_that_fails_in_an_aborted_transaction_keeps_the_first_error(connect, limit):
    """There the next statement fails by itself, and the database's own message is the useful one."""
    wrapper = connect(ours)
    wrapper.set_autocommit(False)
    with pytest.raises(DatabaseError, match="division by zero"), wrapper.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    with pytest.raises(DatabaseError, match="current transaction is aborted"):
        where(wrapper, "unit_campinas")


def pass_over_an_error(wrapper):
    """COMMIT of a transaction in which an error was passed over is a rollback, and takes the SET of the transaction back."""
    assert where(wrapper, "unit_santos") == "unit_santos"
    wrapper.set_autocommit(False)
    assert where(wrapper, "unit_campinas") == "unit_campinas"
    with pytest.raises(DatabaseError), wrapper.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    wrapper.commit()
    wrapper.set_autocommit(True)
    with wrapper.cursor() as cursor:
        cursor.execute(READ)
        return cursor.fetchone()[0]


def test_a_commit_that_was_a_rollback_does_not_change_the_unit(connect, limit):
    assert pass_over_an_error(connect(ours)) == "unit_campinas"


def test_the_stock_backend_changes_it_then(connect, settings):
    settings.TENANT_LIMIT_SET_CALLS = True
    assert pass_over_an_error(connect(stock)) == "unit_santos"


class Storm:
    """Reads from two units in turn while another connection cancels the reader's statements as fast as it can."""

    def __init__(self, wrapper):
        self.wrapper, self.begun, self.over = wrapper, threading.Event(), threading.Event()
        self.reads = self.cancelled = self.wrong = 0

    def rage(self, *, reads=None, seconds=60):
        """Until so many reads are over and some of them were cancelled; without a number of reads, until the first wrong one."""
        self.wrapper.ensure_connection()
        canceller = threading.Thread(target=self._cancel, args=[self.wrapper.connection.info.backend_pid], daemon=True)
        canceller.start()
        self.begun.wait(60)
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end and (self.cancelled < SOME or (self.reads < reads if reads else not self.wrong)):
                self._read(("unit_santos", "unit_campinas")[self.reads % 2])
        finally:
            self.over.set()
            canceller.join(60)
        return self

    def _read(self, schema):
        self.reads += 1
        try:
            self.wrong += where(self.wrapper, schema) != schema
        except OperationalError:
            self.cancelled += 1
        except ProgrammingError:  # no such table: it ran outside of any unit
            self.wrong += 1

    def _cancel(self, pid):
        facts = connection.settings_dict
        names = {"host": facts["HOST"], "port": facts["PORT"], "user": facts["USER"], "password": facts["PASSWORD"]}
        with psycopg.connect(dbname=facts["NAME"], autocommit=True, **names, **facts["OPTIONS"]) as other:
            self.begun.set()
            while not self.over.is_set():
                other.execute("SELECT pg_cancel_backend(%s)", [pid])

    def __str__(self):
        return f"{self.reads} reads, {self.cancelled} cancelled, {self.wrong} of the wrong unit"


def test_a_storm_of_cancels_gives_no_read_of_the_wrong_unit(connect, limit, capsys):
    storm = Storm(connect(ours)).rage(reads=OUR_READS)
    with capsys.disabled():
        print(f"\n  cancel storm on our backend, limit={limit}: {storm}")
    assert storm.cancelled >= SOME
    assert storm.wrong == 0


def test_the_same_storm_on_the_stock_backend(connect, limit, capsys):
    """Only told, since it is a matter of luck; what is certain stands in the tests above."""
    storm = Storm(connect(stock)).rage(seconds=STOCK_SECONDS)
    with capsys.disabled():
        print(f"\n  cancel storm on the stock backend, limit={limit}: {storm}")
    assert storm.reads > storm.cancelled > 0
