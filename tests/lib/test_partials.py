"""Answers made of pieces of a page."""

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django_htmx.middleware import HtmxDetails

from purifikar.lib.partials import go_to, render_form_again, render_partials

PAGE = "page.html"
SOURCE = """<html>
{% partialdef head inline %}<h1 id="head"{% if oob %} oob{% endif %}>{{ word }}</h1>{% endpartialdef %}
{% partialdef list inline %}<ul id="list"{% if oob %} oob{% endif %}>{{ word }}</ul>{% endpartialdef %}
</html>"""
TOASTS = "{% for message in messages %}<p toast>{{ message }}</p>{% endfor %}"


@pytest.fixture(autouse=True)
def pages(settings):
    """Two small pages instead of ours, so that only the helpers are looked at."""
    sources = {PAGE: SOURCE, "components/toasts.html": TOASTS}
    options = {"loaders": [("django.template.loaders.locmem.Loader", sources)]}
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": options}]


@pytest.fixture
def ask(rf):
    def ask(**headers):
        request = rf.post("/pessoas/", headers=headers)
        request.htmx = HtmxDetails(request)
        return request

    return ask


HTMX = {"hx_request": "true"}


def test_htmx_gets_the_first_piece_in_place_and_the_rest_out_of_band(ask):
    answer = render_partials(ask(**HTMX), PAGE, ["list", "head"], {"word": "água"})

    assert answer.content.decode() == '<ul id="list">água</ul><h1 id="head" oob>água</h1>'
    assert answer["Vary"] == "HX-Request"


def test_the_callers_context_stays_his_own(ask):
    context = {"word": "água"}
    render_partials(ask(**HTMX), PAGE, ["list", "head"], context)

    assert context == {"word": "água"}


def test_messages_go_along_as_toasts(ask):
    request = ask(**HTMX)
    request._messages = [Message(constants.SUCCESS, "Convite enviado.")]

    assert "<p toast>Convite enviado.</p>" in render_partials(request, PAGE, ["list"]).content.decode()


def test_without_htmx_the_person_is_sent_on(ask):
    answer = render_partials(ask(), PAGE, ["list"], otherwise="/pessoas/7/")

    assert (answer.status_code, answer["Location"]) == (302, "/pessoas/7/")


def test_without_htmx_and_nowhere_to_go_the_whole_page_comes(ask):
    assert render_partials(ask(), PAGE, ["list"]).content.decode().startswith("<html>")


@pytest.mark.parametrize("header", ["hx_boosted", "hx_history_restore_request"])
def test_a_boosted_or_restored_page_comes_whole(ask, header):
    answer = render_partials(ask(**HTMX, **{header: "true"}), PAGE, ["list"])

    assert answer.content.decode().startswith("<html>")


def test_a_refused_form_comes_again_over_itself(ask):
    answer = render_form_again(ask(**HTMX), PAGE, "list", {"word": "falta"})

    assert answer.status_code == 422
    assert answer.content.decode() == '<ul id="list">falta</ul>'
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#list", "outerHTML")


def test_a_refused_form_without_htmx_comes_in_its_whole_page(ask):
    answer = render_form_again(ask(), PAGE, "list", {"word": "falta"})

    assert answer.status_code == 422
    assert "HX-Retarget" not in answer
    assert answer.content.decode().startswith("<html>")


def test_going_to_another_page_works_both_ways(ask):
    assert go_to(ask(**HTMX), "/pessoas/")["HX-Redirect"] == "/pessoas/"
    assert go_to(ask(), "/pessoas/")["Location"] == "/pessoas/"


def test_htmx_may_swap_refused_forms_but_not_run_code():
    """Layout and helper belong together: 422 swaps, eval and scripts don't, no page stays in the browser's history."""
    layout = (settings.BASE_DIR / "templates" / "layouts" / "base.html").read_text()

    for setting in ('"code": "422", "swap": true', '"allowEval": false', '"allowScriptTags": false', '"historyCacheSize": 0'):
        assert setting in layout
