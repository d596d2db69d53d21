"""The lead list and the board in a browser: choosing, carrying a card by mouse, moving it by keyboard, the phone."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from leads.models import Lead, Person
from tests.leads.conftest import in_santos, process, published, site  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db(transaction=True)
LIST, BOARD = "/u/santos/leads/", "/u/santos/leads/quadro/"


@pytest.fixture
def ana(live_server, site, rafael, camila):  # noqa: F811
    person = Person.objects.register(name="Ana Beatriz Salgado", phones=["(13) 99741-0022"])
    return Lead.objects.take_in(person, source=site, by=rafael, district="Gonzaga", product="PK Inox", value="1299.90")


def stage_of(lead, unit):
    with tenant_context(unit):
        return Lead.objects.with_desk().get(pk=lead.pk).journey.stage.slug


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [LIST, BOARD])
def test_nothing_bars_the_way(ana, new_page, sign_in, marcos, axe, scheme, path):
    page = sign_in(new_page(color_scheme=scheme), marcos)
    page.goto(path)
    axe(page)


def test_choosing_shows_the_bar_and_the_preview(ana, page, sign_in, marcos):
    sign_in(page, marcos).goto(LIST)
    page.get_by_label("Escolher Ana Beatriz Salgado").check()
    page.get_by_role("button", name="Decidir").click()
    page.get_by_role("button", name="Perder").click()
    page.get_by_label("Motivo").fill("Preço")
    page.get_by_role("button", name="Perder: 1").click()

    page.get_by_text("1 foi").wait_for()


def carry(page, name, stage):
    card, target = page.locator(".pk-card", has_text=name).bounding_box(), page.locator(f"[data-stage={stage}]").bounding_box()
    page.mouse.move(card["x"] + 40, card["y"] + 45)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 60, steps=8)
    page.mouse.up()


def test_a_card_that_is_carried_asks_what_the_way_asks(ana, page, sign_in, camila, rafael, santos):
    """Field note 9"""
    sign_in(page, camila).goto(BOARD)
    carry(page, "Ana Beatriz", "visitar")
    page.get_by_label("Quem recebe").select_option(label="Rafael Moreira")
    page.get_by_label("Parecer").fill("Quer ver o PK Inox")
    page.get_by_role("button", name="Agendar").click()
    page.locator("[data-stage=visitar] .pk-card").wait_for()

    assert stage_of(ana, santos) == "visitar"


def test_a_card_goes_back_with_the_reason_where_no_way_leads(ana, page, sign_in, camila, santos):
    sign_in(page, camila).goto(BOARD)
    carry(page, "Ana Beatriz", "finalizar")
    page.get_by_text("O processo não leva de Em atendimento").wait_for()

    assert stage_of(ana, santos) == "atender"


def test_by_keyboard_a_card_is_moved_without_carrying(ana, page, sign_in, camila, santos):
    sign_in(page, camila).goto(BOARD)
    page.get_by_label("Mover Ana Beatriz Salgado para…").press("Enter")
    page.locator("#move").get_by_role("link", name="Perdido").press("Enter")
    page.get_by_label("Motivo").fill("Preço")
    page.get_by_label("Motivo").press("Enter")
    page.locator("#move").wait_for(state="hidden")

    assert stage_of(ana, santos) == "perdido"


@pytest.mark.parametrize("path", [LIST, BOARD])
def test_the_phone_never_scrolls_sideways(ana, phone, sign_in, marcos, path):
    """BEY-14"""
    sign_in(phone, marcos).goto(path)

    expect(phone.get_by_role("link", name="Ana Beatriz Salgado", exact=True)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
