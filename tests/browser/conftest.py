"""Journeys in Debian's Chromium: `page` is a desktop, `phone` a phone; both fail the test on an error in the console.

    def test_something(page, sign_in, rafael):
        sign_in(page, rafael)
        page.goto("/u/santos/")

A page's addresses are relative to the live server. `axe(page)` finds nothing wrong for people who cannot see or point.
"""

import asyncio
import contextlib
import os
import threading

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connections
from django.test import Client
from playwright._impl._sync_base import SyncBase
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect, sync_playwright

from tests.browser.plays import BUSY, Seat
from tests.waiting import wait_for

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# Each size and each scheme; the walks (test_walk.py) look at the other two pairs.
SCREENS = pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
PATIENCE = 60_000  # milliseconds: what a busy machine may take; only a test that fails waits so long
ANSWER_SECONDS = 150  # for any call of Playwright's: those that run a script or close something have no bound of their own
# htmx gives a piece that has come its behaviour 20 ms later; in a test at once, so that nobody clicks between.
AT_ONCE = "addEventListener('DOMContentLoaded', () => { if (window.htmx) htmx.config.defaultSettleDelay = 0 })"
STANDING_STILL = """Promise.race([new Promise(enough => setTimeout(enough, 5000)), Promise.allSettled(
  document.getAnimations().filter(a => a.effect.getComputedTiming().iterations !== Infinity).map(a => a.finished))])"""
# Every rule of axe-core; of its findings only the wrong ones come back.
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => ({...found, passes: [], incomplete: [], inapplicable: []}))"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def never_for_ever():
    """A page that hangs, or a browser that died, ends the call and fails the test."""
    wait = SyncBase._sync
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SyncBase, "_sync", lambda self, call: wait(self, asyncio.wait_for(call, ANSWER_SECONDS)))
        yield


@pytest.fixture(scope="session")
def answering():
    """`answering()`: the threads of the live server that are at work on a request."""
    busy = set()

    def begins(**kwargs):
        busy.add(threading.get_ident())

    def ends(**kwargs):
        busy.discard(threading.get_ident())

    request_started.connect(begins)
    request_finished.connect(ends)
    yield lambda: busy & {thread.ident for thread in threading.enumerate() if thread is not threading.main_thread()}
    request_started.disconnect(begins)
    request_finished.disconnect(ends)


@pytest.fixture(scope="session")
def chromium(request, never_for_ever):
    """One browser a run. Playwright keeps an event loop in this thread, which Django would take for asynchronous code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=request.config.chromium, args=ARGS)
        yield browser
        connections.close_all()  # those opened while Playwright's loop ran: nobody finds them afterwards
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(chromium, live_server, answering):
    """`new_page(PHONE, color_scheme="dark")`: a page with cookies of its own, as another person's browser."""
    contexts, complaints = [], []

    def opened(viewport=DESKTOP, **options):
        context = chromium.new_context(base_url=live_server.url, viewport=viewport, locale="pt-BR", reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(AT_ONCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _note(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda answer: answer.status == 500 and complaints.append(f"{answer.status} {answer.url}"))
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            _let_end(page)
        context.close()
    wait_for(lambda: not answering())
    assert not complaints, "the browser complains:\n" + "\n".join(complaints)


def _let_end(page):
    """What the page still asks for ends before the database is emptied under it."""
    with contextlib.suppress(AssertionError, PlaywrightError):
        expect(page.locator(BUSY)).to_have_count(0, timeout=2_000)


def _note(message, complaints):
    """Errors and violations of the CSP. A refused page (404, 422, 429) is what some tests are after; a missing file is not."""
    refused_page = "Failed to load resource" in message.text and "/static/" not in message.location.get("url", "")
    if message.type == "error" and not refused_page:
        complaints.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def page(new_page):
    """A desktop of 1280 pixels."""
    return new_page(DESKTOP)


@pytest.fixture
def phone(new_page):
    """A phone of 390 pixels, with a finger."""
    return new_page(PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, rafael)` without the form: the session's cookie is put into the browser."""

    def signed_in_as(page, user):
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return page

    return signed_in_as


@pytest.fixture
def axe():
    """`axe(page)`: no finding of axe-core on the page once all has come and stands still; what fades in has too little contrast."""

    def checked(page):
        expect(page.locator(BUSY)).to_have_count(0)
        page.evaluate(STANDING_STILL)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = AxeResults(page.evaluate(VIOLATIONS))
        assert found.violations_count == 0, found.generate_report()

    return checked


@pytest.fixture
def seat(new_page, sign_in):
    """`seat(rafael, santos)`: Rafael at a browser of his own, in Santos."""
    return lambda user, unit: Seat(sign_in(new_page(), user), unit)
