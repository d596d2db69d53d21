"""A proposal is made at the desk, tried in the preview, sent as a link, and accepted by the customer on her phone (BIM-49..51)."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from followup.models import ProposalVersion
from tests.followup.sales import catalogue
from tests.followup.scenes import address, contact_of
from tests.leads.scenes import inside


@pytest.fixture
def contact(santos, rafael, marcos):
    contact = contact_of(santos, by=rafael)
    with inside(santos, "purifikar"):
        catalogue()
    return contact


def test_a_proposal_is_made_sent_and_accepted_on_the_phone(page, phone, sign_in, axe, rafael, santos, contact):
    """BIM-49, BIM-50, BIM-51"""
    sign_in(page, rafael).goto(address("contact", contact.number))
    page.get_by_role("link", name="Proposta", exact=True).first.click()
    page.get_by_role("button", name="Criar proposta").click()
    page.get_by_label("Produto", exact=True).select_option(label="PK Inox: locação por 24 meses, R$\xa089,90 por mês")
    page.get_by_label("Quantidade").fill("2")
    page.get_by_role("button", name="Incluir produto").click()
    expect(page.locator("#proposal-now")).to_contain_text("R$\xa0179,80")
    axe(page)
    page.get_by_role("link", name="Consultar variáveis").click()
    expect(page.get_by_role("dialog")).to_contain_text("{{cliente.primeiro_nome}}")
    expect(page.get_by_role("dialog")).to_contain_text("(13) 99741-0022")
    page.get_by_role("button", name="Fechar", exact=True).click()
    page.get_by_role("link", name="Enviar ao cliente").click()
    page.get_by_label("Só o endereço").check()
    page.get_by_role("button", name="Enviar").click()
    link = page.get_by_label("Endereço do cliente").input_value().removeprefix("http://testserver")

    phone.goto(link)
    expect(phone.get_by_role("heading", name="Sua resposta")).to_be_visible()
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_label("Seu nome completo").fill("Marina Figueiredo")
    phone.get_by_label("Li a proposta").check()
    phone.get_by_role("button", name="Aceitar a proposta").tap()
    expect(phone.get_by_role("heading", name="Proposta aceita")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Registrar o pedido")).to_be_visible()
    with tenant_context(santos):
        assert ProposalVersion.objects.get().state == "aceita"
