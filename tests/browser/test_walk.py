"""A walk through every page that a role may open: each answers, none complains in the console, axe finds nothing."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.access_house import furnish
from tests.access_matrix import UNIT
from tests.access_network import NETWORK
from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import PASSWORD

NO_PAGES = {"lead_duplicates", "desk_decide"}  # fragments
LOGINS = ["rafael", "denise", "nair", "marcos", "otavio", "camila", "silvio", "helena", "mirela"]


@pytest.fixture
def house(live_server, santos, campinas, helena, files_dir):
    return furnish(santos, campinas, helena)


def _addresses(pages, things, role, urlconf, prefix):
    for name, (arguments, who) in pages.items():
        if role in who.split() and name not in NO_PAGES:
            yield prefix + reverse(name, urlconf=urlconf, args=[things[argument] for argument in arguments])


def _walk(page, addresses, axe):
    """Opens each address; one that takes only POST answers 405 and is no page."""
    wrong = []
    for address in addresses:
        answer = page.request.get(address, max_redirects=0)
        if answer.status == 200 and not _is_file(answer):
            page.goto(address)
            axe(page)
        elif answer.status not in (200, 302, 404, 405):
            wrong.append(f"{answer.status} {address}")
    return wrong


def _is_file(answer):
    return "text/html" not in answer.headers.get("content-type", "") or answer.headers.get("content-disposition", "").startswith(
        "attachment"
    )


@pytest.mark.parametrize("third", range(3))
def test_the_manager_walks_through_his_unit_on_the_phone(house, new_page, sign_in, marcos, axe, third):
    page = sign_in(new_page(PHONE), marcos)
    addresses = list(_addresses(UNIT, house["unit"], "gerente", settings.UNIT_URLCONF, "/u/santos"))

    assert _walk(page, addresses[third::3], axe) == []


def test_the_administrator_walks_through_the_network_in_the_dark(house, new_page, sign_in, helena, axe):
    page = sign_in(new_page(DESKTOP, color_scheme="dark"), helena)

    assert _walk(page, _addresses(NETWORK, house["network"], "admin", settings.ROOT_URLCONF, ""), axe) == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_each_role_signs_in_and_finds_its_day(live_server, request, new_page, viewport):
    """PUR-01..06, PUR-15, PUR-36, PUR-44"""
    people = [request.getfixturevalue(name) for name in LOGINS]
    page = new_page(viewport)
    for person in people:
        page.goto("/entrar/")
        page.fill("input[name=login]", person.email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        expect(page.locator("h1"), f"{person} does not see his day").to_contain_text(person.first_name)
        page.context.clear_cookies()
