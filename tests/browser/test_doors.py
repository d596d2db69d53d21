"""The doors in a browser: signing in, the second factor, passkeys, the invitation; on a desktop and on a phone."""

import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import expect

from tenants.models import Invitation, Mail
from tests.conftest import PASSWORD

TOTP_PAGE = "/conta/duas-etapas/aplicativo/ligar/"


@pytest.fixture(params=["page", "phone"])
def screen(request, live_server):
    """Once on the desktop, once on the phone. Names the live server, so that the database is opened for its threads."""
    return request.getfixturevalue(request.param)


def code(secret):
    """What the application shows now. The mark of the last one is wiped, so that no test waits for the next."""
    cache.clear()
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def give_password(screen, email, password=PASSWORD):
    screen.get_by_label("E-mail").fill(email)
    screen.get_by_label("Senha", exact=True).fill(password)
    screen.get_by_role("button", name="Entrar", exact=True).click()


def passkeys(screen):
    """A device of the browser's own that keeps passkeys and says yes when asked for a finger."""
    devtools = screen.context.new_cdp_session(screen)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_sign_in(screen, rafael):
    screen.goto("/u/santos/")
    give_password(screen, rafael.email)
    screen.wait_for_url("**/u/santos/")
    expect(screen.locator("h1")).to_be_visible()


def test_wrong_password_is_told_and_the_address_stays(screen, rafael):
    screen.goto("/entrar/")
    give_password(screen, rafael.email, "errada-errada")
    expect(screen.get_by_role("alert").filter(has_text="E-mail ou senha incorretos")).to_be_visible()
    expect(screen.get_by_label("E-mail")).to_have_value(rafael.email)


def test_password_can_be_looked_at(page):
    page.goto("/entrar/")
    page.get_by_label("Senha", exact=True).fill("segredo")
    page.get_by_role("button", name="Mostrar a senha").click()
    expect(page.get_by_label("Senha", exact=True)).to_have_attribute("type", "text")


def test_sign_in_works_without_javascript(new_page, rafael):
    bare = new_page(java_script_enabled=False)
    bare.goto("/entrar/")
    expect(bare.get_by_role("button", name="Usar chave de acesso")).to_be_hidden()
    give_password(bare, rafael.email)
    bare.wait_for_url("**/u/santos/")


def test_second_factor_is_set_up_and_asked_for(screen, rafael):
    screen.goto(f"/entrar/?next={TOTP_PAGE}")
    give_password(screen, rafael.email)
    secret = screen.locator("#totp-secret").inner_text()
    screen.get_by_label("Código do aplicativo").fill(code(secret))
    screen.get_by_role("button", name="Ligar").click()
    assert len(screen.locator("#recovery-codes").inner_text().split()) == 10
    screen.context.clear_cookies()
    screen.goto("/entrar/?next=/u/santos/")
    give_password(screen, rafael.email)
    screen.get_by_label("Código").fill(code(secret))
    screen.get_by_role("button", name="Entrar", exact=True).click()
    screen.wait_for_url("**/u/santos/")


def test_passkey_is_made_renamed_used_and_removed(screen, rafael):
    passkeys(screen)
    screen.goto("/entrar/?next=/conta/duas-etapas/chaves/nova/")
    give_password(screen, rafael.email)
    screen.get_by_label("Nome da chave").fill("celular")
    screen.get_by_role("button", name="Criar a chave").click()
    screen.wait_for_url("**/codigos/")
    screen.context.clear_cookies()
    screen.goto("/entrar/?next=/conta/duas-etapas/chaves/")
    screen.get_by_role("button", name="Usar chave de acesso").click()
    screen.wait_for_url("**/chaves/")
    screen.get_by_role("link", name="Renomear celular").click()
    screen.get_by_label("Nome da chave").fill("telefone")
    screen.get_by_role("button", name="Gravar").click()
    screen.get_by_role("link", name="Remover telefone").click()
    screen.get_by_role("button", name="Remover").click()
    expect(screen.get_by_text("Nenhuma chave ainda")).to_be_visible()


def test_passkey_serves_as_second_step(page, rafael):
    passkeys(page)
    page.goto("/entrar/?next=/conta/duas-etapas/chaves/nova/")
    give_password(page, rafael.email)
    page.get_by_role("button", name="Criar a chave").click()
    page.wait_for_url("**/codigos/")
    page.context.clear_cookies()
    page.goto("/entrar/?next=/u/santos/")
    give_password(page, rafael.email)
    page.get_by_role("button", name="Usar chave de acesso").click()
    page.wait_for_url("**/u/santos/")


def test_passkey_that_does_not_come_is_told_in_words(page, rafael):
    passkeys(page)  # without a key in it
    page.goto("/entrar/")
    page.get_by_role("button", name="Usar chave de acesso").click()
    page.get_by_role("alert").filter(has_text="Nada foi feito").wait_for()


def test_invitation_is_accepted(screen, santos, marcos):
    invited = Invitation.objects.invite(email="bruna@santos.example", name="Bruna", role="consultor", unit=santos, by=marcos)
    assert invited.token in Mail.objects.get().text
    screen.goto(f"/convite/{invited.token}/")
    screen.get_by_label("Crie uma senha").fill("curta")
    screen.get_by_role("button", name="Aceitar e entrar").click()
    screen.get_by_text("12 caracteres").first.wait_for()
    screen.get_by_label("Crie uma senha").fill("cafe-coado-na-varanda")
    screen.get_by_role("button", name="Aceitar e entrar").click()
    screen.wait_for_url("**/u/santos/")


@pytest.mark.parametrize("path", ["/entrar/", "/senha/esqueci/", "/senha/esqueci/enviado/", "/senha/nova/a-b/", "/convite/x/"])
def test_doors_are_open_to_everybody_s_senses(screen, axe, path):
    screen.goto(path)
    axe(screen)


@pytest.mark.parametrize("path", ["", "senha/", "sessoes/", "aparencia/", "duas-etapas/", "duas-etapas/chaves/"])
def test_own_account_is_open_to_everybody_s_senses(screen, sign_in, axe, rafael, path):
    sign_in(screen, rafael)
    screen.goto(f"/conta/{path}")
    axe(screen)
