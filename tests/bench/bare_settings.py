"""The tests' settings with one page more in each unit: tests/bench/bare.py."""

from tests.settings import *  # noqa: F403

PAGES_REMEMBER = True
UNIT_URLCONF = "tests.bench.bare"
