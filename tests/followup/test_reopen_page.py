"""A closed contact is opened again, and how a supervisor authorises it (BIM-37..41, BIM-64)."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django_tenants.utils import tenant_context

from followup import closing
from followup.models import Reopening
from tenants.models import Notice, OpenWork
from tests.conftest import PASSWORD
from tests.followup.scenes import address, seen

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HERE = {"reason": "O cliente ligou de volta", "way": "aqui"}


@pytest.fixture(name="closed")
def closed_contact(contact, santos, rafael):
    with tenant_context(santos):
        contact.close(by=rafael, result="perdido", words="preço")
    return contact


@pytest.fixture
def reopen(closed, browser, rafael):
    """Rafael, who lacks the power, sends the form."""
    client = browser(rafael)
    return lambda **given: client.post(address("contact_reopen", closed.number), {**HERE, **given})


def test_a_supervisor_opens_it_again_with_the_reason(closed, santos, marcos, browser):
    """BIM-37, BIM-41"""
    page = address("contact_reopen", closed.number)
    assert browser(marcos).post(page, {"reason": ""}).status_code == 422
    browser(marcos).post(page, {"reason": "Engano"})
    assert seen(closed, santos).is_open


def test_on_the_spot_a_supervisor_signs_for_it_and_nobody_changes_places(closed, reopen, santos, marcos, rafael, browser):
    """BIM-40: his own sign-in, and the session stays the other one's"""
    answer = reopen(email=marcos.email, password=PASSWORD)
    with tenant_context(santos):
        event = closed.events.first()
    assert (event.by, event.authorised_by) == (rafael, marcos)
    assert Notice.objects.of(marcos).get().text == "Feito por Rafael Moreira."
    assert answer.wsgi_request.user == rafael
    assert str(answer.wsgi_request.session["_auth_user_id"]) == str(rafael.pk)


@pytest.mark.parametrize("who", ["denise", "otavio", "ulisses", "rafael"])
def test_whoever_is_no_supervisor_of_this_unit_authorises_nothing(closed, reopen, santos, who, request):
    """BIM-40: neither a colleague, nor another unit's owner, nor a stranger, nor oneself; and all are told the same"""
    user = request.getfixturevalue(who)
    assert "não autoriza nesta unidade" in reopen(email=user.email, password=PASSWORD).text
    assert not seen(closed, santos).is_open


def test_a_wrong_password_keeps_the_reason_and_not_the_password(reopen, marcos):
    page = reopen(email=marcos.email, password="errada-2026").text
    assert "O cliente ligou de volta" in page
    assert "errada-2026" not in page


def test_after_five_wrong_tries_the_right_password_waits_too(closed, reopen, santos, marcos):
    """BIM-40: it cannot be guessed"""
    for _ in range(5):
        reopen(email=marcos.email, password="errada-2026")
    assert "Muitas tentativas erradas" in reopen(email=marcos.email, password=PASSWORD).text
    assert not seen(closed, santos).is_open


def test_a_supervisor_with_a_second_factor_needs_its_code_and_each_code_serves_once(closed, reopen, santos, marcos, monkeypatch):
    """BIM-40: a code watched here does not open his account at the door"""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: 1_790_000_000)
    factor = totp.TOTP.activate(marcos, SECRET)
    code = totp.format_hotp_value(totp.hotp_value(SECRET, 1_790_000_000 // 30))
    cache.delete(factor._get_used_cache_key(code))
    assert "Falta o código" in reopen(email=marcos.email, password=PASSWORD).text
    assert "Código incorreto" in reopen(email=marcos.email, password=PASSWORD, code="000000").text
    reopen(email=marcos.email, password=PASSWORD, code=code)
    assert seen(closed, santos).is_open
    assert not factor.validate_code(code)


def test_the_request_waits_with_the_supervisor_and_he_grants_it_from_his_place(closed, reopen, santos, marcos, browser):
    """BIM-40"""
    reopen(way="pedir", supervisor=marcos.pk)
    assert OpenWork.objects.held_by(marcos).get().address == f"/contatos/{closed.number}/"
    client = browser(marcos)
    assert "Autorizar e reabrir" in client.get(address("contact", closed.number)).text
    with tenant_context(santos):
        asked = Reopening.objects.get()
    client.post(address("reopening_answer", closed.number, asked.pk), {"resposta": "sim"})
    assert seen(closed, santos).is_open


def test_what_stands_in_the_way_is_said_with_the_way_out(closed, reopen, rafael, browser, monkeypatch):
    """BIM-38, BIM-39"""
    refusal = closing.Refusal("Há o pedido 7 neste contato. Exclua-o antes.", "Ver o pedido", "/u/santos/pedidos/7/")
    monkeypatch.setattr(closing, "_refusals", [lambda contact: refusal])
    page = browser(rafael).get(address("contact_reopen", closed.number)).text
    assert "Exclua-o antes" in page
    assert 'href="/u/santos/pedidos/7/"' in page
    assert "Motivo da reabertura" not in page
