"""A child process of a test, to be killed at any moment. One that hangs says where, ends, and fails the test."""

import faulthandler
import os
import signal
import sys
import time
import warnings
from threading import Event

from django.db import connection, connections

SECONDS = 90  # far more than any child needs, also on a busy machine


def fork(work):
    """Runs `work` in a child with its own connections and returns its process id."""
    connection.close()
    with warnings.catch_warnings():
        # Python warns of threads of other tests; the child uses nothing of theirs and never returns to the test's code.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        return child
    code = 1
    try:
        _end_after(SECONDS)
        # Playwright's event loop does not run in the child, where Django then finds the connection that this thread had
        # before Playwright came: still open in the parent. The child begins with one of its own.
        del connections["default"]
        work()
        code = 0
    finally:
        os._exit(code)


def _end_after(seconds):
    """Says where it stands then. By a signal: faulthandler's own timer hangs in the child of a process that has one running."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    faulthandler.register(signal.SIGALRM, file=sys.__stderr__, chain=True)
    signal.alarm(seconds)


def ended(child, seconds=SECONDS + 30):
    """How it ended, as os.waitpid says; never waits for ever."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        gone, status = os.waitpid(child, os.WNOHANG)
        if gone:
            assert not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM), "the child hung: its stacks stand in stderr"
            return status
        Event().wait(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise AssertionError(f"a child did not end within {seconds} s")


def kill(child):
    """Kills it as a lost machine would; gives True when it was still alive."""
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(ended(child))
