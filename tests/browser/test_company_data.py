"""A company looked up while somebody is registered on the phone."""

from playwright.sync_api import expect

from tests.leads.scenes import address, inside

DEMO = "purifikar/demo_companies"


def test_on_the_phone_the_cnpj_fills_the_form_and_it_is_saved(phone, sign_in, axe, rafael, camila, santos, settings):
    """BIM-74: asked in place, what was typed stays, Enter sends the form and does not ask again"""
    settings.COMPANY_DATA_URL = f"file:{settings.BASE_DIR / DEMO}"
    with inside(santos, "purifikar"):
        pass
    sign_in(phone, rafael).goto(address("lead_new"))
    phone.get_by_label("Nome", exact=True).fill("Rainha")
    phone.get_by_text("É uma empresa: CNPJ").tap()
    phone.get_by_label("CNPJ").fill("99.886.655/0001-76")
    phone.get_by_role("button", name="Buscar dados da empresa").tap()

    expect(phone.locator(".pk-notice[data-focus]")).to_be_focused()
    expect(phone.get_by_label("Nome", exact=True)).to_have_value("Rainha")
    expect(phone.get_by_label("Logradouro")).to_have_value("Rua José Caballero")
    axe(phone)
    phone.get_by_label("Telefone", exact=True).press("Enter")
    expect(phone.get_by_role("heading", name="Rainha")).to_be_visible()
