"""The tests' settings with one page more in each unit: tests/bench/bare.py."""

from tests.settings import *  # noqa: F403

UNIT_URLCONF = "tests.bench.bare"
