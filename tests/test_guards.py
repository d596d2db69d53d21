"""The list of guards in tests/mutations.py says the truth: each text stands once in the code, each test exists."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.mutations import GUARDS

ROOT = Path(settings.BASE_DIR)
IDS = [re.sub(r"\W+", "-", guard.name) for guard in GUARDS]


@pytest.mark.parametrize("guard", GUARDS, ids=IDS)
def test_the_guard_stands_once_in_the_code(guard):
    assert (ROOT / guard.file).read_text().count(guard.text) == 1
    assert guard.without not in ("", guard.text) or guard.text.endswith("\n")


@pytest.mark.parametrize("guard", GUARDS, ids=IDS)
def test_the_code_without_the_guard_is_still_code(guard):
    """What does not even load would be noticed by anything."""
    ast.parse((ROOT / guard.file).read_text().replace(guard.text, guard.without))


@pytest.mark.parametrize("guard", GUARDS, ids=IDS)
def test_the_tests_of_the_guard_exist(guard):
    assert guard.tests
    for test in guard.tests:
        file, _, name = test.partition("::")
        assert f"\ndef {name}(" in (ROOT / file).read_text()


def test_every_guard_is_removed_once():
    assert len({(guard.file, guard.text) for guard in GUARDS}) == len({guard.name for guard in GUARDS}) == len(GUARDS) > 30
