"""Files for a spreadsheet: what the list shows, and nothing in them is ever computed (CWE-1236)."""

import csv
import io
import random
import re
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest

from leads.exports import as_csv, as_xlsx, harmless
from leads.models import Lead, Person

EXPORT = "/u/santos/leads/exportar/leads."
SIGNS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    " ",
    "'",
    '"',
    ";",
    ",",
    "＝",
    "cmd|' /C calc'!A0",
    "HYPERLINK(1)",
    "ç",
    "<a>&amp;",
    "\0",
    "\x0b",
]


def test_no_cell_begins_as_a_formula_whatever_people_wrote():
    """Two thousand hostile values, the same at each run."""
    chance = random.Random(11)
    values = ["".join(chance.choices(SIGNS, k=chance.randint(0, 6))) for _ in range(2000)]
    rows = list(csv.reader(io.StringIO(as_csv([[value] for value in values]).decode("utf-8-sig"), newline=""), delimiter=";"))

    assert len(rows) == len(values)
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", cell)]


def test_what_is_harmless_stays_as_it_is():
    assert [harmless(text) for text in ("Ana", "(13) 99741-0022", "1.299,90", "")] == ["Ana", "(13) 99741-0022", "1.299,90", ""]


def test_a_workbook_types_every_cell_as_text():
    sheet = zipfile.ZipFile(io.BytesIO(as_xlsx([["=1+1", "<b>&\x0b", "ç"]]))).read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in sheet
    assert "'=1+1" in sheet
    assert "&lt;b&gt;&amp;<" in sheet
    assert len(re.findall(r'<c t="inlineStr">', sheet)) == sheet.count("<c ") == 3


def test_a_workbook_can_be_added_up_and_sorted(lead, browser, marcos):
    """screens.md: the export of what is shown"""
    Lead.objects.update(value="1299.90", next_at=datetime(2026, 11, 24, 17, 30, tzinfo=UTC))
    sheet = openpyxl.load_workbook(io.BytesIO(browser(marcos).get(EXPORT + "xlsx").content)).active
    row = dict(zip(*([cell.value for cell in cells] for cells in sheet.iter_rows()), strict=True))

    assert (row["Valor"], row["Próximo contato"]) == (1299.9, datetime(2026, 11, 24, 14, 30))
    assert "1299,90;" in browser(marcos).get(EXPORT + "csv").text
    assert ";24/11/2026 14:30;" in browser(marcos).get(EXPORT + "csv").text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_a_name_and_a_type(lead, browser, marcos, kind):
    answer = browser(marcos).get(EXPORT + kind)

    assert answer.status_code == 200
    assert f".{kind}" in answer.headers["Content-Disposition"]


def test_the_file_holds_what_the_list_shows(lead, browser, marcos):
    assert "Marina Figueiredo Alves" in browser(marcos).get(EXPORT + "csv?bairro=gonzaga").content.decode()
    assert "Marina Figueiredo Alves" not in browser(marcos).get(EXPORT + "csv?bairro=centro").content.decode()


def test_nobody_takes_along_what_he_does_not_see(lead, browser, rafael, site, camila):
    """FOL-16"""
    Lead.objects.take_in(Person.objects.register(name="Doutor Alheio"), source=site, by=camila)
    text = browser(rafael).get(EXPORT + "csv").content.decode()

    assert "Marina" in text
    assert "Alheio" not in text


def test_a_file_ends_somewhere(lead, browser, marcos, site, marina, rafael, monkeypatch):
    monkeypatch.setattr("leads.exports.MOST", 1)
    Lead.objects.take_in(marina, source=site, by=rafael)

    assert len(browser(marcos).get(EXPORT + "csv").content.decode().splitlines()) == 2
