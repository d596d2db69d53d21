"""What every answer tells the browser to refuse: scripts from elsewhere, frames, guessing types, keeping pages (§9, rows 37 and 66)."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from purifikar.middleware import NoStoreMiddleware

SIGNED_OUT = ["/entrar/", "/senha/esqueci/", "/saude", "/nada/", "/u/santos/", "/u/atlantida/nada/", "/rede/", "/conta/"]
SIGNED_IN = [
    "/",
    "/lugares/",
    "/u/santos/",
    "/u/santos/pessoas/",
    "/u/santos/busca/?q=a",
    "/u/santos/nada/",
    "/u/campinas/",
    "/rede/",
    "/conta/",
]
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture(params=[("out", path) for path in SIGNED_OUT] + [("in", path) for path in SIGNED_IN], ids=str)
def answer(request, client, browser, rafael, campinas):
    who, path = request.param
    return (client if who == "out" else browser(rafael)).get(path)


def policy(answer):
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


def test_every_page_has_every_header(answer):
    assert answer.status_code < 500
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]


def test_no_page_is_kept(answer):
    assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))


def test_every_page_runs_and_shows_only_what_is_ours(answer):
    found = policy(answer)
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == found["connect-src"] == found["form-action"] == ["'self'"]
    assert found["frame-ancestors"] == found["base-uri"] == ["'none'"]
    assert "unsafe" not in str(found)
    assert set(found["img-src"]) <= {"'self'", "data:", "blob:"}


def test_pages_have_nothing_inline_that_the_policy_would_stop(answer):
    page = answer.content.decode()
    assert "<style" not in page
    assert ' style="' not in page
    assert "javascript:" not in page
    assert page.count("<script") == page.count("<script src=") + page.count("<script defer src=") + page.count("<script async src=")


def test_static_files_may_be_kept(client, db):
    """They never reach our middleware."""
    answer = client.get("/static/css/tokens.css")
    assert (answer.status_code, b"".join(answer)) == (200, (settings.BASE_DIR / "static/css/tokens.css").read_bytes())
    answer.close()
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_view_says_about_keeping_is_left_alone():
    """A document that the view marks itself."""
    page = NoStoreMiddleware(lambda request: HttpResponse(headers={"Cache-Control": "private, max-age=60"}))
    assert page(RequestFactory().get("/")).headers["Cache-Control"] == "private, max-age=60"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, rafael):
    answer = client.post("/entrar/", {"login": "rafael@santos.example", "password": "agua-limpa-2026"})
    cookies = {name: morsel for name, morsel in answer.cookies.items() if morsel.value}
    assert cookies
    assert all(morsel["httponly"] and morsel["samesite"] == "Lax" and morsel["path"] == "/" for morsel in cookies.values())
    assert not any(morsel["domain"] for morsel in cookies.values())


@pytest.mark.parametrize("path", ["/entrar/", "/u/santos/equipes/nova/", "/conta/aparencia/", "/rede/equipes/nova/"])
def test_a_form_without_its_token_is_refused(rafael, path):
    """Another site cannot send a form in somebody's name."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(rafael, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = client.post(path, {"name": "x", "theme": "dark"})
    assert (answer.status_code, answer.templates[0].name) == (403, "403_csrf.html")
