"""The address decides, never the session: two tabs of one person in two units, and the switcher on top."""

import pytest
from playwright.sync_api import expect

from tenants.models import Holiday, Membership

ROUNDS = 3


@pytest.fixture
def of_both(live_server, marcos, campinas):
    """Marcos manages Santos and Campinas."""
    Membership.objects.give(marcos, "gerente", unit=campinas)
    return marcos


def _add_holiday(tab, day, name):
    tab.fill("#id_day", day)
    tab.fill("#id_name", name)
    tab.locator("form:has(#id_name) button[type=submit]").click()
    expect(tab.get_by_role("button", name=f"Excluir {name}")).to_be_visible()
    expect(tab.locator("#id_name")).to_have_value("")


def test_what_is_written_in_two_tabs_lands_in_each_ones_unit(page, sign_in, of_both):
    """FOL-13"""
    tabs = {"santos": sign_in(page, of_both), "campinas": page.context.new_page()}
    for slug, tab in tabs.items():
        tab.goto(f"/u/{slug}/configuracoes/")
    for turn in range(1, ROUNDS + 1):
        for slug, tab in tabs.items():
            _add_holiday(tab, f"{turn:02}/03", f"Festa {turn} de {slug}")

    for slug in tabs:
        names = list(Holiday.objects.filter(unit__slug=slug).values_list("name", flat=True))
        assert sorted(names) == [f"Festa {turn} de {slug}" for turn in range(1, ROUNDS + 1)]


@pytest.mark.parametrize("screen", ["page", "phone"])
def test_the_switcher_leads_to_the_other_unit(live_server, request, sign_in, of_both, screen):
    tab = sign_in(request.getfixturevalue(screen), of_both)
    tab.goto("/u/santos/")
    tab.locator(".pk-switcher summary").click()
    tab.locator("#lugares").get_by_role("link", name="Campinas").click()

    tab.wait_for_url("**/u/campinas/")
    expect(tab.locator(".pk-switcher summary")).to_contain_text("Campinas")
