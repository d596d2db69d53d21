"""What changes about a person, and what stands against it: work in his hands, himself, the last administrator."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from tenants.models import Membership, Team, TeamPlace
from tests.tenants.test_open_work import hold


def test_another_role_takes_the_place_of_the_first(rafael, marcos, membership):
    membership(rafael).change_role("operacional", by=marcos)

    assert membership(rafael).role == "operacional"


def test_a_role_that_has_no_teams_leaves_them(camila, helena, membership):
    """FOL-39"""
    TeamPlace.arrange(membership(camila), principal=Team.objects.create(name="Sudeste"))

    membership(camila).change_role("apoio", by=helena)

    assert not TeamPlace.objects.exists()


def test_an_attendant_who_becomes_coordenador_leads_nothing_yet(camila, helena, membership):
    """FOL-38: an attendant's principal team is no team that he leads."""
    TeamPlace.arrange(membership(camila), principal=Team.objects.create(name="Sudeste"))

    membership(camila).change_role("coordenador", by=helena)

    assert not TeamPlace.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda member, by: member.change_role("operacional", by=by),
        lambda member, by: member.end(by=by),
        lambda member, by: member.move(member.unit, "consultor", by=by),
    ],
    ids=["role", "end", "move"],
)
def test_nothing_changes_while_work_hangs_on_the_person(rafael, marcos, santos, membership, change):
    """FOL-36"""
    hold(rafael, santos)
    Membership.objects.filter(user=rafael).update(role="consultor")

    with pytest.raises(ValidationError):
        change(membership(rafael), marcos)

    assert membership(rafael).role == "consultor"
    assert membership(rafael).is_active


def test_nobody_changes_his_own_role_or_ends_his_own_access(helena, marcos, membership):
    for user in (helena, marcos):
        with pytest.raises(ValidationError, match="próprio"):
            membership(user).change_role("ranking", by=user)
        with pytest.raises(ValidationError, match="próprio"):
            membership(user).end(by=user)
        with pytest.raises(ValidationError, match="próprio"):
            membership(user).deactivate_account(by=user)


@pytest.mark.parametrize("deed", ["end", "deactivate_account"])
def test_the_last_administrator_stays(helena, marcos, membership, deed):
    with pytest.raises(ValidationError, match="último Administrador"):
        getattr(membership(helena), deed)(by=marcos)

    assert membership(helena).is_active


def test_the_last_administrator_keeps_the_role(helena, marcos, membership):
    with pytest.raises(ValidationError, match="último Administrador"):
        membership(helena).change_role("midia", by=marcos)


def test_a_deactivated_administrator_does_not_count(helena, camila, membership):
    other = membership(camila)
    other.change_role("admin", by=helena)
    other.user.deactivate()

    with pytest.raises(ValidationError, match="último Administrador"):
        membership(helena).end(by=camila)


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_dismiss_each_other_at_once_one_stays(helena, camila, membership):
    Membership.objects.filter(user=camila).update(role="admin")
    refused = []

    with transaction.atomic():
        membership(helena).end(by=camila)
        second = threading.Thread(target=_end, args=(membership(camila), helena, refused), daemon=True)
        second.start()
        second.join(timeout=0.5)
        assert second.is_alive(), "the second did not wait for the first"
    second.join(60)

    assert refused == ["last_admin"]
    assert Membership.objects.administering().get().user == camila


def _end(member, by, refused):
    try:
        member.end(by=by)
    except ValidationError as refusal:
        refused.append(refusal.code)
    finally:
        connection.close()


def test_whoever_was_let_back_in_is_active_again(rafael, marcos, membership):
    membership(rafael).end(by=marcos)
    membership(rafael).resume()

    assert membership(rafael).is_active


def test_moving_ends_here_and_begins_there_with_the_same_switches(rafael, helena, santos, campinas, membership):
    """FOL-12, FOL-28"""
    membership(rafael).switch(receives_web_leads=False, creates_flow_leads=True)

    there = membership(rafael).move(campinas, "operacional", by=helena)

    assert not rafael.memberships.get(unit=santos).is_active
    assert (there.unit, there.role, there.receives_web_leads, there.creates_flow_leads) == (campinas, "operacional", False, True)


def test_nobody_moves_to_where_he_is_already(rafael, helena, campinas, membership):
    person = membership(rafael)
    Membership.objects.give(rafael, "consultor", unit=campinas)

    with pytest.raises(ValidationError, match="já tem acesso a Campinas"):
        person.move(campinas, "consultor", by=helena)


def test_deactivating_closes_the_account_even_with_work_in_hand(rafael, helena, santos, membership):
    hold(rafael, santos)

    membership(rafael).deactivate_account(by=helena)

    assert not membership(rafael).is_active
