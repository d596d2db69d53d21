"""Spreadsheets as they come: every usual writing is read alike, and what is broken or hostile is refused in words (issue 4)."""

import io
import random
import zipfile

import openpyxl
import pytest

from leads.exports import FORMATS_ROOT, MAIN, PARTS, XML
from leads.importing import ready_maps, sheets
from leads.importing.sheets import RefusedSheet
from purifikar.lib.filetypes import RefusedFile
from tests.leads.importing import rows_of

TEXT = "Nome;Telefone;Cidade\nJosé Araújo;(13) 99741-0022;São Vicente\n"
CELLS = [(1, ["Nome", "Telefone", "Cidade"]), (2, ["José Araújo", "(13) 99741-0022", "São Vicente"])]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_usual_writing_is_read_alike(delimiter, encoding, end):
    """Field note 23: a Brazilian Excel writes semicolons and Windows-1252."""
    content = TEXT.replace(";", delimiter).replace("\n", end).encode(encoding)

    assert rows_of(content)[1] == CELLS


def test_a_line_for_excel_and_empty_lines_are_passed_over():
    assert rows_of(f"sep=;\n{TEXT.replace(chr(10), chr(10) * 2)};;\n")[1] == [(2, CELLS[0][1]), (4, CELLS[1][1])]


def test_quotes_keep_line_breaks_and_delimiters_together():
    _, rows = rows_of('Nome;Obs\nAna;"Rua A; nº 2\nfundos ""B"""\n')

    assert rows[1] == (2, ["Ana", 'Rua A; nº 2\nfundos "B"'])


def workbook(fill):
    book, file = openpyxl.Workbook(), io.BytesIO()
    fill(book.active)
    book.save(file)
    return file.getvalue()


def test_a_workbook_gives_its_values_as_people_write_them():
    from datetime import date, datetime

    def fill(sheet):
        sheet.append(["Nome", "Telefone", "CPF", "Data", "Hora", "Valor", "Ativo"])
        sheet.append(["Ana", 13997410022.0, 12345678909, date(2025, 3, 1), datetime(2025, 3, 1, 9, 5), 1299.9, True])
        sheet.append([])
        sheet.append(["Beto"])

    _, rows = rows_of(workbook(fill), "a.xlsx")

    assert rows[1] == (2, ["Ana", "13997410022", "12345678909", "01/03/2025", "01/03/2025 09:05", "1299,9", "sim"])
    assert rows[2] == (4, ["Beto"])


def test_a_formula_of_a_workbook_is_never_computed():
    _, rows = rows_of(workbook(lambda sheet: [sheet.append(["Nome", "Tel"]), sheet.append(["=HYPERLINK(1)", "=1+1"])]), "a.xlsx")

    assert rows == [(1, ["Nome", "Tel"])]


def test_a_cell_far_away_costs_nothing(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 1000)
    content = workbook(
        lambda sheet: [sheet.append(["Nome"]), sheet.cell(row=1_048_000, column=2, value="x"), sheet.cell(row=2, column=16_000, value="y")]
    )

    with pytest.raises(RefusedSheet, match="vai além da linha 2000"):
        rows_of(content, "a.xlsx")


# --- broken and hostile -------------------------------------------------------------------------------------------------


def archive(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for path, content in {**PARTS, **parts}.items():
            book.writestr(path, content)
    return file.getvalue()


def sheet_xml(rows, before=""):
    return f'{XML}{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)) + "]>"
FROM_OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
CELL = '<row><c t="inlineStr"><is><t>{}</t></is></c></row>'
SHEET = "xl/worksheets/sheet1.xml"
HOSTILE = {
    "laughs": archive({SHEET: sheet_xml(CELL.format("&j;"), LAUGHS)}),
    "file from outside": archive({SHEET: sheet_xml(CELL.format("&x;"), FROM_OUTSIDE)}),
    "zip bomb": archive({SHEET: sheet_xml(CELL.format("Nome") + " " * 60_000_000)}),
    "not XML": archive({SHEET: "<worksheet><row"}),
    "no sheet": archive({"xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}"/>'}),
    "cut short": archive({SHEET: sheet_xml(CELL.format("Nome"))})[:-200],
    "part cut out": archive({SHEET: sheet_xml(CELL.format("Nome"))}).replace(b"sheet1.xml", b"sheet9.xml"),
    "macros": archive({"xl/vbaProject.bin": "x", SHEET: sheet_xml(CELL.format("Nome"))}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_in_words(name):
    """XML and zip bombs, files from outside, what is no workbook at all."""
    with pytest.raises((RefusedFile, RefusedSheet), match=r"[a-zç]{3}"):
        rows_of(HOSTILE[name], "a.xlsx")


def test_sizes_that_lie_are_found_by_unpacking(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 100_000)
    content = archive({SHEET: sheet_xml("".join(CELL.format(f"Nome {random.random()}") for _ in range(4000)))})

    with pytest.raises(RefusedSheet, match="coisas demais"):
        rows_of(content, "a.xlsx")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Nome;Tel\nAna\x00;1\n", "não é"),
        (b"Nome;Tel\n" + b"x" * 1_000_000 + b";1\n", "grande demais"),
        (b"Nome;Tel\n" + b"x" * 50_000 + b";1\n", "grande demais"),
        (b'Nome;Tel\n"' + b"Ana;1\n" * 40_000, "aspas"),
        ((";".join(["x"] * 500) + "\n").encode(), "mais de 100 colunas"),
        (b";;;\n\n;\n", "títulos|não"),
        (b"<html><body>Nome</body></html>", "não é"),
        (b"%PDF-1.7 Nome;Tel", "é PDF"),
    ],
)
def test_a_hostile_csv_is_refused_in_words(content, words):
    with pytest.raises((RefusedFile, RefusedSheet), match=words):
        sheets.headings_of(next(iter(rows_of(content)[1]), (1, []))[1])


def test_too_many_rows_are_told_how_many_may_be(monkeypatch):
    with pytest.raises(RefusedSheet, match="mais de 2 linhas"):
        list(sheets.rows(io.BytesIO(b"Nome\na\nb\nc\n"), sheets.Layout("csv", "utf-8-sig", ";"), most=2))


def test_a_thousand_mangled_files_are_read_or_refused():
    """1,000 malformed bodies: nothing else ever comes out."""
    dice, whole = random.Random(7), [TEXT.encode(), archive({SHEET: sheet_xml(CELL.format("Nome") * 5)})]
    outcomes = set()
    for number in range(1000):
        content = bytearray(whole[number % 20 == 0])
        for _ in range(dice.randint(1, 6)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        try:
            outcomes.add(bool(rows_of(bytes(content[: dice.randint(1, len(content))]), "a.xlsx" if number % 20 == 0 else "a.csv")))
        except (RefusedFile, RefusedSheet):
            outcomes.add("refused")
    assert outcomes == {True, "refused"}


def test_a_heading_that_stands_twice_is_one_field_once():
    assert ready_maps.columns_for(["Nome", "nome", "Telefone", "TELEFONE", ""]) == ("", ["name", "", "phone", "phone", ""])


def test_the_parts_of_this_test_are_a_workbook():
    assert FORMATS_ROOT in PARTS["[Content_Types].xml"] or MAIN.startswith(FORMATS_ROOT)
    assert rows_of(archive({SHEET: sheet_xml(CELL.format("Nome"))}), "a.xlsx")[1] == [(1, ["Nome"])]
