import pytest
from django.db import OperationalError
from django.test import Client

from tests.conftest import PASSWORD


@pytest.fixture
def failing(browser, rafael, monkeypatch):
    """`failing(error)`: Rafael's browser on a day that ends in that error."""

    def client(error):
        def fail(day):
            raise error

        monkeypatch.setattr("purifikar.day.Day.greeting", property(fail))
        signed_in = browser(rafael)
        signed_in.raise_request_exception = False
        return signed_in

    return client


def test_a_database_that_does_not_answer_is_503_with_a_page(failing):
    page = failing(OperationalError("gone")).get("/u/santos/")

    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "gone" not in page.text


def test_a_mistake_of_ours_is_500_and_tells_no_secret(failing):
    page = failing(ValueError("senha do banco")).get("/u/santos/")

    assert page.status_code == 500
    assert "senha do banco" not in page.text


def test_a_form_that_is_too_big_is_413(db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    assert Client().post("/entrar/", {"login": "a" * 200, "password": PASSWORD}).status_code == 413


def test_a_form_without_its_token_says_what_to_do(db):
    page = Client(enforce_csrf_checks=True).post("/entrar/", {"login": "a", "password": "b"})

    assert page.status_code == 403
    assert "recarregue a página e envie de novo" in page.text


def test_a_refusal_says_why(browser, nair, santos):
    assert browser(nair).get("/u/santos/pessoas/").status_code == 403


def test_with_the_database_gone_even_the_first_step_is_503(browser, rafael, monkeypatch):
    """Nothing that surrounds the page asks the database either."""
    client = browser(rafael)

    def gone(*args, **kwargs):
        raise OperationalError("the connection failed")

    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("purifikar.db.base.DatabaseWrapper.ensure_connection", gone)
        patched.setattr("purifikar.db.base.DatabaseWrapper.cursor", gone)
        page = client.get("/u/santos/")

    assert page.status_code == 503
    assert 'href="/u/santos/"' in page.text
