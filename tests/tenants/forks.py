"""A child process of a test, to be killed at any moment."""

import os
import signal
import warnings

from django.db import connection, connections


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
        # Playwright's event loop does not run in the child, where Django then finds the connection that this thread had
        # before Playwright came: still open in the parent. The child begins with one of its own.
        del connections["default"]
        work()
        code = 0
    finally:
        os._exit(code)


def kill(child):
    """Kills it as a lost machine would; gives True when it was still alive."""
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)
