"""One's open sessions: listed, ended, and over by themselves when idle or old (ASVS 7.3, 7.4, 7.5)."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.utils import timezone

from purifikar.views.account import device_in_words

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
MOTO = "Mozilla/5.0 (Linux; Android 15; moto g84) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36"
EDGE = CHROME + " Edg/141.0"
PIECE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/u/santos/pessoas/?q=x"}


@pytest.fixture
def later(monkeypatch):
    """`later(hours=5)`: the clock that the middleware asks stands that much further."""
    real = timezone.now

    def moved(**much):
        monkeypatch.setattr("purifikar.middleware.timezone.now", lambda: real() + timedelta(**much))

    return moved


@pytest.fixture
def two(rafael, browser):
    """Rafael at his desk and on his telephone."""
    desk, telephone = browser(rafael), browser(rafael)
    desk.get("/conta/", headers={"user-agent": CHROME})
    telephone.get("/conta/", headers={"user-agent": IPHONE})
    return desk, telephone


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (CHROME, "Chrome em computador Windows"),
        (EDGE, "Edge em computador Windows"),
        (IPHONE, "Safari em iPhone"),
        (MOTO, "Chrome em celular Android"),
        ("curl/8", "Navegador em outro aparelho"),
    ],
)
def test_device_is_told_in_words(user_agent, words):
    assert device_in_words(user_agent)[0] == words


def test_list_names_the_devices_and_marks_this_one(two):
    page = two[0].get("/conta/sessoes/", headers={"user-agent": CHROME}).text
    assert "Chrome em computador Windows" in page
    assert "Safari em iPhone" in page
    assert page.count("esta sessão") == 1


def test_one_session_is_ended(two, rafael):
    desk, telephone = two
    theirs = UserSession.objects.get(session_key=telephone.session.session_key)
    desk.post("/conta/sessoes/", {"session": theirs.pk})
    assert telephone.get("/conta/").status_code == 302
    assert desk.get("/conta/").status_code == 200


def test_all_others_are_ended(two, rafael, browser):
    desk, telephone = two
    desk.post("/conta/sessoes/", {"session": "others"})
    assert telephone.get("/conta/").status_code == 302
    assert desk.get("/conta/").status_code == 200
    assert UserSession.objects.count() == 1


@pytest.mark.parametrize("chosen", ["", "999999", "x"])
def test_session_that_is_not_there_is_not_found(two, chosen):
    assert two[0].post("/conta/sessoes/", {"session": chosen}).status_code == 404


def test_nobody_ends_another_one_s_session(two, denise, browser):
    theirs = UserSession.objects.first()
    assert browser(denise).post("/conta/sessoes/", {"session": theirs.pk}).status_code == 404
    assert two[0].get("/conta/").status_code == 200


def test_idle_session_is_over(rafael, browser, later):
    client = browser(rafael)
    client.get("/conta/")
    later(hours=4, minutes=1)
    assert client.get("/conta/").headers["Location"] == "/entrar/?next=/conta/"


def test_busy_session_goes_on_until_it_is_too_old(rafael, browser, later):
    client = browser(rafael)
    client.get("/conta/")
    for hours in (3, 6, 9, 12):
        later(hours=hours)
        assert client.get("/conta/").status_code == 200
    later(hours=14, minutes=1)
    assert client.get("/conta/").status_code == 302


def test_form_sent_too_late_leads_to_the_start_after_the_sign_in(rafael, browser, later):
    client = browser(rafael)
    client.get("/conta/")
    later(hours=5)
    assert client.post("/conta/", {"name": "X"}).headers["Location"] == "/entrar/?next=/"


def test_piece_asked_for_too_late_moves_the_whole_page(rafael, browser, later):
    client = browser(rafael)
    client.get("/conta/")
    later(hours=5)
    answer = client.get("/u/santos/", headers=PIECE)
    assert answer.headers["HX-Redirect"] == "/entrar/?next=/u/santos/pessoas/"


def test_piece_asked_for_by_somebody_who_is_out_moves_the_whole_page(rafael, browser):
    client = browser(rafael)
    rafael.deactivate()
    answer = client.get("/u/santos/", headers=PIECE)
    assert answer.headers["HX-Redirect"] == "/entrar/?next=/u/santos/pessoas/"


def test_activity_is_noted_once_a_minute(rafael, browser, later):
    client = browser(rafael)
    client.get("/conta/")
    first = client.session["seen"]
    later(seconds=30)
    client.get("/conta/")
    assert client.session["seen"] == first
    later(seconds=70)
    client.get("/conta/")
    assert client.session["seen"] > first
