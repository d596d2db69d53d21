"""What Recepção, Mídia and Ranking find when they come in: their own work, and nothing of anybody else's (PUR-15, FOL-32..34)."""

import pytest
from playwright.sync_api import expect

from tests.browser.plays import Seat, arrives, put_on
from tests.leads.scenes import address
from tests.workflow.play import person


@pytest.fixture
def lead(santos, rafael, camila):
    put_on(santos, "purifikar")
    return arrives(santos, "Marina Alves")


def menu(page):
    return page.get_by_role("navigation", name="Menu principal")


def comes_in(page):
    """By the front door; the day's greeting says that he is where his work is."""
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_recepcao_registers_from_her_first_page_directs_and_finds_it_there_again(page, sign_in, nair, santos, rafael, lead):
    """FOL-32"""
    comes_in(sign_in(page, nair))
    expect(menu(page).get_by_role("link", name="Leads")).to_be_visible()
    expect(menu(page).get_by_role("link", name="Configurações")).to_have_count(0)
    reception = Seat(page, santos)
    reception.registers("Clara Dias", "13 99741-0055", to="Rafael Moreira", then="Lead registrado. Está com Camila Duarte.")
    reception.may()
    comes_in(page)

    expect(page.get_by_role("link", name="Clara Dias").first).to_be_visible()


def test_midia_reads_where_leads_come_from_and_nobodys_name(page, sign_in, santos, lead):
    """FOL-33"""
    comes_in(sign_in(page, person("Mila Couto", "midia", santos)))

    expect(page.get_by_role("main").get_by_text("Prospecção na rua").first).to_be_visible()
    _finds_no_lead(page)


def test_ranking_shows_itself_and_nothing_to_open(page, sign_in, santos, lead):
    """FOL-34"""
    comes_in(sign_in(page, person("Tela da loja", "ranking", santos)))

    expect(page.get_by_role("main").get_by_text("Ranking").first).to_be_visible()
    _finds_no_lead(page)


def _finds_no_lead(page):
    expect(page.get_by_text("Marina Alves")).to_have_count(0)
    for name in ("Leads", "Clientes", "Agenda"):
        expect(menu(page).get_by_role("link", name=name, exact=True)).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_have_count(0)
    for name in ("leads", "customers", "search"):
        assert page.request.get(address(name)).status == 403
