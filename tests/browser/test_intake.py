"""A customer on his phone leaves his number at a unit's public form; the attendant has him in her list at once."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from leads.hook_intake import deliver
from leads.models import Hook, Source
from tests.browser.conftest import DESKTOP, PHONE
from tests.leads.scenes import address, inside


@pytest.fixture
def site(santos, camila, marcos):
    with inside(santos, "purifikar"):
        return Source.objects.create(slug="site", name="Site", form_is_open=True)


def test_a_customer_fills_the_form_on_the_phone_and_the_attendant_has_the_lead(phone, new_page, sign_in, camila, site):
    """DIR-55, BEY-02: with an owner and a next date"""
    phone.goto(address("contact_door", site.token))
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


def test_another_system_is_mapped_tried_and_a_kept_entry_tried_again(page, sign_in, marcos, site, santos):
    """BEY-10: what could not be understood is never lost"""
    sign_in(page, marcos).goto(address("hook_new", "site"))
    page.get_by_label("Outro sistema, JSON").check()
    page.get_by_role("button", name="Criar integração").click()
    expect(page.get_by_role("heading", name="Onde está cada campo")).to_be_visible()
    with tenant_context(santos):
        hook = Hook.objects.get()
        deliver(hook, b'{"cliente": {"nome": "Ana Prado", "fone": "13 99741-0022"}}')
    form = page.locator("#hook-form")
    form.get_by_label("Nome").fill("cliente.nome")
    form.get_by_label("Telefone").fill("cliente.fone")
    form.get_by_role("button", name="Gravar").click()
    expect(page.get_by_text("Gravado.")).to_be_visible()
    page.get_by_label("Um envio, em JSON").fill('{"cliente": {"nome": "Beto", "fone": "13 99741-0033"}}')
    page.get_by_role("button", name="Testar").click()
    expect(page.get_by_text("entendido")).to_be_visible()

    page.goto(address("intakes") + "?situacao=pendentes")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="Tentar de novo").click()
    expect(page.get_by_role("link", name="Ana Prado")).to_be_visible()


@pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "dark"), (PHONE, "light")], ids=["desktop", "phone"])
def test_axe_finds_nothing(new_page, sign_in, axe, marcos, site, santos, viewport, scheme):
    page = sign_in(new_page(viewport, color_scheme=scheme), marcos)
    door = address("contact_door", site.token)
    with tenant_context(santos):
        hook = Hook.objects.create(source=site, kind="meta")
        other = Hook.objects.create(source=site, kind="json")
        [refused] = deliver(hook, b"{").intakes
    addresses = [
        door, door + "obrigado/", address("sources"), address("source_new"), address("source", "site"), address("hook_new", "site"),
        address("hook", "site", hook.pk), address("hook", "site", other.pk), address("intakes"), address("intake", refused.pk),
    ]  # fmt: skip
    for each in addresses:
        page.goto(each)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], each
