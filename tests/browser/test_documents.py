"""Documents and help, as the people of a unit go through them."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, SCREENS
from tests.lib.test_filetypes import PDF
from workflow.models import UnitFile

DOCUMENTS = "/u/santos/documentos/"
ADDRESSES = [DOCUMENTS, f"{DOCUMENTS}novo/", f"{DOCUMENTS}?tipo=excluidos", "/como-funciona/", "/quem-pode/", "/privacidade/", "/ajuda/"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(files_dir):
    return files_dir


@pytest.fixture
def contract(tmp_path):
    path = tmp_path / "contrato-santos.pdf"
    path.write_bytes(PDF)
    return path


def upload(page, path, title="Contrato de franquia"):
    page.goto(f"{DOCUMENTS}novo/")
    page.get_by_label("Arquivo").set_input_files(path)
    page.get_by_label("Título").fill(title)
    page.get_by_label("Tipo").select_option("contrato")
    page.get_by_role("button", name="Guardar documento").click()


def test_denise_keeps_a_contract_finds_and_downloads_it(page, sign_in, denise, contract):
    sign_in(page, denise).goto("/u/santos/")
    page.get_by_label("Menu principal").get_by_role("link", name="Documentos").click()
    page.get_by_role("link", name="Guardar o primeiro").click()
    upload(page, contract)
    page.get_by_text("está guardado como documento nº 1").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Contrato de franquia", exact=True).click()
    assert waiting.value.suggested_filename == "contrato-santos.pdf"
    assert waiting.value.path().read_bytes() == PDF


def test_a_removal_is_undone_from_the_message(page, sign_in, denise, contract):
    sign_in(page, denise)
    upload(page, contract)
    page.get_by_role("button", name="Excluir Contrato de franquia").click()
    page.get_by_text("Nenhum documento ainda").wait_for()
    page.get_by_role("button", name="Desfazer").click()
    page.get_by_role("link", name="Contrato de franquia", exact=True).wait_for()


def test_a_page_that_calls_itself_a_pdf_is_refused_at_the_field(phone, sign_in, denise, tmp_path, santos, axe):
    path = tmp_path / "contrato.pdf"
    path.write_text("<!doctype html><script>alert(1)</script>")
    upload(sign_in(phone, denise), path)
    phone.get_by_text("o conteúdo não é PDF").wait_for()
    expect(phone.get_by_label("Título")).to_have_value("Contrato de franquia")
    axe(phone)
    with tenant_context(santos):
        assert not UnitFile.objects.exists()


def test_denise_reads_how_it_works_on_the_phone(phone, sign_in, denise):
    """PUR-09"""
    sign_in(phone, denise).goto("/como-funciona/")
    phone.get_by_role("heading", name="Assessor Operacional").first.wait_for()
    expect(phone.locator(".pk-story > li.is-own")).to_have_count(4)
    expect(phone.locator(".pk-lanes")).to_be_hidden()
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_diagram_is_seen_on_the_desktop(page, sign_in, denise):
    sign_in(page, denise).goto("/como-funciona/")
    assert page.get_by_role("img", name="Diagrama da operação").bounding_box()["width"] > 700


@SCREENS
def test_axe_finds_nothing(new_page, sign_in, denise, contract, axe, viewport, scheme):
    page = sign_in(new_page(viewport, color_scheme=scheme), denise)
    upload(page, contract)
    page.get_by_text("está guardado como documento nº 1").wait_for()
    for address in ADDRESSES:
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"], address
