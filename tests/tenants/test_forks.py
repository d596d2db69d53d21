"""The tests' own children: a killed one is told from one that ended, and one that hangs holds up nobody."""

import os
import threading

import pytest

from tests.tenants import forks


def test_a_child_that_hangs_ends_by_itself_and_says_where(transactional_db, monkeypatch, capfd):
    monkeypatch.setattr(forks, "SECONDS", 1)
    with pytest.raises(AssertionError, match="the child hung"):
        forks.ended(forks.fork(threading.Event().wait))

    assert "test_forks.py" in capfd.readouterr().err


def test_a_child_ends_or_is_killed(transactional_db):
    assert os.waitstatus_to_exitcode(forks.ended(forks.fork(lambda: None))) == 0
    assert forks.kill(forks.fork(threading.Event().wait))
