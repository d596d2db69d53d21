"""One person once: two records united and two again, and two units that meet at the Franqueadora."""

import re

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from leads.models import Person
from tests.leads.scenes import address, sale


@pytest.fixture
def twins(santos, rafael, camila):
    """Marina twice, once with her CPF."""
    older, newer = sale(santos, by=rafael).person, sale(santos, by=rafael).person
    with tenant_context(santos):
        newer.name, newer.cpf = "Marina F. Alves", "52998224725"
        newer.save()
        newer.note_search()
    return older, newer


def test_two_records_become_one_and_two_again(page, sign_in, axe, marcos, santos, twins):
    """BEY-15, field note 6"""
    sign_in(page, marcos).goto(address("duplicates"))
    expect(page.get_by_role("heading", name="Mesmo telefone, mesmo e-mail")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Comparar").click()
    page.get_by_role("radio", name="Marina F. Alves").check()
    axe(page)
    page.get_by_role("button", name="Unir").click()

    expect(page.get_by_role("heading", name="Marina F. Alves", level=1)).to_be_visible()
    expect(page.get_by_text("529.982.247-25")).to_be_visible()
    page.goto(address("customer", twins[1].number))
    expect(page).to_have_url(re.compile(address("customer", twins[0].number) + "$"))
    page.get_by_role("button", name="Desfazer").click()
    expect(page.get_by_text("000.002 voltou como era.")).to_be_visible()
    with tenant_context(santos):
        assert Person.objects.known().count() == 2


def test_two_units_with_one_person_meet_at_the_franqueadora(
    page, phone, sign_in, axe, rafael, camila, helena, otavio, caio, santos, campinas
):
    """BEY-09, field note 5: told at once where and since when, decided by the network"""
    sale(campinas, by=caio, process="processo-2-fluxo")
    sale(santos, by=rafael)
    sign_in(phone, rafael).goto(address("lead_new"))
    phone.get_by_role("textbox", name="Telefone").fill("13 9741-0022")
    expect(phone.get_by_text("Já em atendimento na unidade Campinas desde")).to_be_visible()

    sign_in(page, helena).goto("/rede/disputas/")
    page.get_by_role("link", name="Campinas e Santos").click()
    axe(page)
    page.get_by_role("radio", name="Campinas").check()
    page.get_by_role("textbox", name="Motivo").fill("Chegou primeiro.")
    page.get_by_role("button", name="Decidir").click()
    expect(page.get_by_role("heading", name="Segue a unidade Campinas")).to_be_visible()
    page.context.clear_cookies()
    sign_in(page, otavio).goto("/avisos/")
    expect(page.get_by_text("segue com a sua unidade")).to_be_visible()
