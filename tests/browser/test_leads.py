"""A lead on the phone and on the desktop: registered on the street, handed over, answered, decided once."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from leads.models import Lead, Source
from tests.browser.conftest import DESKTOP, PHONE, SCREENS
from tests.leads.scenes import address, inside, local, sale, seen
from tests.workflow.play import soon

NEW = address("lead_new")
# What a thumb needs: the seconds of a tap, and of a key that is pressed.
TAP, KEY = 1.5, 0.35


@pytest.fixture
def team(santos, rafael, camila, marcos):
    """Santos on the Purifikar's process, with everybody that a lead meets."""
    with inside(santos, "purifikar"):
        Source.objects.create(slug="praia", name="Ação na praia")
    return santos


@pytest.fixture
def lead(team, rafael):
    return sale(team, by=rafael, product="PK Gelada", note="Parou na tenda e provou a água.")


class Thumb:
    """Touches and types, and counts what that costs."""

    def __init__(self, page):
        self.page, self.taps, self.keys = page, 0, 0

    def tap(self, target):
        target.tap()
        self.taps += 1

    def type(self, text):
        self.page.keyboard.type(text)
        self.keys += len(text)

    @property
    def seconds(self):
        return self.taps * TAP + self.keys * KEY


def test_a_prospect_is_registered_on_the_phone_in_twenty_seconds(phone, sign_in, rafael, camila, team):
    """BEY-14, PUR-11, field note 24: counted in taps and keys, not by the clock on the wall"""
    sign_in(phone, rafael).goto(NEW)
    thumb = Thumb(phone)
    expect(phone.get_by_label("Nome", exact=True)).to_be_focused()
    thumb.type("Ana Prado")
    thumb.tap(phone.get_by_label("Telefone", exact=True))
    thumb.type("13997410022")
    thumb.tap(phone.get_by_role("button", name="Registrar lead"))

    expect(phone.get_by_role("heading", name="Ana Prado")).to_be_visible()
    expect(phone.get_by_text("Lead registrado. Está com Camila Duarte.")).to_be_visible()
    expect(phone.get_by_role("link", name="Ligar")).to_have_attribute("href", "tel:+5513997410022")
    assert thumb.taps == 2
    assert thumb.seconds <= 20


def fill(page, name, number):
    page.get_by_label("Nome", exact=True).fill(name)
    page.get_by_label("Telefone", exact=True).fill(number)
    page.get_by_role("button", name="Registrar lead").tap()


def test_without_signal_the_lead_waits_on_the_device_and_goes_when_it_is_back(phone, sign_in, rafael, camila, team):
    """BEY-14"""
    sign_in(phone, rafael).goto(address("customers"))
    phone.goto(NEW)
    phone.wait_for_load_state("networkidle")
    phone.evaluate("console.error = () => {}")  # htmx tells the console that it cannot ask who is known, if there is time for it
    phone.context.set_offline(True)
    fill(phone, "Ana Prado", "13997410022")
    expect(phone.get_by_text("Sem sinal: 1 lead guardado neste aparelho.")).to_be_visible()
    fill(phone, "Beto Reis", "13997410033")
    expect(phone.get_by_text("Sem sinal: 2 leads guardados neste aparelho.")).to_be_visible()
    expect(phone.get_by_label("Nome", exact=True)).to_have_value("")
    phone.context.set_offline(False)

    expect(phone.get_by_text("2 leads guardados foram enviados.").first).to_be_visible()
    with tenant_context(team):
        assert sorted(lead.person.name for lead in Lead.objects.all()) == ["Ana Prado", "Beto Reis"]


def test_a_lead_that_got_lost_on_the_way_waits_and_goes_once(phone, sign_in, rafael, camila, team):
    """BEY-14: the device thought that it had signal; sent again, the receipt makes one lead of it"""
    sign_in(phone, rafael).goto(NEW)
    phone.evaluate("console.error = () => {}")  # htmx tells the console of what is on purpose here
    phone.route(f"**{NEW}", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    fill(phone, "Ana Prado", "13997410022")
    expect(phone.get_by_text("1 lead guardado neste aparelho")).to_be_visible()
    waiting = phone.evaluate("localStorage.getItem('purifikar:waiting-leads')")
    phone.unroute(f"**{NEW}")
    phone.get_by_role("button", name="Enviar agora").tap()
    expect(phone.get_by_text("O lead guardado foi enviado.").first).to_be_visible()
    phone.evaluate("(waiting) => localStorage.setItem('purifikar:waiting-leads', waiting)", waiting)
    phone.reload()

    expect(phone.get_by_text("O lead guardado foi enviado.").first).to_be_visible()
    with tenant_context(team):
        assert Lead.objects.count() == 1


def test_one_that_must_be_mended_holds_up_no_other_and_spoils_nothing_typed(phone, sign_in, rafael, camila, team):
    """BEY-14, field note 24"""
    sign_in(phone, rafael).goto(NEW)
    phone.wait_for_load_state("networkidle")
    phone.evaluate("console.error = () => {}")
    phone.context.set_offline(True)
    fill(phone, "Sem Número", "99")
    fill(phone, "Ana Prado", "13997410022")
    phone.get_by_label("Nome", exact=True).fill("Beto Reis")
    phone.context.set_offline(False)

    expect(phone.get_by_text("Sem Número: o cadastro pede correção.")).to_be_visible()
    expect(phone.get_by_label("Nome", exact=True)).to_have_value("Beto Reis")
    with tenant_context(team):
        assert [lead.person.name for lead in Lead.objects.all()] == ["Ana Prado"]


def test_while_typing_the_person_is_recognised_and_used(phone, sign_in, rafael, team, lead):
    """BIM-75, field note 4"""
    sign_in(phone, rafael).goto(NEW)
    phone.get_by_label("Nome", exact=True).press_sequentially("Marina")
    phone.get_by_label("Telefone", exact=True).press_sequentially("13997410022")
    expect(phone.get_by_text("já tem lead com Camila Duarte desde")).to_be_visible()
    phone.get_by_role("button", name="Usar esta pessoa").tap()

    expect(phone.get_by_role("heading", name="Outros leads desta pessoa")).to_be_visible()
    with tenant_context(team):
        assert Lead.objects.filter(person=lead.person).count() == 2


def test_what_was_typed_is_there_again_after_the_page_was_left(phone, sign_in, rafael, team):
    """BEY-14, BIM-73"""
    sign_in(phone, rafael).goto(NEW)
    phone.get_by_label("Nome", exact=True).fill("Ana Prado")
    phone.goto(address("customers"))
    phone.goto(NEW)
    expect(phone.get_by_label("Nome", exact=True)).to_have_value("Ana Prado")


def test_the_handover_played_by_camila_and_rafael(new_page, sign_in, camila, rafael, team, lead):
    """PUR-21, PUR-35..38, FOL-09..11: call, appointment, answer, back by itself"""
    desk, phone = sign_in(new_page(DESKTOP), camila), sign_in(new_page(PHONE, has_touch=True, is_mobile=True), rafael)
    desk.goto(address("lead", lead.number))
    desk.get_by_role("link", name="Falou com o cliente").click()
    desk.locator("#decide-form").get_by_label("Parecer").fill("Gasta oito galões por mês.")
    desk.get_by_role("button", name="Falou com o cliente").click()
    desk.get_by_role("link", name="Agendar com o Consultor").click()
    form = desk.locator("#decide-form")
    expect(form.get_by_label("Com quem")).to_have_value(str(rafael.pk))
    form.get_by_label("Dia e hora").fill(local(soon()))
    form.get_by_label("Parecer").fill("Quer gelada e natural.")
    desk.get_by_role("button", name="Agendar com o Consultor").click()
    expect(desk.get_by_text("Com o Consultor: agora com Rafael Moreira.")).to_be_visible()

    phone.goto(address("lead", lead.number))
    expect(phone.get_by_text("Volta para Camila Duarte; se ausente, ao próximo da vez.").first).to_be_visible()
    phone.get_by_role("link", name="Visita ou apresentação feita").tap()
    phone.locator("#decide-form").get_by_label("Parecer").fill("Provou e gostou.")
    phone.get_by_role("button", name="Visita ou apresentação feita").tap()
    expect(phone.get_by_text("quem decide é Atendimento. Está com Camila Duarte.")).to_be_visible()

    desk.reload()
    expect(desk.get_by_text("Provou e gostou.")).to_be_visible()
    assert seen(lead, team).journey.holder == camila


def test_the_second_decider_is_told_and_sees_how_it_is(new_page, sign_in, camila, marcos, team, lead):
    """Issue 3: two at once"""
    first, second = sign_in(new_page(), camila), sign_in(new_page(), marcos)
    for page in (first, second):
        page.goto(address("lead", lead.number))
        page.get_by_role("link", name="Falou com o cliente").click()
        page.locator("#decide-form").get_by_label("Parecer").fill("Falei com ela.")
    first.get_by_role("button", name="Falou com o cliente").click()
    expect(first.get_by_text("Em tratativa: continua com você.")).to_be_visible()
    second.get_by_role("button", name="Falou com o cliente").click()

    expect(second.get_by_text("Já foi decidido por Camila Duarte")).to_be_visible()
    expect(second.get_by_role("link", name="Agendar com o Consultor")).to_be_visible()
    assert seen(lead, team).journey.turn == 1


def test_a_refused_decision_comes_back_in_place_with_what_was_typed(page, sign_in, camila, team, lead):
    """Field note 9"""
    sign_in(page, camila).goto(address("lead", lead.number))
    page.get_by_role("link", name="Não é um lead").click()
    form = page.locator("#decide-form")
    form.get_by_label("Em outras palavras").fill("O número é da vizinha.")
    form.evaluate("form => { form.noValidate = true; form.requestSubmit() }")

    expect(page.get_by_text("Escolha o motivo.")).to_be_visible()
    expect(form.get_by_label("Em outras palavras")).to_have_value("O número é da vizinha.")
    page.get_by_role("link", name="Voltar").click()
    expect(page.get_by_role("link", name="Falou com o cliente")).to_be_visible()


def test_without_javascript_a_decision_has_a_page_of_its_own(new_page, sign_in, camila, team, lead):
    plain = sign_in(new_page(java_script_enabled=False), camila)
    plain.goto(address("lead", lead.number))
    plain.get_by_role("link", name="Falou com o cliente").click()
    plain.get_by_label("Parecer").fill("Gasta oito galões por mês.")
    plain.get_by_role("button", name="Falou com o cliente").click()

    expect(plain.get_by_role("heading", name="Marina Figueiredo Alves")).to_be_visible()
    expect(plain.get_by_text("Gasta oito galões por mês.")).to_be_visible()


def test_a_parecer_is_written_and_the_temperature_changed_in_place(page, sign_in, camila, team, lead):
    """BIM-19, BIM-63"""
    sign_in(page, camila).goto(address("lead", lead.number))
    page.get_by_label("Parecer").fill("Liga depois do almoço.")
    page.get_by_role("button", name="Gravar parecer").click()
    expect(page.locator("#lead-history").get_by_text("Liga depois do almoço.")).to_be_visible()
    expect(page.get_by_label("Parecer")).to_have_value("")
    page.get_by_label("Temperatura").select_option("quente")

    expect(page.get_by_text("Gravado.", exact=True)).to_be_visible()
    assert seen(lead, team).temperature == "quente"


@SCREENS
def test_axe_finds_nothing(new_page, sign_in, axe, camila, rafael, team, lead, scheme, viewport):
    page = sign_in(new_page(viewport, color_scheme=scheme), camila)
    number, person = lead.number, lead.person.number
    addresses = [
        address("lead", number), address("lead_decide", number, "descartar"), address("lead_hand", number), address("lead_edit", number),
        address("lead_next", number), NEW, address("customers"), address("customer", person), address("customer_edit", person),
        address("customer_add", person, "enderecos"),
    ]  # fmt: skip

    for each in addresses:
        page.goto(each)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], each


def test_axe_finds_nothing_where_somebody_decides_and_registers(page, sign_in, axe, camila, team, lead):
    sign_in(page, camila).goto(address("lead", lead.number))
    page.get_by_role("link", name="Não é um lead").click()
    expect(page.get_by_label("Contato errado")).to_be_focused()
    axe(page)
    page.goto(NEW)
    page.get_by_label("Telefone", exact=True).press_sequentially("13997410022")
    page.get_by_label("Nome", exact=True).press_sequentially("Marina")
    expect(page.get_by_role("button", name="Usar esta pessoa")).to_be_visible()
    axe(page)
