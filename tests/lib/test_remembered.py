"""Counters of a page are remembered until somebody writes in the unit (purifikar/lib/remembered.py)."""

import pytest
from django.core.cache import caches
from django.db import transaction
from django_tenants.utils import tenant_context

from purifikar.lib.remembered import changed, remembered
from tests.leads.scenes import address, sale


@pytest.fixture
def on(settings):
    settings.PAGES_REMEMBER = True


def test_it_is_counted_once_until_somebody_writes(on, santos, transactional_db):
    counts = iter([3, 4, 5])
    with tenant_context(santos):
        assert [remembered("abertos", lambda: next(counts)) for _ in range(2)] == [3, 3]
        changed()
        assert [remembered("abertos", lambda: next(counts)) for _ in range(2)] == [4, 4]


def test_what_is_not_committed_changes_nothing(on, santos, transactional_db):
    counts = iter([3, 4])
    with tenant_context(santos):
        remembered("abertos", lambda: next(counts))
        with transaction.atomic():
            changed()
            transaction.set_rollback(True)
        assert remembered("abertos", lambda: next(counts)) == 3


def test_a_count_that_a_commit_overtook_is_not_kept(on, santos, transactional_db):
    def overtaken():
        changed()
        return 3

    with tenant_context(santos):
        assert remembered("abertos", overtaken) == 3
        assert remembered("abertos", lambda: 4) == 4


def test_each_unit_remembers_its_own(on, santos, campinas, transactional_db):
    for unit, count in ((santos, 3), (campinas, 8)):
        with tenant_context(unit):
            assert remembered("abertos", lambda count=count: count) == count
    with tenant_context(santos):
        assert remembered("abertos", lambda: 0) == 3


def test_a_deed_stands_where_the_cache_is_away(on, santos, transactional_db, monkeypatch, caplog):
    def away(*args, **kwargs):
        raise ConnectionError("Valkey is away")

    monkeypatch.setattr(type(caches["network"]), "set", away)
    with tenant_context(santos):
        changed()

    assert "Valkey is away" in caplog.text


def test_the_legend_follows_a_decision_at_once(on, browser, marcos, rafael, santos, transactional_db):
    """BIM-08"""
    lead, page = sale(santos, by=rafael), browser(marcos)
    assert "1 em aberto" in page.get(address("leads")).text
    with tenant_context(santos):
        lead.journey.decide("descartar", by=None, reason="Propaganda")

    assert "0 em aberto" in page.get(address("leads")).text


def test_what_is_soon_counted_is_counted_each_time(on, santos, transactional_db):
    counts = iter([3, 4, 5000])
    with tenant_context(santos):
        seen = [remembered("fila", lambda: next(counts), if_worth=lambda count: count > 2000) for _ in range(4)]

    assert seen == [3, 4, 5000, 5000]
