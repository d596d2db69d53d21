"""What one unit keeps in the cache no other one finds; throttles count once for the whole network (reliability.md §9, 25 and 26)."""

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from django_tenants.utils import tenant_context


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def test_the_same_key_holds_each_units_own_value(santos, campinas):
    for unit in (santos, campinas):
        with tenant_context(unit):
            cache.set("leads", unit.slug)
    found = []
    for unit in (santos, campinas):
        with tenant_context(unit):
            found.append(cache.get("leads"))
    assert found == ["santos", "campinas"]
    assert cache.get("leads") is None


@pytest.mark.parametrize(
    "act",
    [
        lambda: cache.delete("leads"),
        lambda: cache.incr("leads"),
        lambda: cache.delete_many(["leads"]),
        lambda: cache.set_many({"leads": 9}),
        lambda: cache.touch("leads", 0),
    ],
    ids=["delete", "incr", "delete_many", "set_many", "touch"],
)
def test_what_one_unit_does_to_a_key_leaves_the_others(santos, campinas, act):
    for unit in (santos, campinas):
        with tenant_context(unit):
            cache.set("leads", 1)
    with tenant_context(campinas):
        try:
            act()
        except ValueError:
            pytest.fail("the key was not there")
    with tenant_context(santos):
        assert cache.get("leads") == 1


def test_a_unit_named_like_a_key_of_another_finds_nothing(santos, campinas):
    """The parts of a key are told apart by what cannot be in a schema's name."""
    with tenant_context(santos):
        cache.set("1:x", "santos")
    with tenant_context(campinas):
        assert [cache.get(key) for key in ("1:x", "unit_santos:1:x", "../unit_santos:1:1:x")] == [None] * 3


def test_the_networks_alias_is_one_for_all(santos, campinas):
    with tenant_context(santos):
        caches["network"].set("failed:192.0.2.1", 4)
    with tenant_context(campinas):
        assert caches["network"].incr("failed:192.0.2.1") == 5
    assert caches["network"].get("failed:192.0.2.1") == 5


def test_the_two_aliases_never_meet(santos):
    caches["network"].set("x", "network")
    assert cache.get("x") is None
    with tenant_context(santos):
        assert cache.get("x") is None


def test_every_alias_is_one_store_for_all_processes():
    """A store within a process would count throttles once a process."""
    assert not any(isinstance(caches[alias], LocMemCache) for alias in settings.CACHES)
    assert settings.CACHES["default"]["KEY_FUNCTION"] == "purifikar.lib.cache.unit_key"
    assert "KEY_FUNCTION" not in settings.CACHES["network"]
