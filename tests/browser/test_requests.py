"""Capabilities of the process in people's hands, each walked once: a purchase, the simulator, two versions, a publication."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from tenants.models import Publication
from workflow import publishing
from workflow.install import install
from workflow.install_requests import install_requests
from workflow.ready import ready_processes

PROCESS = "/u/santos/configuracoes/processos/processo-1/"


@pytest.fixture
def installed(santos, rafael, denise, marcos, camila):
    """Santos with Processo 1, its kinds of request, and somebody in every centre."""
    with tenant_context(santos):
        install(ready_processes()["processo-1"])
        install_requests()


def test_a_purchase_is_asked_on_the_phone_and_approved(installed, page, phone, sign_in, denise, marcos, axe):
    """PUR-26, PUR-28"""
    sign_in(phone, denise)
    phone.goto("/u/santos/solicitacoes/")
    axe(phone)
    phone.get_by_role("link", name="Nova solicitação").click()
    phone.get_by_role("link", name="Compras e serviços").click()
    axe(phone)
    phone.get_by_label("O que você precisa").fill("Filtros de reposição")
    phone.get_by_label("Item ou serviço").fill("Filtro PK")
    phone.get_by_label("Quantidade").fill("12")
    phone.get_by_label("Por que é preciso").fill("Acabaram")
    phone.get_by_role("button", name="Enviar solicitação").click()
    expect(phone.get_by_text("Solicitação 1 enviada: Aprovação do Gerente, com Marcos Antunes.")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    sign_in(page, marcos)
    page.goto("/u/santos/solicitacoes/")
    page.get_by_role("link", name="Filtros de reposição").click()
    axe(page)
    page.get_by_role("button", name="Aprovar").click()
    expect(page.get_by_text("Compra ou contratação: espera na fila.")).to_be_visible()


def test_a_made_up_lead_walks_to_the_end_of_the_process(installed, page, sign_in, marcos, axe):
    """FOL-01, BIM-36"""
    sign_in(page, marcos)
    page.goto(PROCESS)
    page.get_by_role("link", name="Simular").click()
    expect(page.get_by_text("Com Camila Duarte")).to_be_visible()
    axe(page)
    page.get_by_role("group", name="Decisões").get_by_role("button").first.click()
    page.get_by_role("group", name="Decisões").get_by_role("button").first.click()
    expect(page.get_by_text("Do começo ao fim")).to_be_visible()
    page.get_by_role("link", name="Desfazer o último passo").click()
    expect(page.get_by_role("group", name="Decisões")).to_be_visible()


def test_the_administrator_keeps_a_model_and_publishes_it(installed, page, sign_in, helena, manaus, axe):
    """Manaus has nobody yet: it is reported and left alone."""
    sign_in(page, helena)
    page.goto(PROCESS)
    page.get_by_role("button", name="Guardar como modelo").click()
    axe(page)
    page.get_by_label("Santos").check()
    page.get_by_label("Manaus").check()
    page.get_by_role("button", name="Publicar").click()
    expect(page.get_by_text("0 de 2")).to_be_visible()
    publishing.work_on(Publication.objects.get().pk)

    expect(page.get_by_text("já estava assim")).to_be_visible()
    expect(page.get_by_text("Ninguém está no centro Atendimento, da etapa Novo lead.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Tentar de novo onde não coube").click()
    expect(page.get_by_role("heading", name="Publicação de Processo 1")).to_be_visible()
