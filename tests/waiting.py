"""Waiting that always ends: `wait_for(lambda: alarm.rang)`, and who is connected to the test's database meanwhile."""

import time
from threading import Event

from django.db import connection


def wait_for(what, seconds=120, pause=0.02):
    """What it gives, as soon as that is true. Far more patience than a quiet machine needs: only a test that fails waits so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        Event().wait(pause)
    raise AssertionError(f"nothing came of it within {seconds} s; connected are {sessions()}")


def sessions():
    """Whoever is connected to this database besides us, and what he does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, state, query FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
            "AND pid <> pg_backend_pid()"
        )
        return {pid: (state, query) for pid, state, query in cursor.fetchall()}
