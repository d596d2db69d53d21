"""The permission matrix: every address × every role × {own unit, other unit, no membership, signed out} × {GET, POST}."""

from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import reverse

from purifikar.access_check import views
from purifikar.lib.links import network_url
from tenants.models import Membership, Unit, User
from tenants.roles import NETWORK_ROLES, ROLES, UNIT_ROLES
from tests.access_house import furnish
from tests.access_matrix import EVERYBODY, SIGNED_IN, UNIT, UNIT_DOORS
from tests.access_network import ACCOUNT, DOORS, NETWORK, OWN
from tests.conftest import open_unit, person

METHODS = ("get", "post")
REACHING = [role.slug for role in ROLES.values() if role.reaches_units]
NOBODY = frozenset()


@pytest.fixture(scope="module")
def furnished(stage, tmp_path_factory):
    """A thing of each sort in Santos and at the Franqueadora, for the addresses that carry one."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield furnish(open_unit("santos"), open_unit("campinas"), person("Helena Vasconcelos", "helena@rede.example", "admin"))


@pytest.fixture
def house(furnished, db, monkeypatch):
    """Papers need not be drawn for it."""
    monkeypatch.setattr("purifikar.lib.pdf.pdf_of", lambda html: b"%PDF-1.7")
    monkeypatch.setattr("followup.documents.pdf_of", lambda html, **more: b"%PDF-1.7")
    return furnished


@pytest.fixture
def santos(house):
    return Unit.objects.get(slug="santos")


@pytest.fixture
def campinas(house):
    return Unit.objects.get(slug="campinas")


def test_every_address_has_a_row():
    unit = {name for name, _ in views(settings.UNIT_URLCONF)}
    network = {name for name, _ in views(settings.ROOT_URLCONF)}

    assert unit == set(UNIT) | set(UNIT_DOORS)
    assert network == set(NETWORK) | set(ACCOUNT) | set(OWN) | set(DOORS)


@pytest.mark.parametrize("role", [role.slug for role in UNIT_ROLES])
def test_in_his_unit_each_role_opens_its_own_pages_only(house, santos, role):
    """PUR-10, FOL-06, FOL-14, FOL-27, FOL-31"""
    assert "\n".join(_wrong(UNIT, house["unit"], _member(role, santos), "/u/santos", {role})) == ""


@pytest.mark.parametrize("role", REACHING)
def test_a_role_of_the_network_opens_its_pages_in_every_unit(house, role):
    """PUR-05, FOL-16"""
    assert _wrong(UNIT, house["unit"], _member(role, None), "/u/santos", {role}) == []


@pytest.mark.parametrize("role", [role.slug for role in NETWORK_ROLES])
def test_at_the_franqueadora_each_role_opens_its_own_pages_only(house, role):
    """PUR-10, PUR-48"""
    assert _wrong(NETWORK, house["network"], _member(role, None), "", {role}) == []


@pytest.mark.parametrize("role", ["recepcao", "franqueado"])
def test_another_unit_is_not_found(house, campinas, role):
    """PUR-10: where the membership is missing the role means nothing, be it the least or the most powerful."""
    assert _wrong(UNIT, house["unit"], _member(role, campinas), "/u/santos", NOBODY, refusal=404) == []


@pytest.mark.parametrize("role", ["recepcao", "franqueado"])
def test_a_person_of_a_unit_finds_nothing_of_the_network(house, campinas, role):
    """PUR-10"""
    assert _wrong(NETWORK, house["network"], _member(role, campinas), "", NOBODY, refusal=404) == []


@pytest.mark.parametrize("role", [role.slug for role in NETWORK_ROLES if not role.reaches_units])
def test_a_role_that_stays_at_the_franqueadora_finds_no_unit(house, role):
    """FOL-33, FOL-34"""
    assert _wrong(UNIT, house["unit"], _member(role, None), "/u/santos", NOBODY, refusal=404) == []


@pytest.mark.parametrize(("pages", "prefix"), [(UNIT, "/u/santos"), (NETWORK, "")])
def test_without_a_membership_nothing_is_found(house, pages, prefix):
    assert _wrong(pages, house["unit"], _member(None, None), prefix, NOBODY, refusal=404) == []


@pytest.mark.parametrize(("pages", "prefix"), [(UNIT, "/u/santos"), (UNIT, "/u/nao-existe"), (NETWORK, "")])
def test_signed_out_each_address_asks_for_a_sign_in(house, pages, prefix):
    assert _wrong(pages, house["unit"], None, prefix, NOBODY, refusal="/entrar/") == []


@pytest.mark.parametrize("method", METHODS)
def test_own_pages_answer_whoever_signed_in(house, method):
    """A form of something he doesn't have, such as a passkey, is not found; nothing asks him to sign in or refuses him."""
    nobody = _member(None, None)
    answers = {name: _open(nobody, method, _address(name, [house["unit"][a] for a in args], "")) for name, (args, _) in ACCOUNT.items()}

    assert [name for name, answer in answers.items() if _verdict(answer, "in") not in ("in", 404)] == []


def test_signed_out_only_the_open_pages_answer(house):
    assert _wrong(ACCOUNT, house["unit"], None, "", {EVERYBODY}, refusal="/entrar/") == []


@pytest.mark.parametrize("name", OWN)
def test_what_is_somebody_elses_is_not_found(house, rafael, name):
    answer = _open(rafael, "get", _address(name, [house["unit"][argument] for argument in OWN[name]], ""))

    assert answer.status_code == 404


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", DOORS)
def test_the_doors_answer_a_stranger(house, name, method):
    answer = _open(None, method, _address(name, [house["unit"][argument] for argument in DOORS[name]], ""))

    assert answer.status_code in (200, 302, 404, 405)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", UNIT_DOORS)
def test_the_doors_of_a_unit_take_a_stranger_and_whoever_signed_in_elsewhere_alike(house, caio, name, method):
    """DIR-55: a customer has no account; somebody of another unit is nobody in particular here"""
    address = _address(name, [house["unit"][argument] for argument in UNIT_DOORS[name]], "/u/santos")
    stranger, other = (_open(user, method, address) for user in (None, caio))

    assert stranger.status_code == other.status_code != 302
    assert "Caio" not in other.content.decode()


def _member(role, unit):
    user = User.objects.create_user(f"{role}-da-matriz@x.example", "agua-limpa-2026", name="Pessoa da Matriz")
    if role:
        Membership.objects.give(user, role, unit=unit)
    return user


def _wrong(pages, things, user, prefix, entitled, refusal=403):
    """Opens each address by each method, prints how many cells that were, and returns those that answered wrongly."""
    wrong, cells, signed_in, refused = [], 0, _signed_in(user), _drawn_once()
    for name, (arguments, who) in pages.items():
        address = _address(name, [things[argument] for argument in arguments], prefix)
        words = {who} if who in (EVERYBODY, SIGNED_IN) else set(who.split())
        expected = "in" if words & entitled else refusal
        if any(f"-{word}" in words for word in entitled):
            expected = 404
        for method in METHODS:
            with patch("purifikar.views.errors.render", refused):
                found = _verdict(_ask(signed_in, method, address), expected)
            cells += 1
            if found != expected:
                wrong.append(f"{method} {address}: {found}, expected {expected}")
    print(f"\nmatrix: {cells} cells for {sorted(entitled) or 'nobody'} at {prefix or 'the network'}")
    return wrong


def _drawn_once():
    """A page of refusal is the same at each address: the first is drawn, the others of the same words say their status only."""
    drawn = []

    def refused(request, template, context=None, *, status):
        if (template, context) in drawn:
            return HttpResponse(status=status)
        drawn.append((template, context))
        return render(request, template, context, status=status)

    return refused


def _address(name, arguments, prefix):
    urlconf = settings.UNIT_URLCONF if prefix else settings.ROOT_URLCONF
    return prefix + reverse(name, urlconf=urlconf, args=arguments)


def _open(user, method, address):
    return _ask(_signed_in(user), method, address)


def _signed_in(user):
    """(a client, the cookies) of somebody whose session was in use a moment ago already, or of a stranger."""
    client = Client()
    if user:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        client.get(network_url("appearance"))
    return client, {name: each.value for name, each in client.cookies.items()}


def _ask(signed_in, method, address):
    """The answer, with nothing of what it did left behind."""
    client, cookies = signed_in
    client.cookies.clear()
    client.cookies.load(cookies)
    with transaction.atomic():
        answer = getattr(client, method)(address)
        for close in answer._resource_closers:  # answer.close() would also close the connection to the database
            close()
        transaction.set_rollback(True)
    return answer


def _verdict(answer, expected):
    """ "in", the sign-in's address, 403 or 404. A page that takes only the other method tells nobody anything: as expected."""
    assert answer.status_code < 500, f"{answer.request['PATH_INFO']}: {answer.status_code}"
    if answer.headers.get("Location", "").startswith("/entrar/"):
        return "/entrar/"
    if answer.status_code == 405:
        return expected
    return answer.status_code if answer.status_code in (403, 404) else "in"
