"""Envio para clientes in the browser: the seed's own path, from the contact to "Enviar e-mail"."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from followup.mailing_install import install_models
from followup.mailing_work import work_on
from followup.models import Mailing
from tenants.models import Mail
from tests.followup.scenes import address, contact_of


@pytest.fixture
def contact(live_server, santos, rafael):
    made = contact_of(santos, by=rafael)
    with tenant_context(santos):
        made.person.emails.create(address="marina@mail.example")
        made.person.consents.create(use="email", wording="Site")
        install_models()
    return made


def test_from_the_contact_to_the_sent_mail(page, sign_in, axe, santos, rafael, contact):
    """BIM-27, BIM-54..58: contact → Envio para clientes → ordenação → texto → empresa → Enviar e-mail"""
    sign_in(page, rafael).goto(address("contact", contact.number))
    page.get_by_role("navigation", name="O que fazer com o contato").get_by_role("link", name="Envio para cliente").click()
    page.get_by_label("Modelo").select_option(label="Folder: Folder dos purificadores")
    page.get_by_label("Ordenação do relatório").select_option("bairro")
    page.get_by_label("Texto informativo").fill("Instalação grátis até sexta-feira.")
    page.get_by_label("Purifikar Santos (unidade)").check()
    axe(page)
    page.get_by_role("button", name="Enviar e-mail").click()
    expect(page.get_by_role("heading", name="1 pessoa recebe")).to_be_visible()
    page.get_by_role("button", name="Enviar e-mail").click()
    expect(page.locator("#mailing-body")).to_be_visible()

    with tenant_context(santos):
        mailing = Mailing.objects.get()
        work_on(mailing.pk)
    expect(page.locator("#mailing-body")).to_contain_text("na fila")
    axe(page)
    assert mailing.ordering == "bairro"
    assert Mail.objects.get(kind="envio").text.startswith("Instalação grátis até sexta-feira.")
