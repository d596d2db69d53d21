"""Who may hand out which roles, and over whom he has a say."""

import pytest

from tenants.models import Membership
from tenants.roles import LABELS, NETWORK_ROLES, ROLES, UNIT_ROLES, Permission


def test_every_power_has_words_for_the_screen():
    """PUR-10"""
    assert set(LABELS) == set(Permission)


def test_all_levels_of_followize_are_roles():
    """FOL-06, FOL-14, FOL-27, FOL-31"""
    names = {role.name for role in ROLES.values()}
    levels = {"Administrador", "Coordenador", "Assessor Comercial", "Consultor Comercial", "Gerente", "Recepção", "Mídia", "Ranking"}
    assert levels <= names


def test_the_franqueado_may_do_what_the_gerente_may():
    """PUR-08"""
    assert ROLES["franqueado"].powers >= ROLES["gerente"].powers


def test_the_administrator_gives_every_role_in_its_place(helena, santos, membership):
    assert membership(helena).roles_to_give(None) == NETWORK_ROLES
    assert membership(helena).roles_to_give(santos) == UNIT_ROLES


def test_a_gerente_gives_roles_of_his_unit_only(marcos, santos, campinas, membership):
    gives = [role.slug for role in membership(marcos).roles_to_give(santos)]

    assert "consultor" in gives
    assert not {"admin", "comercial", "apoio", "franqueado"} & set(gives)
    assert membership(marcos).roles_to_give(campinas) == []
    assert membership(marcos).roles_to_give(None) == []


def test_a_franqueado_makes_another_one(otavio, campinas, membership):
    """PUR-08"""
    assert membership(otavio).may_give("franqueado", campinas)


@pytest.mark.parametrize("name", ["rafael", "camila", "silvio"])
def test_whoever_does_not_look_after_people_gives_nothing(name, request, santos, membership):
    member = membership(request.getfixturevalue(name))

    assert member.roles_to_give(santos) == []
    assert member.roles_to_give(None) == []


def test_a_gerente_has_no_say_over_the_franqueado(marcos, santos, ulisses, membership):
    owner = Membership.objects.give(ulisses, "franqueado", unit=santos)

    assert not membership(marcos).may_manage(owner)


def test_a_gerente_has_no_say_over_people_elsewhere(marcos, caio, camila, membership):
    assert not membership(marcos).may_manage(membership(caio))
    assert not membership(marcos).may_manage(membership(camila))


def test_a_person_looks_after_himself_but_does_not_decide_on_himself(marcos, rafael, membership):
    assert membership(marcos).may_manage(membership(marcos))
    assert not membership(marcos).may_decide_on(membership(marcos))
    assert membership(marcos).may_decide_on(membership(rafael))
