"""The seed's own click paths of sales contacts: Criar, Localizar, Reabrir (BIM-01..11, BIM-37..41, BIM-60..62)."""

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from followup.install import install_tables
from followup.models import Contact
from leads.models import Person
from tests.conftest import PASSWORD


@pytest.fixture
def clinic(santos, rafael):
    """A customer of Santos whom Denise finds by the code."""
    with tenant_context(santos):
        install_tables()
        return Person.objects.register(name="Clínica Sorriso do Mar", phones=["(13) 99120-5567"], by=rafael)


def test_a_contact_is_made_found_closed_and_opened_again(clinic, santos, page, sign_in, denise, marcos, axe):
    """Criar Contato de Venda: BIM-06, BIM-10, BIM-11, BIM-59..62; Localizar: BIM-07, BIM-08; Reabrir: BIM-37, BIM-40, BIM-41"""
    sign_in(page, denise)
    page.goto("/u/santos/contatos/")
    page.get_by_role("link", name="Novo contato").click()
    page.get_by_label("Código, nome, telefone, CPF ou CNPJ").fill(clinic.code)
    page.get_by_role("button", name="Localizar").click()
    page.get_by_label("Assunto").fill("2 purificadores, 3º andar")
    page.get_by_label("Tipo de atendimento").select_option(label="1.4 Proposta")
    expect(page.get_by_label("Quem indicou")).to_be_hidden()
    page.get_by_label("Meio de contato").select_option(label="Indicação")
    expect(page.get_by_label("Quem indicou")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Criar contato").click()
    expect(page.get_by_text("Contato 1 criado.")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="Encerrar").click()
    page.get_by_label("Sem venda").check()
    page.get_by_label("Motivo ou observação").fill("preço")
    page.get_by_role("button", name="Encerrar").click()
    expect(page.get_by_text("Contato encerrado.")).to_be_visible()
    page.get_by_role("link", name="Clínica Sorriso do Mar", exact=True).click()
    expect(page.get_by_text("Nenhum contato em aberto.")).to_be_visible()
    page.get_by_role("link", name="Em aberto e encerrados").click()
    expect(page.get_by_text("sem venda hoje: preço")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="2 purificadores, 3º andar").click()
    page.get_by_role("link", name="Reabrir").click()
    page.get_by_label("Motivo da reabertura").fill("A clínica ligou de volta")
    page.get_by_label("E-mail do supervisor").fill(marcos.email)
    page.get_by_label("Senha do supervisor").fill(PASSWORD)
    axe(page)
    page.get_by_role("button", name="Reabrir").click()
    expect(page.get_by_text("Contato reaberto.")).to_be_visible()
    expect(page.get_by_text("autorizado por Marcos Antunes")).to_be_visible()


def test_the_daily_round_is_done_by_one_tap_a_line(clinic, santos, page, sign_in, denise, axe):
    """BIM-03: the line says that it is done and when it comes back; nobody leaves the list"""
    with tenant_context(santos):
        kind = install_tables() or Contact._meta.get_field("kind").related_model.objects.get(classification="1.3")
        Contact.objects.begin(clinic, kind=kind, name="Bebedouro da recepção", by=denise, next_on=timezone.localdate())
    sign_in(page, denise)
    page.goto("/u/santos/contatos/")
    axe(page)
    page.get_by_label("“Feito” marca a volta").select_option(label="em 3 dias")
    page.get_by_role("button", name="Feito: Clínica Sorriso do Mar").click()
    expect(page.get_by_text("Feito. Clínica Sorriso do Mar: próxima data")).to_be_visible()
    expect(page.locator(".is-done")).to_contain_text("feito, ")
