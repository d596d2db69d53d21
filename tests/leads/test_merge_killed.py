"""A merge that dies in the middle, and two at the same moment: all of it or nothing, once."""

import itertools
import os
import signal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from leads.models import Merge, Person
from tests.leads.scenes import sale
from tests.leads.test_merge import everything
from tests.tenants.forks import ended, fork

POINTS = 8


@pytest.fixture
def twins(transactional_db, santos, rafael, camila):
    """Marina twice, each with a lead."""
    return [sale(santos, by=rafael).person, sale(santos, by=rafael).person]


def unite(santos, twins, by):
    with tenant_context(santos):
        return Merge.objects.unite(*twins, by=by)


def rows(santos):
    with tenant_context(santos):
        return everything(), Merge.objects.count()


def test_killed_at_any_statement_nothing_is_half_united(santos, twins, camila):
    """BEY-15: killed in the middle leaves nothing half-done"""
    with CaptureQueriesContext(connection) as queries:
        merge = unite(santos, twins, camila)
    with tenant_context(santos):
        merge.undo(by=camila)
    before, length = rows(santos), len(queries)

    for point in range(POINTS):
        status = ended(fork(lambda point=point: _unite_until(2 + point * (length - 2) // POINTS, santos, twins, camila)))
        assert os.WIFSIGNALED(status)
        assert rows(santos) == before, f"killed at statement {2 + point * length // POINTS} of {length}"
    assert unite(santos, twins, camila).may_be_undone


def _unite_until(statement, santos, twins, by):
    count = itertools.count(1)

    def counting(execute, *args):
        if next(count) == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    with connection.execute_wrapper(counting):
        unite(santos, twins, by)


def test_of_two_at_once_one_unites_and_the_other_is_told(santos, twins, camila):
    """Each the other way round: neither waits for the other for ever."""
    children = [fork(lambda pair=pair: _unite_or_be_told(santos, pair, camila)) for pair in (twins, twins[::-1])]
    codes = sorted(os.waitstatus_to_exitcode(ended(child)) for child in children)

    assert codes == [0, 7]
    with tenant_context(santos):
        assert Merge.objects.count() == 1
        assert Person.objects.known().count() == 1


def _unite_or_be_told(santos, pair, by):
    try:
        unite(santos, pair, by)
    except ValidationError:
        os._exit(7)
