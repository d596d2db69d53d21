"""The pages of an import: who may, what is refused and why, and what each row would do (BEY-15, field note 23)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tenants.utils import tenant_context

from leads.models import BulkImport
from tests.leads.importing import HEADINGS, done, tried

IMPORTS = "/u/santos/leads/importar/"
ROWS = f"{HEADINGS}\nAna Beatriz Rocha;(13) 99741-0001;ana@mail.example;Gonzaga;PK Inox\nSem Fone;123;;Centro;\n"


@pytest.fixture
def send(browser, santos, files_dir, site):
    """`send(marcos, content)`: the upload's answer, and the test goes on inside Santos."""

    def sent(user, content, name="clientes.csv"):
        upload = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        with tenant_context(santos):
            return browser(user).post(IMPORTS, {"upload": upload})

    return sent


@pytest.fixture
def see(browser, santos, marcos):
    """`see("1/")`: as Marcos, with or without a form; the test goes on inside Santos."""
    client = browser(marcos)

    def seen(path, **form):
        with tenant_context(santos):
            return client.post(IMPORTS + path, form) if form else client.get(IMPORTS + path)

    return seen


def test_an_upload_leads_to_its_columns_with_what_they_are(send, see, marcos):
    assert send(marcos, ROWS).headers["Location"] == "/u/santos/leads/importar/1/colunas/"
    page = see("1/colunas/").content.decode()

    assert "CSV com ponto e vírgula, UTF-8" in page
    assert "(13) 99741-0001" in page
    assert page.count('<option value="phone" selected>') == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "vazio"), (b"Nome;Telefone\n", "só tem os títulos"), (b"\x00\x01nada", "não é"), (b"PK\x03\x04nada", "não é")],
)
def test_what_cannot_be_read_is_refused_with_the_reason(send, marcos, content, words):
    answer = send(marcos, content)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not BulkImport.objects.exists()


def test_text_in_utf_16_is_taken(send, see, marcos):
    send(marcos, "Email\tNome\tCelular\tEstágio no funil\nana@mail.example\tAna Conceição\t13997410001\tLead\n".encode("utf-16"))
    page = see("1/colunas/").content.decode()

    assert BulkImport.objects.get().layout == {"kind": "csv", "encoding": "utf-8-sig", "delimiter": "\t"}
    assert "Ana Conceição" in page
    assert "RD Station" in page


def test_the_old_format_of_excel_is_told_by_name(send, marcos):
    assert "salve como .xlsx" in send(marcos, b"\xd0\xcf\x11\xe0old", name="clientes.xls").content.decode()


def test_the_columns_are_remembered_for_the_next_such_file(send, see, marcos):
    send(marcos, ROWS)
    said = {"column0": "name", "column1": "phone", "column2": "", "column3": "city", "column4": "note"}
    see("1/colunas/", makes="leads", known="pular", keys=["phone"], spread="rodizio", **said)
    send(marcos, ROWS)
    page = see("2/colunas/").content.decode()

    assert "última planilha com estes títulos" in page
    assert '<option value="city" selected>' in page


def test_without_a_name_or_a_contact_it_goes_no_further(send, see, marcos):
    send(marcos, ROWS)
    answer = see("1/colunas/", column0="name", column1="name", makes="leads", known="pular", keys=["phone"], spread="pessoa")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Outra coluna já é Nome" in page
    assert "Diga qual coluna é o telefone" in page
    assert "Escolha a pessoa que recebe" in page


def test_the_try_tells_of_each_row_what_it_would_do(see, marcos, site, files_dir, django_assert_max_num_queries):
    tried(ROWS, by=marcos)
    see("1/")
    with django_assert_max_num_queries(18):
        page = see("1/").content.decode()

    assert "Importar 1 linha" in page
    assert "<b>Telefone:</b> Informe o telefone com DDD" in page


def test_the_rows_are_shown_by_what_they_do(see, marcos, site, files_dir):
    tried(ROWS, by=marcos)
    page = see("1/?resultado=recusado").content.decode()

    assert "Sem Fone" in page
    assert "Ana Beatriz" not in page


def test_the_report_tells_each_row_and_holds_no_formula(see, marcos, camila, site, files_dir):
    done(ROWS.replace("Sem Fone", '"@SUM(1)"'), by=marcos)
    lines = see("1/relatorio.csv").content.decode("utf-8-sig").splitlines()

    assert lines[1] == "2;pessoa nova;;000.001;L-1;Ana Beatriz Rocha;(13) 99741-0001;ana@mail.example;Gonzaga;PK Inox"
    assert lines[2].startswith("3;recusada;Telefone: Informe o telefone com DDD")
    assert ";'@SUM(1);" in lines[2]


def test_another_unit_and_another_role_have_no_such_page(browser, rafael, otavio, santos, site, files_dir, marcos):
    tried(ROWS, by=marcos)

    with tenant_context(santos):
        assert browser(rafael).get(IMPORTS).status_code == 403
        assert browser(otavio).get(IMPORTS + "1/").status_code == 404
