"""An opinion in the browser: it survives a page that dies, and is part of the daily round on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from followup.models import AttendanceType, Contact, OpinionDraft
from leads.models import Lead
from tenants.models import Mail
from tests.browser.plays import BUSY, arrives, put_on
from tests.followup.scenes import address, kind, today
from workflow.models import Appointment

TEXT = "#id_text"
SAVED = "#opinion-state .pk-saved"


@pytest.fixture
def contact(live_server, santos, camila):
    """Marina's contact of today on Camila's lead, of a type with standard texts."""
    put_on(santos, "purifikar")
    lead = arrives(santos, "Marina Figueiredo Alves")
    with tenant_context(santos):
        lead.person.emails.create(address="marina@mail.example")
        kind()
        AttendanceType.objects.filter(classification="1.4").update(opinion_text="Combinado com {cliente}:")
        proposal = AttendanceType.objects.get(classification="1.4")
        return Contact.objects.begin(lead.person, kind=proposal, name="2 purificadores, 3º andar", by=camila, lead=lead, next_on=today())


def test_what_was_typed_survives_a_page_that_dies_and_is_finished_from_another(page, new_page, sign_in, camila, contact):
    """Inserir Parecer: BIM-19..24, BIM-31..33, BIM-73; Visualizar Histórico: BIM-42, BIM-43"""
    place = address("opinion_new", contact.number)
    sign_in(page, camila).goto(place)
    page.locator(TEXT).press_sequentially("Quer parcelar em três vezes.")
    expect(page.locator(SAVED)).to_contain_text("Guardado às")
    for _ in range(5):
        page.locator(TEXT).press("ArrowLeft")
    page.locator(TEXT).press_sequentially("ou quatro ")
    again = page.context.new_page()
    page.close(run_before_unload=False)  # the browser died with the last strokes

    again.goto(place)
    value = again.locator(TEXT).input_value()
    assert "ou quatro " in value
    assert again.evaluate("document.activeElement.selectionEnd") == value.index("ou quatro ") + len("ou quatro ")
    expect(again.locator(SAVED)).to_contain_text("Guardado às")

    elsewhere = sign_in(new_page(), camila)
    elsewhere.goto(place)
    expect(elsewhere.locator(TEXT)).to_have_value(value)
    elsewhere.get_by_role("button", name="Texto padrão").click()
    _book(elsewhere)
    _write(elsewhere)
    elsewhere.get_by_role("button", name="A concluir").click()
    elsewhere.get_by_role("link", name="Marina Figueiredo Alves").click()
    expect(elsewhere.locator(TEXT)).to_have_value(re.compile("ou quatro .*Combinado com Marina.*E-mail enviado", re.DOTALL))
    elsewhere.get_by_role("button", name="OK", exact=True).click()
    elsewhere.get_by_role("button", name="Falou com o cliente").click()
    expect(elsewhere.get_by_text("Parecer gravado.").first).to_be_visible()

    elsewhere.get_by_role("navigation", name="O que fazer com o contato").get_by_role("link", name="Histórico").click()
    expect(elsewhere.locator(".pk-log .is-opinion")).to_have_count(2)
    elsewhere.get_by_role("link", name="Histórico padrão").click()
    expect(elsewhere.locator(".pk-log .is-opinion")).to_have_count(1)
    expect(elsewhere.locator(".pk-log .is-opinion")).to_contain_text("texto padrão")


def test_the_daily_round_on_the_phone(phone, sign_in, axe, camila, santos, contact):
    """BIM-03, BIM-19..22, BIM-33, BIM-35: the day's list, an opinion with appointment and e-mail, the workflow's question"""
    sign_in(phone, camila).goto(address("contacts"))
    phone.get_by_role("link", name="Marina Figueiredo Alves").first.tap()
    phone.get_by_role("navigation", name="O que fazer com o contato").get_by_role("link", name="Parecer").tap()
    phone.locator(TEXT).fill("Quer ver o aparelho funcionando.")
    _book(phone)
    _write(phone)
    assert phone.locator(TEXT).input_value().startswith("Quer ver o aparelho funcionando.\n\nE-mail enviado a marina@mail.example")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="OK", exact=True).tap()

    phone.get_by_role("button", name="Falou com o cliente").tap()
    expect(phone.get_by_text("Parecer gravado.").first).to_be_visible()
    with tenant_context(santos):
        texts = list(contact.opinions.order_by("at").values_list("source", flat=True))
        assert texts == ["email", "escrito"]
        assert Appointment.objects.get().contact_booking.contact_id == contact.pk
        assert Lead.objects.get().journey.stage.slug != "contato"
        assert not OpinionDraft.objects.exists()
    assert Mail.objects.filter(to="marina@mail.example").count() == 1


def _book(page):
    page.get_by_role("button", name="Compromisso").click()
    dialog = page.get_by_role("dialog")
    soon = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT10:00")
    dialog.get_by_label("Dia e hora").fill(soon)
    dialog.get_by_role("button", name="Marcar", exact=True).click()
    expect(dialog.get_by_text("Visita,")).to_be_visible()
    expect(page.locator(BUSY)).to_have_count(0)
    dialog.get_by_role("button", name="Fechar").click()


def _write(page):
    page.get_by_role("button", name="E-mail").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Assunto")).to_have_value("Sua proposta Purifikar")
    dialog.get_by_role("button", name="Conferir antes de enviar").click()
    dialog.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
