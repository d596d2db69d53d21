"""One's own account: name, phone, places, appearance, password."""

import pytest
from allauth.mfa.models import Authenticator

from tenants.models import Mail
from tests.conftest import PASSWORD

NEW_PASSWORD = "cafe-coado-na-varanda"


@pytest.mark.parametrize("path", ["/conta/", "/conta/senha/", "/conta/sessoes/", "/conta/aparencia/", "/conta/duas-etapas/"])
def test_own_pages_ask_for_a_sign_in(client, rafael, browser, path):
    assert client.get(path).headers["Location"] == f"/entrar/?next={path}"
    assert browser(rafael).get(path).status_code == 200


def test_profile_shows_where_one_works(rafael, browser):
    page = browser(rafael).get("/conta/").text
    assert "rafael@santos.example" in page
    assert "Consultor Comercial, desde" in page
    assert 'href="/u/santos/"' in page


@pytest.mark.parametrize("written", ["(13) 99123-4567", "13991234567", "+55 13 99123 4567"])
def test_phone_is_kept_in_one_writing(rafael, browser, written):
    answer = browser(rafael).post("/conta/", {"name": "Rafael Moreira", "phone": written})
    rafael.refresh_from_db()
    assert (answer.status_code, rafael.phone) == (302, "+5513991234567")


@pytest.mark.parametrize("written", ["99123-4567", "(00) 1111-1111", "abc"])
def test_phone_that_cannot_be_is_refused_in_words(rafael, browser, written):
    answer = browser(rafael).post("/conta/", {"name": "Outro Nome", "phone": written})
    assert answer.status_code == 422
    assert answer.context["form"].errors["phone"] == ["Este telefone não existe. Escreva com DDD, por exemplo (13) 99123-4567."]
    assert "Rafael Moreira, sua conta" in answer.text


def test_address_is_not_changed_by_oneself(rafael, browser):
    browser(rafael).post("/conta/", {"name": "Rafael", "phone": "", "email": "outro@mau.example"})
    rafael.refresh_from_db()
    assert (rafael.name, rafael.email) == ("Rafael", "rafael@santos.example")


def test_appearance_is_kept_and_leads_back(rafael, browser):
    answer = browser(rafael).post("/conta/aparencia/", {"theme": "dark", "next": "/u/santos/"})
    rafael.refresh_from_db()
    assert (rafael.theme, answer.headers["Location"]) == ("dark", "/u/santos/")


@pytest.mark.parametrize("elsewhere", ["https://mau.example/", "//mau.example/", ""])
def test_appearance_never_leads_to_another_site(rafael, browser, elsewhere):
    answer = browser(rafael).post("/conta/aparencia/", {"theme": "light", "next": elsewhere})
    assert answer.headers["Location"] == "/conta/aparencia/"


def test_appearance_knows_only_its_three(rafael, browser):
    browser(rafael).post("/conta/aparencia/", {"theme": "rosa"})
    rafael.refresh_from_db()
    assert rafael.theme == "auto"


def change_password(client, old=PASSWORD, new=NEW_PASSWORD):
    return client.post("/conta/senha/", {"oldpassword": old, "password1": new})


def test_changed_password_ends_the_other_sessions_only(rafael, browser):
    here, elsewhere = browser(rafael), browser(rafael)
    assert change_password(here).headers["Location"] == "/conta/"
    assert here.get("/conta/").status_code == 200
    assert elsewhere.get("/conta/").status_code == 302


def test_changed_password_is_told_by_mail(rafael, browser):
    change_password(browser(rafael))
    letter = Mail.objects.get()
    assert (letter.to, letter.subject, letter.secret) == ("rafael@santos.example", "Sua senha do Purifikar foi trocada", False)
    assert "Olá, Rafael." in letter.text


def test_password_changes_only_with_the_old_one(rafael, browser):
    answer = change_password(browser(rafael), old="errada-errada")
    assert answer.context["form"].errors["oldpassword"] == ["Esta não é a sua senha atual."]


@pytest.mark.parametrize("weak", ["curta", "administrator", "rafael@santos.example", "rafael moreira"])
def test_weak_password_is_refused_at_its_field(rafael, browser, weak):
    assert change_password(browser(rafael), new=weak).context["form"].errors["password1"]


def test_long_passphrase_is_welcome(rafael, browser):
    assert change_password(browser(rafael), new="quatro palavras soltas " * 5).status_code == 302


def test_others_have_no_say_over_one_s_keys(rafael, denise, browser):
    key = Authenticator.objects.create(user=rafael, type="webauthn", data={"name": "celular", "credential": {}})
    client = browser()
    client.post("/entrar/", {"login": "denise@santos.example", "password": PASSWORD})
    assert client.get(f"/conta/duas-etapas/chaves/{key.pk}/remover/").status_code == 404
    assert client.post(f"/conta/duas-etapas/chaves/{key.pk}/remover/").status_code == 404
