"""The seed's own click path "Enviar Ficha de Visita", and a day's sheets (BIM-52, BIM-53)."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.followup.sheets import furnished, marked


@pytest.fixture
def contact(santos, rafael, files_dir):
    return furnished(santos, by=rafael)


def test_a_sheet_is_chosen_printed_and_sent(contact, santos, page, sign_in, rafael, axe):
    """BIM-52, BIM-53: Selecione o layout da ficha de visita; escolha se irá imprimir a ficha ou enviar por e-mail"""
    visit = marked(santos, contact, person=rafael)
    sign_in(page, rafael)
    page.goto(f"/u/santos/contatos/{contact.number}/")
    page.get_by_role("link", name="Ficha", exact=True).click()
    page.get_by_text("Visita técnica", exact=True).click()
    axe(page)
    with page.context.expect_event("request", lambda request: "ficha.pdf" in request.url) as printed:
        page.get_by_role("button", name="Imprimir").click()
    assert "ficha.pdf?modelo=tecnica&compromisso=1" in printed.value.url
    assert page.request.get(printed.value.url).body().startswith(b"%PDF-")

    page.get_by_label("marina@mail.example").check()
    page.get_by_label("Recado no e-mail").fill("Até já.")
    page.get_by_role("button", name="Enviar por e-mail").click()
    expect(page.get_by_text("Ficha a caminho de rafael@santos.example, marina@mail.example.")).to_be_visible()
    expect(page.get_by_text("Ficha de visita (visita técnica) enviada a marina@mail.example")).to_be_visible()

    page.goto(f"/u/santos/fichas/?dia={timezone.localdate(visit.starts_at)}")  # tomorrow's, late in the evening
    expect(page.get_by_role("button", name="Imprimir 1 ficha")).to_be_visible()
    axe(page)
