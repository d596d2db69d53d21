"""The second factor: an application's codes, recovery codes, passkeys; and who must have one (ASVS 6.3.3, 6.5.1)."""

import os
import re
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from tenants.models import Invitation, Mail
from tests.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = 1_790_000_000
START = "/conta/duas-etapas/aplicativo/ligar/"


def code(secret=SECRET):
    return totp.format_hotp_value(totp.hotp_value(secret, NOW // 30))


@pytest.fixture(autouse=True)
def still_clock(monkeypatch):
    """No code runs out while a test uses it."""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: NOW)


@pytest.fixture
def protected(rafael):
    """Rafael with the application's codes on."""
    totp.TOTP.activate(rafael, SECRET)
    return rafael


@pytest.fixture
def halfway(protected):
    """A browser in which Rafael has given his password and owes the code."""
    client = Client()
    answer = client.post("/entrar/", {"login": protected.email, "password": PASSWORD, "next": "/u/santos/"})
    assert answer.headers["Location"].startswith("/entrar/codigo/")
    return client


@pytest.fixture
def signed_in():
    def done(user):
        client = Client()
        client.post("/entrar/", {"login": user.email, "password": PASSWORD})
        return client

    return done


def test_setting_up_shows_a_drawing_and_the_key(rafael, signed_in):
    page = signed_in(rafael).get(START).text
    assert 'src="data:image/svg+xml;base64,' in page
    assert re.search(r"<code[^>]*>[A-Z2-7]{32}</code>", page)


@pytest.mark.django_db(transaction=True)
def test_setting_up_leads_to_the_recovery_codes_once(rafael, signed_in):
    client = signed_in(rafael)
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", client.get(START).text)[1]
    codes = client.post(START, {"code": code(secret)}, follow=True)
    assert re.findall(r"^(?:<pre.*>)?(\d{8})$", codes.text, re.M)
    again = client.get("/conta/duas-etapas/codigos/").text
    assert "não aparecem de novo" in again
    assert not re.search(r"\d{8}", re.sub(r'name="csrf.*|hx-headers.*', "", again))
    assert Mail.objects.get().subject == "Verificação em duas etapas ligada"


def test_wrong_code_sets_nothing_up(rafael, signed_in):
    client = signed_in(rafael)
    client.get(START)
    answer = client.post(START, {"code": "000000"})
    assert answer.context["form"].errors["code"] == ["Código incorreto ou já usado. Espere o próximo e tente de novo."]
    assert not Authenticator.objects.exists()


def test_password_alone_does_not_get_in(halfway):
    assert halfway.get("/conta/").status_code == 302


def test_code_completes_the_sign_in(halfway):
    assert halfway.post("/entrar/codigo/", {"code": code()}).headers["Location"] == "/u/santos/"
    assert halfway.get("/u/santos/").status_code == 200


def test_used_code_is_refused(halfway, protected):
    halfway.post("/entrar/codigo/", {"code": code()})
    second = Client()
    second.post("/entrar/", {"login": protected.email, "password": PASSWORD})
    assert "já usado" in second.post("/entrar/codigo/", {"code": code()}).text
    assert second.get("/conta/").status_code == 302


def test_used_code_stays_refused_as_long_as_it_would_serve(halfway, protected, monkeypatch):
    given = code()
    halfway.post("/entrar/codigo/", {"code": given})
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: NOW + 31)
    cache.delete(Authenticator.objects.get().wrap()._get_used_cache_key(given))  # allauth's own mark has run out by then
    second = Client()
    second.post("/entrar/", {"login": protected.email, "password": PASSWORD})
    assert "já usado" in second.post("/entrar/codigo/", {"code": given}).text


def test_code_just_gone_still_serves_a_slow_finger(halfway, monkeypatch):
    given = code()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: NOW + 31)
    assert halfway.post("/entrar/codigo/", {"code": given}).headers["Location"] == "/u/santos/"


def test_used_code_is_refused_by_another_process_too(protected):
    device = Authenticator.objects.get()
    given = code()
    assert device.wrap().validate_code(given)
    other = (
        "import django; django.setup()\n"
        "from allauth.mfa.models import Authenticator\nfrom allauth.mfa.totp.internal.auth import TOTP\n"
        f"print(TOTP(Authenticator(user_id='{protected.pk}'))._mark_code_used('{given}'))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    said = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, check=True, env=environment, timeout=120)
    assert said.stdout.strip() == "False"


def test_sixth_wrong_code_is_refused(halfway):
    answers = [halfway.post("/entrar/codigo/", {"code": "000000"}).text for _ in range(6)]
    assert ["Muitas tentativas" in text for text in answers] == [False] * 5 + [True]


def test_recovery_code_gets_in_once(halfway, protected):
    spare = RecoveryCodes.activate(protected).get_unused_codes()[0]
    assert halfway.post("/entrar/codigo/", {"code": spare}).headers["Location"] == "/u/santos/"
    second = Client()
    second.post("/entrar/", {"login": protected.email, "password": PASSWORD})
    assert second.post("/entrar/codigo/", {"code": spare}).status_code == 200


def test_one_may_turn_back_halfway(halfway):
    assert halfway.get("/entrar/").headers["Location"].startswith("/entrar/codigo/")
    halfway.post("/sair/")
    assert halfway.get("/entrar/").status_code == 200


def test_stored_secret_is_enciphered(protected):
    assert SECRET not in str(Authenticator.objects.get().data)


def test_long_after_the_sign_in_one_confirms_who_one_is(rafael, signed_in, settings):
    client = signed_in(rafael)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    assert client.get(START).headers["Location"] == f"/conta/confirmar/?next={START.replace('/', '%2F')}"
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    assert client.post("/conta/confirmar/", {"password": PASSWORD, "next": START}).headers["Location"] == START


def test_turning_it_off_is_told_by_mail(protected, halfway):
    halfway.post("/entrar/codigo/", {"code": code()})
    halfway.post("/conta/duas-etapas/aplicativo/desligar/")
    assert not Authenticator.objects.exists()
    assert Mail.objects.get().subject == "Aplicativo autenticador desligado"


@pytest.mark.parametrize("page", ["/", "/rede/", "/u/santos/", "/lugares/"])
def test_person_of_the_network_sets_it_up_before_anything_else(helena, santos, browser, settings, page):
    settings.MFA_REQUIRED = True
    assert browser(helena).get(page).headers["Location"] == START


def test_piece_of_a_page_moves_the_whole_page_to_the_set_up(helena, browser, settings):
    settings.MFA_REQUIRED = True
    assert browser(helena).get("/rede/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == START


def test_newcomer_to_the_network_sets_it_up_without_saying_his_password_again(helena, client, settings):
    settings.MFA_REQUIRED = True
    invited = Invitation.objects.invite(email="lia@rede.example", name="Lia", role="comercial", by=helena)
    client.post(f"/convite/{invited.token}/", {"name": "Lia", "password": "cafe-coado-na-varanda"})
    assert client.get("/rede/").headers["Location"] == START
    assert client.get(START).status_code == 200


def test_person_of_the_network_may_set_it_up_and_leave(helena, signed_in, settings):
    settings.MFA_REQUIRED = True
    client = signed_in(helena)
    assert client.get(START).status_code == 200
    assert client.post("/sair/").headers["Location"] == "/entrar/"


def test_person_of_the_network_with_a_factor_goes_on(helena, browser, settings):
    settings.MFA_REQUIRED = True
    totp.TOTP.activate(helena, SECRET)
    assert browser(helena).get("/rede/").status_code == 200


def test_person_of_a_unit_may_go_without(rafael, browser, settings):
    settings.MFA_REQUIRED = True
    assert browser(rafael).get("/u/santos/").status_code == 200


def test_setting_lets_everybody_go_without(helena, browser, settings):
    settings.MFA_REQUIRED = False
    assert browser(helena).get("/rede/").status_code == 200
