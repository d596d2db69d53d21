"""The Gerente changes a limit of the process in a draft, sees what is wrong, mends it, publishes (FOL-01, BIM-36)."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from workflow.install import install_all
from workflow.models import Limit, Process

HOME = "/u/santos/configuracoes/processos/"


@pytest.fixture
def installed(santos, rafael, denise, marcos, nair, camila):
    """Santos with its processes and somebody in every centre."""
    with tenant_context(santos):
        install_all()


def test_the_gerente_changes_a_limit_and_publishes(installed, page, sign_in, marcos, santos, axe):
    sign_in(page, marcos)
    page.goto(HOME)
    axe(page)
    page.get_by_role("link", name="Purifikar", exact=True).last.click()
    expect(page.get_by_role("img", name="Desenho do processo")).to_be_visible()
    axe(page)

    page.get_by_role("button", name="Mudar o processo").click()
    expect(page.get_by_text("O rascunho está em ordem")).to_be_visible()
    axe(page)
    page.locator("#etapa-contato").get_by_role("link", name="Primeiro contato", exact=True).click()
    axe(page)
    page.get_by_label("Quanto").fill("1")
    page.get_by_role("button", name="Gravar no rascunho").click()
    expect(page.locator("#etapa-contato")).to_contain_text("1 hora útil")

    _break(page)
    page.get_by_role("button", name="Publicar").click()
    expect(page.get_by_role("alert")).to_contain_text("Ainda não foi publicado.")
    axe(page)
    _mend(page)
    page.get_by_role("button", name="Publicar").click()

    expect(page.get_by_text("A versão 2 está valendo para o que começa agora.")).to_be_visible()
    expect(page.locator("#etapa-contato")).to_contain_text("1 hora útil")
    with tenant_context(santos):
        version = Process.objects.get(slug="purifikar").published
        assert Limit.objects.get(version=version, slug="primeiro-contato").amount == 1


def _break(page):
    """The Consultor's stage loses its limit."""
    page.locator("#etapa-consultor").get_by_role("link", name="Resposta do Consultor", exact=True).click()
    page.get_by_role("button", name="Excluir este prazo").click()
    expect(page.locator("#etapa-consultor")).to_contain_text("A etapa Com o Consultor não tem prazo.")


def _mend(page):
    page.get_by_role("alert").get_by_role("link", name="A etapa Com o Consultor não tem prazo.").click()
    page.locator("#etapa-consultor").get_by_role("link", name="Novo prazo").click()
    page.get_by_label("Nome", exact=True).fill("Resposta do Consultor")
    page.get_by_label("Quanto").fill("3")
    page.get_by_label("Relógio").select_option("dias_uteis")
    page.get_by_role("button", name="Gravar no rascunho").click()
    expect(page.locator("#etapa-consultor")).to_contain_text("3 dias úteis")


def test_on_the_phone_the_drawing_fits_and_can_be_read(installed, phone, sign_in, rafael, axe):
    sign_in(phone, rafael)
    phone.goto(f"{HOME}purifikar/")
    axe(phone)

    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    widths = phone.locator(".pk-flow-sheet").evaluate_all(
        "sheets => sheets.map(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)"
    )
    assert min(widths) * 13 >= 10.5


def test_without_javascript_the_draft_is_begun_all_the_same(installed, new_page, sign_in, marcos):
    page = new_page(java_script_enabled=False)
    sign_in(page, marcos)
    page.goto(f"{HOME}processo-1/")
    page.get_by_role("button", name="Mudar o processo").click()

    expect(page.get_by_role("button", name="Publicar")).to_be_visible()
