"""The seed's click path of the service cycle: Localizar → Selecionar → Ciclo → responder → Gravar (BIM-46, BIM-48)."""

import pytest
from playwright.sync_api import expect

from tests.followup.scenes import address, contact_of


@pytest.fixture
def contact(live_server, santos, rafael):
    return contact_of(santos, by=rafael)


def test_the_cycle_is_answered_along_its_branch_and_saved(page, sign_in, rafael, contact, axe):
    """BIM-46, BIM-48, BEY-10: a branch opens and closes at once, and what is missing is said at its question"""
    sign_in(page, rafael).goto(address("person_contacts", contact.person.number))
    page.get_by_role("link", name=contact.name).click()
    page.get_by_role("navigation", name="O que fazer com o contato").get_by_role("link", name="Ciclo").click()
    expect(page.get_by_label("Quantos galões por mês?")).to_be_hidden()
    page.get_by_label("Galão de água mineral").check()
    page.get_by_label("Quantos galões por mês?").fill("8")
    page.get_by_label("Purificador", exact=True).check()
    expect(page.get_by_label("Quantos galões por mês?")).to_be_hidden()
    page.get_by_label("IBBL").check()
    axe(page)
    page.get_by_role("button", name="Gravar", exact=True).click()
    expect(page.get_by_text("Responda a esta pergunta.")).to_have_count(3)
    expect(page.get_by_label("Quantos galões por mês?")).to_be_hidden()
    expect(page.get_by_label("IBBL")).to_be_checked()

    page.get_by_label("Quantas pessoas usam a água?").fill("10,5")
    expect(page.get_by_label("Em quantos pontos a água é servida?")).to_be_visible()
    page.get_by_label("Quantas pessoas usam a água?").fill("4")
    expect(page.get_by_label("Em quantos pontos a água é servida?")).to_be_hidden()
    page.get_by_label("O casal").check()
    page.get_by_label("Este mês").check()
    page.get_by_role("button", name="Gravar", exact=True).click()
    expect(page.get_by_text("Ciclo gravado.")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="IBBL")).to_be_visible()
    axe(page)
