"""A customer on his phone leaves his number at a unit's public form; the attendant has him in her list at once."""

import pytest
from playwright.sync_api import expect

from leads.models import Source
from tests.browser.conftest import DESKTOP, PHONE
from tests.leads.scenes import address, inside


@pytest.fixture
def site(santos, camila, marcos):
    with inside(santos, "purifikar"):
        return Source.objects.create(slug="site", name="Site", form_is_open=True)


def test_a_customer_fills_the_form_on_the_phone_and_the_attendant_has_the_lead(phone, new_page, sign_in, camila, site):
    """DIR-55, BEY-02: with an owner and a next date"""
    phone.goto(address("contact", site.token))
    phone.get_by_label("Nome").fill("Ana Prado")
    phone.get_by_label("Telefone com DDD").fill("13 99741-0022")
    phone.get_by_label("Mensagem").fill("Prefiro à tarde.")
    phone.get_by_role("button", name="Enviar").tap()  # refused by the browser itself: the consent is missing
    phone.get_by_label("Concordo em ser contatado").tap()
    phone.get_by_role("button", name="Enviar").tap()
    expect(phone.get_by_role("heading", name="Recebemos o seu contato")).to_be_visible()

    desk = sign_in(new_page(), camila)
    desk.goto(address("leads"))
    desk.get_by_role("link", name="Ana Prado").first.click()
    expect(desk.get_by_text("Prefiro à tarde.")).to_be_visible()
    expect(desk.get_by_text("Próximo da vez").first).to_be_visible()


def test_the_secret_is_shown_and_the_sample_tried_in_place(page, sign_in, marcos, site):
    """BEY-10"""
    sign_in(page, marcos).goto(address("source", "site"))
    page.get_by_role("button", name="Testar").click()
    expect(page.get_by_text("O exemplo viraria um lead de Marina de Teste")).to_be_visible()
    page.get_by_role("button", name="Mostrar segredo").click()

    expect(page.get_by_text(site.secret)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(new_page, sign_in, axe, marcos, site, scheme, viewport):
    page = sign_in(new_page(viewport, color_scheme=scheme), marcos)
    door = address("contact", site.token)
    for each in (door, door + "obrigado/", address("sources"), address("source_new"), address("source", "site")):
        page.goto(each)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], each
