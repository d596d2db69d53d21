"""A spreadsheet from the upload to the leads, and back again, by the manager of the unit (BEY-15)."""

import threading

import pytest
from django.db import connection, transaction
from playwright.sync_api import expect

from leads import tasks
from leads.models import Lead, Person
from tenants.models import errand
from tests.leads.scenes import inside

WORKER = 30_000  # on a busy machine
ROWS = """Nome;Telefone;E-mail;Bairro;Apelido do cão
Ana Beatriz Rocha;(13) 9741-0001;ana@mail.example;Gonzaga;Rex
Beto Prado;13 99741-0002;;Boqueirão;
Carla Dias;123;;Centro;
Ana B. Rocha;13997410001;;Gonzaga;
"""


@pytest.fixture
def worker(monkeypatch, live_server):
    """A worker in this process that begins as soon as it is asked."""
    threads = []

    def work(*keys):
        try:
            tasks.work_on_import(*keys)
        finally:
            connection.close()

    def begin(keys):
        threads.append(threading.Thread(target=work, args=keys, daemon=True))
        threads[-1].start()

    monkeypatch.setattr(errand, "soon", lambda task, *keys: transaction.on_commit(lambda: begin(keys)))
    yield
    for thread in threads:
        thread.join(60)


def test_a_spreadsheet_becomes_leads_and_is_taken_back(page, phone, sign_in, santos, marcos, camila, files_dir, worker, axe):
    with inside(santos):
        pass
    sign_in(page, marcos).goto("/u/santos/leads/importar/")
    axe(page)
    page.get_by_label("Planilha", exact=True).set_input_files(
        {"name": "clientes.csv", "mimeType": "text/csv", "buffer": ROWS.encode("cp1252")}
    )
    page.get_by_role("button", name="Enviar planilha").click()

    expect(page.get_by_text("CSV com ponto e vírgula, Windows-1252")).to_be_visible()
    expect(page.get_by_label("Telefone", exact=True)).to_have_value("phone")
    expect(page.get_by_label("Apelido do cão")).to_have_value("")
    page.get_by_label("Apelido do cão").select_option("notes")
    axe(page)
    page.get_by_role("button", name="Conferir antes de importar").click()

    expect(page.get_by_text("Nada foi gravado ainda")).to_be_visible(timeout=WORKER)
    expect(page.get_by_role("row", name="Carla Dias")).to_contain_text("Informe o telefone com DDD")
    expect(page.get_by_role("row", name="Ana B. Rocha")).to_contain_text("Repete a linha 2")
    with inside(santos):
        assert not Person.objects.exists()
    axe(page)
    page.get_by_role("button", name="Importar 2 linhas").click()

    expect(page.get_by_text("Importação feita")).to_be_visible(timeout=WORKER)
    axe(page)
    with inside(santos):
        assert set(Lead.objects.values_list("person__name", "journey__holder")) == {
            ("Ana Beatriz Rocha", camila.pk),
            ("Beto Prado", camila.pk),
        }
    with page.expect_download() as report:
        page.get_by_role("link", name="Relatório por linha").click()
    assert "recusada;Telefone: Informe" in report.value.path().read_text(encoding="utf-8-sig")
    address = page.url

    sign_in(phone, marcos).goto(address)
    expect(phone.get_by_role("row", name="Beto Prado")).to_be_visible()
    axe(phone)
    page.get_by_role("link", name="Desfazer importação").click()
    page.get_by_role("button", name="Desfazer tudo o que ninguém tocou").click()
    expect(page.get_by_text("Importação desfeita")).to_be_visible(timeout=WORKER)
    with inside(santos):
        assert not Lead.objects.exists()
