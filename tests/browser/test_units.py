"""The administrator opens a unit and shuts it; its people see so (PUR-07, PUR-48)."""

import threading

import pytest
from django.db import connection
from playwright.sync_api import expect

from tenants import tasks
from tenants.models import Mail, Membership, Network, Unit, User
from tests.browser.conftest import SCREENS

JOINVILLE = {
    "Razão social": "Águas do Norte Ltda.", "CNPJ": "11.444.777/0001-61", "Município": "Joinville",
    "Feriados municipais": "09/03 Aniversário de Joinville",
}  # fmt: skip


@pytest.fixture
def worker(monkeypatch, live_server):
    """A worker that begins when the test lets it: `worker.set()`."""
    may_begin, threads = threading.Event(), []

    def work(key):
        may_begin.wait(120)
        try:
            tasks.open_unit(key)
        finally:
            connection.close()

    def delay(key):
        threads.append(threading.Thread(target=work, args=[key], daemon=True))
        threads[-1].start()

    monkeypatch.setattr(tasks.open_unit, "delay", delay)
    yield may_begin
    may_begin.set()
    for thread in threads:
        thread.join(120)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS unit_sao_bento CASCADE")


def test_the_administrator_opens_a_unit_and_sees_the_progress_end(page, sign_in, helena, worker, axe):
    sign_in(page, helena).goto("/rede/unidades/")
    page.get_by_role("link", name="Abrir unidade").first.click()
    page.get_by_label("Nome", exact=True).first.press_sequentially("São Bento")
    expect(page.get_by_label("Endereço")).to_have_value("sao-bento")
    for label, text in JOINVILLE.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("UF").select_option("SC")
    page.get_by_label("Processo 1").check()
    axe(page)
    page.get_by_role("button", name="Abrir unidade").click()

    expect(page.get_by_role("progressbar", name="Abrindo a unidade")).to_be_visible()
    axe(page)
    worker.set()
    expect(page.get_by_text("São Bento está aberta", exact=True)).to_be_visible(timeout=120_000)  # the first opening migrates
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_role("link", name="Entrar na unidade")).to_be_visible()
    axe(page)


def test_a_refused_unit_keeps_what_was_written(page, sign_in, helena, axe):
    sign_in(page, helena).goto("/rede/unidades/nova/")
    page.get_by_label("Razão social").fill("Águas do Norte Ltda.")
    page.get_by_label("CNPJ").fill("11.444.777/0001-62")
    page.locator("form#unit-form").evaluate("form => { form.noValidate = true; form.requestSubmit() }")

    expect(page.get_by_text("Confira o CNPJ")).to_be_visible()
    expect(page.get_by_label("Razão social")).to_have_value("Águas do Norte Ltda.")
    axe(page)


def test_a_suspended_unit_says_so_on_its_managers_phone(page, phone, sign_in, helena, marcos, axe):
    sign_in(page, helena).goto("/rede/unidades/santos/")
    page.locator("#unit-acts").get_by_text("Mais").click()
    page.get_by_role("link", name="Suspender").click()
    expect(page.get_by_text("1 pessoa de Santos deixa de entrar agora")).to_be_visible()
    page.get_by_label("Motivo").fill("Reforma da loja")
    axe(page)
    page.get_by_role("button", name="Suspender Santos").click()
    expect(page.get_by_role("button", name="Reativar")).to_be_visible()
    axe(page)

    sign_in(phone, marcos).goto("/u/santos/")
    expect(phone.get_by_role("heading", name="Santos está suspensa")).to_be_visible()
    axe(phone)

    page.get_by_role("button", name="Reativar").click()
    expect(page.get_by_text("Santos voltou a funcionar.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", name="Santos está suspensa")).to_have_count(0)


@pytest.fixture
def busy_network(santos, campinas, manaus, helena):
    """Something of each sort for the pages to show."""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
    campinas.suspend(by=helena, note="Royalties de outubro em aberto")
    Unit.objects.create(
        slug="recife", name="Recife", legal_name="Ltda.", cnpj="11444777000161", city="Recife", uf="PE",
        opening_attempts=3, opening_error="OperationalError: timeout",
    )  # fmt: skip
    Membership.objects.give(User.objects.create_user("lia@santos.example", name="Lia"), "gerente", unit=santos)
    mail = Mail.objects.write(to="ana@x.example", subject="Água limpa", text="Bom dia", kind="aviso", unit=santos)
    Mail.objects.filter(pk=mail.pk).update(state="falhou", error="SMTPRecipientsRefused: caixa cheia")
    return mail


ADDRESSES = [
    "/rede/unidades/", "/rede/unidades/recife/", "/rede/unidades/campinas/", "/rede/unidades/santos/editar/",
    "/rede/unidades/santos/encerramento/", "/rede/configuracoes/", "/rede/emails/", "/rede/emails/{mail}/", "/u/santos/configuracoes/",
]  # fmt: skip


@SCREENS
def test_every_page_of_the_network_is_sound(new_page, sign_in, helena, busy_network, axe, viewport, scheme):
    page = sign_in(new_page(viewport, color_scheme=scheme), helena)
    for address in ADDRESSES:
        page.goto(address.format(mail=busy_network.pk))
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address


def test_a_holiday_comes_and_goes_without_a_new_page(phone, sign_in, marcos):
    sign_in(phone, marcos).goto("/u/santos/configuracoes/")
    phone.get_by_label("Dia", exact=True).fill("26/01")
    phone.get_by_label("Feriado", exact=True).fill("Aniversário de Santos")
    phone.get_by_role("button", name="Incluir feriado").click()
    phone.get_by_role("button", name="Excluir Aniversário de Santos").click()

    expect(phone.get_by_text("Nenhum feriado municipal ainda.")).to_be_visible()
