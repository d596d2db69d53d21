"""Wrong passwords are counted per account and per address, once for the whole network; an office goes on working."""

import time
from itertools import count
from types import SimpleNamespace

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.test import Client
from django_tenants.utils import tenant_context

from tests.conftest import PASSWORD

OFFICE = "203.0.113.7"
TOO_MANY = "Muitas tentativas erradas"


@pytest.fixture(autouse=True)
def no_minute_passes(monkeypatch):
    """However long a busy machine takes for 120 attempts."""
    moments = count(time.time(), 0.001)
    monkeypatch.setattr(ratelimit, "time", SimpleNamespace(**vars(time) | {"time": lambda: next(moments)}))


@pytest.fixture
def attempt():
    """`attempt("rafael@…", "password")` from the office: refused, wrong, or in."""

    def made(email, password="errada-errada", query="", **request):
        answer = Client().post(f"/entrar/{query}", {"login": email, "password": password}, REMOTE_ADDR=OFFICE, **request)
        if answer.status_code == 302:
            return "in"
        if answer.status_code == 429:
            return "429"
        return "refused" if TOO_MANY in answer.text else "wrong"

    return made


def test_sixth_wrong_password_for_an_account_is_refused(rafael, attempt):
    assert [attempt(rafael.email) for _ in range(6)] == ["wrong"] * 5 + ["refused"]
    assert attempt(rafael.email.upper(), PASSWORD) == "refused"


def test_colleague_in_the_same_office_gets_in(rafael, denise, attempt):
    for _ in range(80):
        attempt(rafael.email)
    assert attempt(denise.email, PASSWORD) == "in"


def test_forty_people_of_an_office_may_each_err_once(rafael, attempt):
    assert {attempt(f"pessoa{number}@santos.example") for number in range(40)} == {"wrong"}
    assert attempt(rafael.email, PASSWORD) == "in"


def test_right_passwords_are_not_counted(rafael, attempt):
    assert {attempt(rafael.email, PASSWORD) for _ in range(12)} == {"in"}


def test_address_that_tries_many_accounts_is_refused(rafael, attempt):
    for number in range(60):
        attempt(f"pessoa{number}@santos.example")
    assert attempt("mais-um@santos.example") == "refused"


def test_flood_from_an_address_meets_the_page_429(rafael):
    client = Client()
    for _ in range(120):
        client.post("/entrar/", {}, REMOTE_ADDR=OFFICE)
    answer = client.post("/entrar/", {}, REMOTE_ADDR=OFFICE)
    assert answer.status_code == 429
    assert "Espere cinco minutos" in answer.text


def test_unknown_account_is_refused_like_a_known_one(db, attempt):
    assert [attempt("ninguem@santos.example") for _ in range(6)] == ["wrong"] * 5 + ["refused"]


def test_units_in_the_address_make_no_new_count(santos, campinas, manaus, rafael, attempt):
    doors = [f"?next=/u/{slug}/" for slug in ("santos", "campinas", "manaus", "santos", "campinas", "manaus")]
    assert [attempt(rafael.email, query=door) for door in doors] == ["wrong"] * 5 + ["refused"]


def test_sign_in_under_a_unit_s_address_does_not_exist(santos, rafael):
    assert Client().post("/u/santos/entrar/", {"login": rafael.email, "password": PASSWORD}).status_code == 404


def test_what_the_default_cache_counts_inside_a_unit_is_another_count(santos):
    cache.set("count", 1)
    with tenant_context(santos):
        assert cache.get("count") is None


def test_claimed_address_is_not_believed_without_a_proxy(rafael, attempt):
    for number in range(60):
        attempt(f"pessoa{number}@santos.example", headers={"x-forwarded-for": f"198.51.100.{number}"})
    assert attempt("mais-um@santos.example", headers={"x-forwarded-for": "198.51.100.200"}) == "refused"


def test_trusted_proxy_is_believed_for_its_own_hop_only(rafael, attempt, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(60):
        attempt(f"pessoa{number}@santos.example", headers={"x-forwarded-for": f"198.51.100.{number}, 192.0.2.1"})
    assert attempt("mais-um@santos.example", headers={"x-forwarded-for": "198.51.100.200, 192.0.2.1"}) == "refused"
    assert attempt("mais-um@santos.example", headers={"x-forwarded-for": "198.51.100.200, 192.0.2.2"}) == "wrong"


def test_sixth_new_password_an_hour_is_refused(rafael, client):
    codes = [client.post("/senha/esqueci/", {"email": rafael.email}).status_code for _ in range(6)]
    assert codes == [302] * 5 + [429]
