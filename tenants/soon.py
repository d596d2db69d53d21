"""Asking a worker, without leaning on the broker."""

from functools import partial

from django.db import transaction


def soon(task, *arguments):
    """Calls the task after the commit. With the broker gone the call is logged and lost, and the deed stands: what must be done
    is a row in the database, and the clock finds it.
    """
    transaction.on_commit(partial(task.delay, *arguments), robust=True)
