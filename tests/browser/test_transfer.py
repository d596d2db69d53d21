"""A portfolio handed over, and the list as each one likes it."""

import re

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from tenants.models import Membership, OpenWork, User
from tests.leads.scenes import address, sale
from tests.workflow.play import soon


@pytest.fixture
def with_rafael(santos, camila, rafael):
    """Marina's lead, handed to Rafael through a visit."""
    lead = sale(santos, by=rafael)
    with tenant_context(santos):
        lead.decide("falou", by=camila, note="Atendeu.")
        lead.decide("agendar", by=camila, person=rafael, starts_at=soon(), kind="visita", note="Quer ver o aparelho.")
    return lead


def test_what_hangs_on_a_person_is_handed_over(page, sign_in, axe, with_rafael, rafael, marcos, santos):
    """FOL-36, FOL-37, BEY-15"""
    bruna = User.objects.create_user("bruna@santos.example", name="Bruna Lima")
    Membership.objects.give(bruna, "consultor", unit=santos)
    person = rafael.memberships.get()
    sign_in(page, marcos).goto(f"/u/santos/pessoas/{person.pk}/")
    page.get_by_role("button", name="Encerrar acesso").click()
    page.get_by_role("link", name="transferir agora").click()
    axe(page)
    page.get_by_label("Bruna Lima").check()
    page.get_by_role("textbox", name="Motivo").fill("Férias")
    page.get_by_role("button", name="Conferir antes").click()
    expect(page.get_by_role("row", name="Bruna Lima")).to_contain_text("1")
    axe(page)
    page.get_by_role("button", name="Transferir 1").click()

    expect(page.get_by_text("A carteira mudou de mãos")).to_be_visible()
    assert OpenWork.objects.get(holder=bruna).title == "Marina Figueiredo Alves"


def test_a_view_is_saved_and_the_list_begins_with_it(page, sign_in, axe, with_rafael, rafael):
    sign_in(page, rafael).goto(address("leads") + "?bairro=Gonzaga")
    page.get_by_role("link", name="Vistas", exact=True).click()
    axe(page)
    page.get_by_role("textbox", name="Nome").fill("Gonzaga")
    page.get_by_role("button", name="Salvar vista").click()
    expect(page.get_by_role("navigation", name="Vistas salvas").get_by_role("link", name="Gonzaga")).to_have_attribute(
        "aria-current", "page"
    )
    page.get_by_role("link", name="Vistas", exact=True).click()
    page.get_by_role("button", name="Começar por ela").click()
    expect(page.get_by_text("A lista começa agora por Gonzaga.")).to_be_visible()

    page.goto(address("leads"))
    expect(page).to_have_url(re.compile(r"\?bairro=Gonzaga$"))
    page.get_by_role("navigation", name="Vistas prontas").get_by_role("link", name="Todos").click()
    expect(page).to_have_url(re.compile(r"\?ordem=prazo$"))
