"""The network makes a centre, the Gerente says how work is given out, and everybody sees whose turn it is (BIM-33, BEY-09)."""

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from tenants.models import Absence, Team
from tests.workflow.play import lead, person
from workflow.install import install_all


@pytest.fixture
def at_work(santos, camila, marcos):
    """Santos with a few leads given out, Camila away, Anderson with a capacity."""
    anderson = person("Anderson Luz", "comercial", capacity=40)
    with tenant_context(santos):
        install_all()
        for _ in range(3):
            lead()
    today = timezone.localdate()
    Absence.objects.create(user=camila, starts=today, ends=today, by=marcos)
    return anderson


def test_a_centre_is_made_filled_and_kept_while_it_is_needed(page, sign_in, helena, rafael, at_work, axe):
    sign_in(page, helena)
    page.goto("/rede/configuracoes/centros/")
    axe(page)
    page.get_by_role("link", name="Novo centro").click()
    page.get_by_label("Nome", exact=True).fill("Cobrança")
    page.get_by_role("button", name="Criar centro").click()
    expect(page.get_by_text("Ninguém está neste centro")).to_be_visible()
    axe(page)

    page.get_by_label("E-mail da pessoa").fill("rafael@santos.example")
    page.get_by_role("button", name="Pôr no centro").click()
    expect(page.locator("#centre-now")).to_contain_text("Rafael Moreira")
    page.goto("/rede/configuracoes/centros/atendimento/")
    page.get_by_role("button", name="Excluir este centro").click()
    expect(page.get_by_role("alert")).to_contain_text("O centro ainda é usado: processo pronto Purifikar")
    axe(page)


def test_the_gerente_sees_whose_turn_it_is_and_writes_a_rule(page, sign_in, marcos, at_work, axe):
    sign_in(page, marcos)
    page.goto("/u/santos/distribuicao/")
    expect(page.get_by_role("heading", name="A vez é de Anderson Luz")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Camila Duarte ausente até")
    axe(page)
    page.get_by_role("link", name="Nova regra").click()
    page.get_by_label("Bairros").fill("Gonzaga\nBoqueirão")
    page.get_by_label("Vai para").select_option("rede")
    axe(page)
    page.get_by_role("button", name="Gravar regra").click()
    expect(page.locator("aside[aria-label='Como se distribui']")).to_contain_text("Bairros Gonzaga e Boqueirão")
    page.get_by_role("link", name="Mudar").click()
    page.get_by_label("deixar na fila e distribuir quando a unidade abrir").check()
    page.get_by_role("button", name="Gravar").click()

    expect(page.get_by_text("deixar na fila e distribuir quando a unidade abrir")).to_be_visible()


def test_a_coordenador_pauses_his_team_and_the_network_sees_whose_turn_it_is(
    page, phone, sign_in, silvio, at_work, campinas, membership, axe
):
    """FOL-05, FOL-39"""
    team = Team.objects.create(name="Manhã")
    team.take_in(membership(at_work))
    team.take_in(membership(silvio))
    sign_in(page, silvio)
    page.goto(f"/rede/equipes/{team.pk}/")
    page.get_by_role("link", name="Mudar").click()
    axe(page)
    page.get_by_label("em pausa").check()
    page.get_by_role("button", name="Gravar").click()
    expect(page.get_by_text("em pausa", exact=True)).to_be_visible()
    axe(page)

    page.goto("/rede/equipes/")
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Distribuição").click()
    expect(page.get_by_role("row", name="Santos")).to_contain_text("ninguém pode receber")
    expect(page.get_by_role("row", name="Santos")).to_contain_text("Anderson Luz está na equipe Manhã, em pausa")
    axe(page)
    sign_in(phone, silvio)
    phone.goto("/rede/distribuicao/")
    axe(phone)
