"""The permission matrix: every address × every role × {own unit, other unit, no membership, signed out} × {GET, POST}."""

import uuid

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from purifikar.access_check import views
from tenants.models import Absence, Invitation, Mail, Membership, Team, User
from tenants.roles import NETWORK_ROLES, ROLES, UNIT_ROLES
from tests.access_matrix import ACCOUNT, ANY_MEMBER, EVERYBODY, NETWORK, SIGNED_IN, UNIT

METHODS = ("get", "post")
REACHING = [role.slug for role in ROLES.values() if role.reaches_units]


@pytest.fixture
def house(santos, campinas, admin):
    """A thing of each sort in Santos and at the Franqueadora, for the addresses that carry one."""
    things = {}
    for place, unit in (("unit", santos), ("network", None)):
        person = User.objects.create_user(f"alvo-{place}@x.example", name="Alvo da Silva")
        member = Membership.objects.give(person, "consultor" if unit else "comercial", unit=unit)
        invitation = Invitation.objects.invite(email=f"convite-{place}@x.example", name="C", role=member.role, by=admin, unit=unit)
        day = timezone.localdate()
        things[place] = {
            "membership": member.pk,
            "team": Team.objects.create(unit=unit, name=f"Equipe {place}").pk,
            "absence": Absence.objects.create(user=person, starts=day, ends=day, by=admin).pk,
            "invitation": invitation.pk,
            "token": invitation.token,
            "slug": santos.slug,
            "mail": Mail.objects.first().pk,
            "uuid": uuid.uuid4(),
        }
    return things


@pytest.fixture
def admin(db):
    return User.objects.create_user("quem-convida@x.example", name="Quem Convida")


def test_every_address_has_a_row():
    unit = {name for name, _ in views(settings.UNIT_URLCONF)}
    network = {name for name, _ in views(settings.ROOT_URLCONF)}

    assert unit == set(UNIT)
    assert network == set(NETWORK) | set(ACCOUNT)


@pytest.mark.parametrize("role", [role.slug for role in UNIT_ROLES])
def test_in_his_unit_each_role_opens_its_own_pages_only(house, santos, role, capsys):
    """PUR-10, FOL-06, FOL-14, FOL-27"""
    _play(UNIT, house["unit"], _member(role, santos), role, "/u/santos", lambda who: role in who)


@pytest.mark.parametrize("role", REACHING)
def test_a_role_of_the_network_opens_its_pages_in_every_unit(house, role, capsys):
    """PUR-05, FOL-16"""
    _play(UNIT, house["unit"], _member(role, None), role, "/u/santos", lambda who: role in who)


@pytest.mark.parametrize("role", [role.slug for role in NETWORK_ROLES])
def test_at_the_franqueadora_each_role_opens_its_own_pages_only(house, role, capsys):
    """PUR-10, PUR-48"""
    _play(NETWORK, house["network"], _member(role, None), role, "", lambda who: role in who)


@pytest.mark.parametrize("role", [role.slug for role in UNIT_ROLES])
def test_another_unit_is_not_found(house, campinas, role, capsys):
    _play(UNIT, house["unit"], _member(role, campinas), role, "/u/santos", lambda who: False, refusal=404)


@pytest.mark.parametrize("role", [role.slug for role in UNIT_ROLES])
def test_a_person_of_a_unit_finds_nothing_of_the_network(house, campinas, role, capsys):
    _play(NETWORK, house["network"], _member(role, campinas), role, "", lambda who: False, refusal=404)


@pytest.mark.parametrize("role", [role.slug for role in NETWORK_ROLES if not role.reaches_units])
def test_a_role_that_stays_at_the_franqueadora_finds_no_unit(house, role, capsys):
    """FOL-33, FOL-34"""
    _play(UNIT, house["unit"], _member(role, None), role, "/u/santos", lambda who: False, refusal=404)


@pytest.mark.parametrize(("pages", "prefix"), [(UNIT, "/u/santos"), (NETWORK, "")])
def test_without_a_membership_nothing_is_found(house, pages, prefix, capsys):
    _play(pages, house["unit"], _member(None, None), "nobody", prefix, lambda who: False, refusal=404)


@pytest.mark.parametrize(("pages", "prefix"), [(UNIT, "/u/santos"), (UNIT, "/u/nao-existe"), (NETWORK, "")])
def test_signed_out_each_address_asks_for_a_sign_in(house, pages, prefix, capsys):
    _play(pages, house["unit"], None, "signed out", prefix, lambda who: False, refusal="/entrar/")


def test_own_pages_are_for_whoever_signed_in(house, capsys):
    _play(ACCOUNT, house["unit"], _member(None, None), "signed in", "", lambda who: who in (EVERYBODY, SIGNED_IN), refusal=404)


def test_signed_out_only_the_doors_are_open(house, capsys):
    _play(ACCOUNT, house["unit"], None, "signed out", "", lambda who: who == EVERYBODY, refusal="/entrar/")


def _member(role, unit):
    user = User.objects.create_user(f"{role}-{unit}@x.example".replace(" ", ""), name="Pessoa da Matriz")
    if role:
        Membership.objects.give(user, role, unit=unit)
    return user


def _play(pages, things, user, who, prefix, may_enter, refusal=403):
    """Opens each address by each method and prints how many cells of the matrix that were."""
    wrong, cells = [], 0
    for name, (arguments, allowed) in pages.items():
        address = _address(name, [things[argument] for argument in arguments], prefix)
        expected = may_enter(allowed.split() if allowed not in (EVERYBODY, SIGNED_IN, ANY_MEMBER) else allowed)
        for method in METHODS:
            answer = _open(user, method, address)
            cells += 1
            if _entered(answer) != expected or (not expected and not _refused(answer, refusal)):
                wrong.append(f"{method} {address} for {who}: {answer.status_code} {answer.headers.get('Location', '')}")
    print(f"\nmatrix: {cells} cells for {who} at {prefix or 'the network'}")
    assert wrong == []


def _address(name, arguments, prefix):
    urlconf = settings.UNIT_URLCONF if prefix else settings.ROOT_URLCONF
    return prefix + reverse(name, urlconf=urlconf, args=arguments)


def _open(user, method, address):
    client = Client(raise_request_exception=True)
    with transaction.atomic():
        if user:
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    return answer


def _entered(answer):
    assert answer.status_code < 500, f"{answer.request['PATH_INFO']}: {answer.status_code}"
    return answer.status_code not in (403, 404) and not answer.headers.get("Location", "").startswith("/entrar/")


def _refused(answer, refusal):
    if refusal == "/entrar/":
        return answer.headers.get("Location", "").startswith("/entrar/")
    return answer.status_code == refusal
