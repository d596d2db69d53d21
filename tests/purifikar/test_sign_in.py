"""Signing in, out, and a new password by e-mail."""

import re

import pytest
from django.core import mail
from django.test import Client

from tenants.models import Mail
from tests.conftest import PASSWORD

NEW_PASSWORD = "cafe-coado-na-varanda"


@pytest.fixture
def sign_in():
    """`sign_in("rafael@…", "password", next="/u/santos/")`: the form of the sign-in page, sent by a fresh browser."""

    def sent(email, password=PASSWORD, client=None, **more):
        return (client or Client()).post("/entrar/", {"login": email, "password": password, **more})

    return sent


def link_in(text):
    return re.search(r"http://testserver(/senha/nova/\S+)", text)[1]


def without_tokens(answer):
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.text)


def test_sign_in_leads_to_the_start(rafael, sign_in):
    assert sign_in("Rafael@Santos.example").headers["Location"] == "/"


def test_sign_in_leads_back_to_where_one_wanted_to_go(rafael, sign_in):
    assert sign_in("rafael@santos.example", next="/u/santos/pessoas/").headers["Location"] == "/u/santos/pessoas/"


@pytest.mark.parametrize("elsewhere", ["https://mau.example/", "//mau.example/", "javascript:alert(1)", "/\\mau.example"])
def test_sign_in_never_leads_to_another_site(rafael, sign_in, elsewhere):
    assert sign_in("rafael@santos.example", next=elsewhere).headers["Location"] == "/"


def test_unknown_address_and_wrong_password_sound_the_same(rafael, sign_in):
    answers = [sign_in("rafael@santos.example", "errada-errada"), sign_in("ninguem@santos.example", "errada-errada")]
    said = [list(answer.context["form"].non_field_errors()) for answer in answers]
    assert said == [["E-mail ou senha incorretos. Confira os dois e tente de novo."]] * 2


def test_deactivated_person_does_not_get_in(rafael, sign_in):
    rafael.deactivate()
    client = Client()
    assert sign_in("rafael@santos.example", client=client).headers["Location"] == "/entrar/encerrado/"
    assert client.get("/conta/").status_code == 302


def test_deactivated_person_is_out_at_the_next_click(rafael, browser):
    client = browser(rafael)
    assert client.get("/conta/").status_code == 200
    rafael.deactivate()
    assert client.get("/conta/").headers["Location"].startswith("/entrar/")


def test_ended_membership_closes_the_unit_at_the_next_click(rafael, marcos, browser, membership):
    client = browser(rafael)
    assert client.get("/u/santos/").status_code == 200
    membership(rafael).end(by=marcos)
    assert client.get("/u/santos/").status_code == 404


def test_leaving_is_a_deed_not_a_link(rafael, browser):
    client = browser(rafael)
    assert client.get("/sair/").status_code == 405
    assert client.post("/sair/").headers["Location"] == "/entrar/"
    assert client.get("/conta/").status_code == 302


@pytest.mark.parametrize("path", ["/signup/", "/entrar/cadastro/", "/conta/email/", "/accounts/signup/"])
def test_nobody_signs_up_or_changes_his_address_by_himself(rafael, browser, path):
    assert browser(rafael).get(path).status_code == 404


def test_forgotten_password_writes_one_secret_mail(rafael, client):
    client.post("/senha/esqueci/", {"email": "RAFAEL@santos.example"})
    letter = Mail.objects.get()
    assert (letter.to, letter.subject, letter.secret) == ("rafael@santos.example", "Nova senha do Purifikar", True)
    assert "Rafael" in letter.text
    assert not mail.outbox  # never past the outbox


def test_forgotten_password_of_a_stranger_sounds_the_same_and_writes_nothing(rafael, client):
    known = client.post("/senha/esqueci/", {"email": "rafael@santos.example"}, follow=True)
    stranger = client.post("/senha/esqueci/", {"email": "ninguem@santos.example"}, follow=True)
    assert without_tokens(known) == without_tokens(stranger)
    assert Mail.objects.count() == 1


def test_deactivated_person_gets_no_new_password(rafael, client):
    rafael.deactivate()
    client.post("/senha/esqueci/", {"email": "rafael@santos.example"})
    assert not Mail.objects.exists()


def test_link_is_the_house_s_own_whatever_the_request_claims(rafael, client):
    client.post("/senha/esqueci/", {"email": "rafael@santos.example"}, headers={"host": "127.0.0.1"})
    assert "http://testserver/senha/nova/" in Mail.objects.get().text
    assert "127.0.0.1" not in Mail.objects.get().text


def test_new_password_by_link_works_once_and_ends_open_sessions(rafael, client, browser, sign_in):
    elsewhere = browser(rafael)
    client.post("/senha/esqueci/", {"email": "rafael@santos.example"})
    link = link_in(Mail.objects.get().text)
    form = client.get(link).headers["Location"]
    assert client.post(form, {"password1": NEW_PASSWORD}).headers["Location"] == "/senha/nova/pronta/"
    assert elsewhere.get("/conta/").status_code == 302
    assert sign_in("rafael@santos.example", NEW_PASSWORD).headers["Location"] == "/"
    assert "Este endereço não vale mais" in Client().get(link).text


def test_weak_new_password_is_refused_at_its_field(rafael, client):
    client.post("/senha/esqueci/", {"email": "rafael@santos.example"})
    form = client.get(link_in(Mail.objects.get().text)).headers["Location"]
    answer = client.post(form, {"password1": "curta"})
    assert "12 caracteres" in answer.context["form"].errors["password1"][0]


def test_expired_link_says_what_to_do(rafael, client, settings):
    client.post("/senha/esqueci/", {"email": "rafael@santos.example"})
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "Pedir outro endereço" in client.get(link_in(Mail.objects.get().text)).text
