"""The pages of the unit's documents, asked of both units at once."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from tests.lib.test_filetypes import PDF, PNG, TEXT
from workflow.models import UnitFile

LIST, NEW, FIRST = "/u/santos/documentos/", "/u/santos/documentos/novo/", "/u/santos/documentos/1/"


@pytest.fixture(autouse=True)
def own_folder(files_dir):
    return files_dir


@pytest.fixture
def send(browser):
    """`send(denise, PDF)`: uploads it to Santos."""

    def upload(user, content=PDF, name="contrato.pdf", *, declared="application/octet-stream", unit="santos", **fields):
        data = {"upload": SimpleUploadedFile(name, content, declared), "title": "Contrato", "kind": "contrato", **fields}
        return browser(user).post(f"/u/{unit}/documentos/novo/", data)

    return upload


@pytest.fixture
def fetch(browser):
    """`fetch(denise)`: Santos' first document as (bytes, headers)."""

    def fetched(user, url=FIRST):
        answer = browser(user).get(url)
        return b"".join(answer), answer.headers

    return fetched


def error(page):
    return page.context["form"].errors["upload"][0]


def test_a_document_comes_back_as_it_went_in(send, fetch, denise):
    assert send(denise).status_code == 302
    assert fetch(denise)[0] == PDF


def test_it_is_handed_out_to_be_saved_and_never_run(send, fetch, denise):
    """Row 29"""
    send(denise, declared="text/html")
    _, headers = fetch(denise)
    assert headers["Content-Disposition"] == 'attachment; filename="contrato.pdf"'
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-store"


def test_a_name_with_accents_travels_as_rfc_6266_says(send, fetch, denise):
    send(denise, name="alvará nº 3.pdf")
    assert fetch(denise)[1]["Content-Disposition"] == "attachment; filename*=utf-8''alvar%C3%A1%20n%C2%BA%203.pdf"


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "a&quot;;&#13;&#10;X-Bad: 1.pdf", "a" * 250 + ".pdf", "fatura\u202efdp.exe.pdf"])
def test_a_hostile_name_reaches_neither_the_disk_nor_the_headers(send, fetch, denise, own_folder, name):
    assert send(denise, name=name).status_code == 302
    _, headers = fetch(denise)
    assert "X-Bad" not in headers
    assert re.fullmatch(r'attachment; filename="[^"\\/\r\n;]{1,116}\.pdf"', headers["Content-Disposition"])
    (stored,) = (path for path in own_folder.rglob("*") if path.is_file())
    assert re.fullmatch(r"[0-9a-f-]{36}/[0-9a-f-]{36}", str(stored.relative_to(own_folder)))


def test_each_unit_has_its_own_number_one(send, fetch, denise, otavio):
    """Row 28"""
    send(denise, TEXT, "santos.txt")
    send(otavio, PNG, "campinas.png", unit="campinas")
    assert fetch(denise)[0] == TEXT
    assert fetch(otavio, "/u/campinas/documentos/1/")[0] == PNG


def test_the_document_of_another_unit_is_not_found(send, browser, denise, otavio):
    send(denise)
    send(denise)
    send(otavio, unit="campinas")
    assert browser(otavio).get(FIRST).status_code == 404
    assert browser(otavio).get("/u/campinas/documentos/2/").status_code == 404


def test_a_guessed_key_finds_nothing(send, browser, denise, santos):
    send(denise)
    with tenant_context(santos):
        file = UnitFile.objects.get()
    for guess in (str(file.pk), file.key, "1.pdf", "-1", "0"):
        assert browser(denise).get(f"{LIST}{guess}/").status_code == 404, guess


def test_a_stranger_is_asked_to_sign_in(send, browser, denise):
    send(denise)
    answer = browser().get(FIRST)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/entrar/?next={FIRST}")


def test_the_size_limit_counts_to_the_byte(send, denise, settings):
    settings.FILE_MAX_BYTES = 10 * 1024 * 1024
    exactly = PDF + b"\n" * (settings.FILE_MAX_BYTES - len(PDF))
    assert send(denise, exactly).status_code == 302
    refused = send(denise, exactly + b"\n")
    assert refused.status_code == 422
    assert error(refused) == "O arquivo tem 10 MB e o limite é 10 MB. Envie um menor ou divida em partes."


def test_an_empty_file_is_refused_at_the_field(send, denise):
    page = send(denise, b"")
    assert (page.status_code, error(page)) == (422, "O arquivo está vazio. Confira se é o certo e escolha de novo.")


def test_content_that_is_not_what_the_name_says_is_refused_at_the_field(send, denise, own_folder):
    """Row 30: nor what the browser declares."""
    page = send(denise, b"<script>alert(1)</script>", "contrato.pdf", declared="application/pdf")
    assert page.status_code == 422
    assert "o conteúdo não é PDF" in error(page)
    assert not list(own_folder.rglob("*"))


def test_without_a_title_the_files_name_is_the_title(send, denise, santos):
    send(denise, title="")
    with tenant_context(santos):
        assert UnitFile.objects.get().title == "contrato.pdf"


def test_a_form_sent_twice_keeps_one_document(browser, send, denise, santos):
    receipt = browser(denise).get(NEW).context["form"]["receipt"].value()
    assert [send(denise, receipt=receipt).status_code for _ in range(2)] == [302, 302]
    with tenant_context(santos):
        assert UnitFile.objects.count() == 1


def test_a_removed_document_is_gone_until_it_is_undone(send, fetch, browser, denise):
    send(denise)
    page = browser(denise)
    answer = page.post(f"{FIRST}excluir/", follow=True).text
    assert f'action="{FIRST}restaurar/"' in answer
    assert page.get(FIRST).status_code == 404
    assert "Contrato</a>" in page.post(f"{FIRST}restaurar/", follow=True).text
    assert fetch(denise)[0] == PDF


def test_who_only_reads_can_neither_keep_nor_remove(send, fetch, browser, denise, rafael):
    """PUR-10"""
    send(denise)
    page = browser(rafael)
    assert fetch(rafael)[0] == PDF
    assert [page.get(NEW).status_code, send(rafael).status_code] == [403, 403]
    assert [page.post(f"{FIRST}{deed}/").status_code for deed in ("excluir", "restaurar")] == [403, 403]
    assert "Excluir" not in page.get(LIST).text


def test_the_removed_are_shown_to_keepers_only(send, browser, denise, rafael):
    send(denise)
    browser(denise).post(f"{FIRST}excluir/")
    assert "Restaurar" in browser(denise).get(f"{LIST}?tipo=excluidos").text
    assert "Restaurar" not in browser(rafael).get(f"{LIST}?tipo=excluidos").text


def test_reading_changes_nothing(send, browser, denise):
    send(denise)
    assert [browser(denise).get(f"{FIRST}{deed}/").status_code for deed in ("excluir", "restaurar")] == [405, 405]


def test_the_list_is_filtered_by_kind(send, browser, denise):
    send(denise, title="Contrato de franquia")
    send(denise, title="Tabela de novembro", kind="tabela")
    page = browser(denise).get(f"{LIST}?tipo=tabela").text
    assert "Tabela de novembro" in page
    assert "Contrato de franquia" not in page


def test_pages_go_by_number_newest_first_and_back_again(browser, denise, santos):
    with tenant_context(santos):
        UnitFile.objects.bulk_create(
            UnitFile(number_in_unit=n, title=f"Doc {n}", key=str(n), size=1, by=denise, kind="tabela") for n in range(1, 61)
        )
    seen, url = [], LIST + "?tipo=tabela"
    while url:
        page = browser(denise).get(url).context
        seen.append([file.number_in_unit for file in page["files"]])
        url = page["older_url"]
    assert seen == [list(range(60, 35, -1)), list(range(35, 10, -1)), list(range(10, 0, -1))]
    back = browser(denise).get(page["newer_url"]).context
    assert [file.number_in_unit for file in back["files"]] == seen[1]


def test_the_list_asks_as_much_for_many_as_for_one(send, browser, denise, django_assert_num_queries, santos):
    send(denise)
    page = browser(denise)
    page.get(LIST)
    with CaptureQueriesContext(connection) as for_one:
        page.get(LIST)
    with tenant_context(santos):
        UnitFile.objects.bulk_create(UnitFile(number_in_unit=n, title="x", key=str(n), size=1, by=denise) for n in range(2, 20))
    with django_assert_num_queries(len(for_one)):
        page.get(LIST)


def test_a_document_whose_bytes_are_lost_is_not_found_and_noted(send, browser, denise, own_folder, caplog):
    send(denise)
    next(path for path in own_folder.rglob("*") if path.is_file()).unlink()
    assert browser(denise).get(FIRST).status_code == 404
    assert "the bytes of document 1 are missing" in caplog.text
