"""How the processes of a run share the tests, and the database that one of them makes.

A process is given a few tests at a time: with a hundred of the browser's before it, it would be at them long after the others have
ended. Its database is a copy of the one that the first of them made.
"""

import os

import psycopg
from django.db import connection
from psycopg import sql
from xdist.scheduler.load import LoadScheduling

FEW = 4
ONE_AT_A_TIME = 7_226_733  # the number of the lock that whoever makes or copies the database holds
PATIENCE = "5min"  # with the one who makes it


class FewAtATime(LoadScheduling):
    def __init__(self, config, log):
        super().__init__(config, log)
        self.maxschedchunk = FEW

    def check_schedule(self, node, duration=0):
        if self.pending and not node.shutting_down and len(self.node2pending[node]) < FEW:
            self._send_tests(node, FEW)
        elif not self.pending:
            node.shutdown()


class Pattern:
    """The database as it stands before the first test, for the other processes of the run to copy."""

    def __init__(self):
        self.name = f"pattern_{os.environ.get('PYTEST_XDIST_TESTRUNUID', '')}"
        self.shared = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1
        self.copied = False

    def begin(self):
        """From now on, until it is ready, nobody else makes or copies one."""
        if self.shared:
            self.server = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, connect_timeout=60)
            self.server.execute(f"SET lock_timeout = '{PATIENCE}'")
            self.server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            self.copied = bool(self.server.execute("SELECT FROM pg_database WHERE datname = %s", [self.name]).rowcount)
        if self.copied:
            connection.settings_dict["TEST"]["TEMPLATE"] = self.name

    def ready(self):
        """The database stands: the others copy it."""
        connection.settings_dict["TEST"]["TEMPLATE"] = None
        if self.shared:
            if not self.copied:
                connection.close()  # nobody may be connected to what is copied
                self._run("CREATE DATABASE {} TEMPLATE {}", self.name, connection.settings_dict["NAME"])
            self.server.close()

    def forget(self):
        if self.shared:
            self.server = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, connect_timeout=60)
            self._run("DROP DATABASE IF EXISTS {}", self.name)
            self.server.close()

    def _run(self, words, *names):
        self.server.execute(sql.SQL(words).format(*map(sql.Identifier, names)))
