"""A spreadsheet as rows of texts: CSV in any of the writings that are common here, and XLSX. Nothing in it is ever computed."""

import csv
import io
import logging
import warnings
import zipfile
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from purifikar.lib import filetypes

MOST_ROWS = 100_000
MOST_COLUMNS = 100
LONGEST_CELL = 32_767  # Excel's own limit
MOST_UNPACKED = 150 * 1024 * 1024
MOST_STRINGS = 40 * 1024 * 1024  # the part of a workbook that is kept in memory as a whole
DELIMITERS = ";,\t"
LOOKED_AT = 30  # rows that say which delimiter it is
CHUNK = 256 * 1024

log = logging.getLogger(__name__)


class RefusedSheet(ValueError):
    """The spreadsheet is not accepted; the message is for the person who sent it."""


@dataclass(frozen=True)
class Layout:
    """How the file is written: found out once, kept with the import."""

    kind: str
    encoding: str = ""
    delimiter: str = ""

    def as_dict(self):
        return asdict(self)

    @property
    def in_words(self):
        if self.kind == "xlsx":
            return "planilha do Excel"
        separators = {";": "ponto e vírgula", ",": "vírgula", "\t": "tabulação"}
        return f"CSV com {separators[self.delimiter]}, {'UTF-8' if self.encoding.startswith('utf') else 'Windows-1252'}"


def layout_of(file, found):
    """The Layout of a file whose FileType is known. Raises RefusedSheet."""
    if found is filetypes.XLSX:
        return Layout("xlsx")
    if found not in (filetypes.CSV, filetypes.TXT):
        raise RefusedSheet("Envie uma planilha em CSV ou XLSX.")
    content = _content(file)
    encoding = _encoding_of(content)
    return Layout("csv", encoding, _delimiter_of(content, encoding))


def rows(file, layout, *, most=MOST_ROWS):
    """(number as the spreadsheet shows it, cells) of every row that says something, the heading first. Raises RefusedSheet."""
    written = _xlsx_rows(file) if layout.kind == "xlsx" else _csv_rows(file, layout)
    count = 0
    for number, cells in written:
        if not any(cells):
            continue
        if count > most:
            raise RefusedSheet(f"A planilha tem mais de {most} linhas. Divida em partes e envie uma de cada vez.")
        _check(number, cells)
        count += 1
        yield number, cells


def headings_of(cells):
    """The first row without what is empty at its end. Raises RefusedSheet when there is nothing to map."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    if not cells:
        raise RefusedSheet("A primeira linha precisa ter os títulos das colunas.")
    return [heading[:80] for heading in cells]


def _check(number, cells):
    if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
        raise RefusedSheet(f"A linha {number} tem mais de {MOST_COLUMNS} colunas. Deixe só as que interessam e envie de novo.")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise RefusedSheet(f"A linha {number} tem uma célula grande demais. Confira as aspas dessa linha ou encurte o texto.")


# --- CSV --------------------------------------------------------------------------------------------------------------


def _content(file):
    file.seek(0)
    return file.read()


def _encoding_of(content):
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RefusedSheet("Não deu para ler os acentos do arquivo. Salve como “CSV UTF-8” e envie de novo.")


def _delimiter_of(content, encoding):
    """The one that splits the first rows into the most cells, as many in each."""
    sample = content[:CHUNK].decode(encoding, "ignore")
    return max(DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _evenness(sample, delimiter):
    try:
        found = [
            row for _, row in zip(range(LOOKED_AT), csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), strict=False) if row
        ]
    except csv.Error:
        return 0, 0
    if not found:
        return 0, 0
    width = len(found[0])
    return (width > 1) * sum(len(row) == width for row in found) * min(width, 3), width


def _csv_rows(file, layout):
    text = io.TextIOWrapper(io.BytesIO(_content(file)), encoding=layout.encoding, newline="")
    reader = csv.reader(text, delimiter=layout.delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            raise RefusedSheet(f"Não deu para ler a linha {number}: célula grande demais ou aspas sem fim.") from trouble
        if number == 1 and cells and cells[0].lower().startswith("sep="):
            continue  # what Excel writes for itself
        yield number, [cell.replace("\0", "").strip() for cell in cells]


# --- XLSX -------------------------------------------------------------------------------------------------------------


def _xlsx_rows(file):
    """Values only: of a formula what Excel had computed last, as text. The first sheet that is not hidden."""
    import openpyxl  # only who opens a workbook pays its 10 MB

    _refuse_bomb(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it leaves out
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
            if sheet is None:
                raise RefusedSheet("O arquivo não tem nenhuma planilha visível.")
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), start=1):
                if number > MOST_ROWS * 2:
                    raise RefusedSheet(
                        f"A planilha vai além da linha {MOST_ROWS * 2}. Apague as linhas vazias do meio ou divida em partes."
                    )
                if any(cells):
                    yield number, _without_tail([_text(value) for value in cells])
    except RefusedSheet:
        raise
    except Exception as trouble:  # openpyxl fails in a dozen ways on what is not quite a workbook, or hides a bomb of XML
        log.info("spreadsheet refused: %s: %s", type(trouble).__name__, trouble)
        raise RefusedSheet("Não deu para ler a planilha. Abra no Excel, salve de novo como .xlsx e envie.") from trouble


def _refuse_bomb(file):
    """What the parts say they unpack to, and what they really unpack to."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            strings = sum(entry.file_size for entry in entries if entry.filename.lower().endswith("sharedstrings.xml"))
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED or strings > MOST_STRINGS:
                raise RefusedSheet("A planilha se abre em coisas demais. Deixe só as linhas e colunas que interessam.")
            _unpack_all(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as trouble:
        if isinstance(trouble, RefusedSheet):
            raise
        raise RefusedSheet("A planilha está danificada. Abra no Excel, salve de novo como .xlsx e envie.") from trouble
    file.seek(0)


def _unpack_all(archive, entries):
    unpacked = 0
    for entry in entries:
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED:
                    raise RefusedSheet("A planilha se abre em coisas demais. Deixe só as linhas e colunas que interessam.")


def _text(value):
    """A cell as a person would write it. A whole number is written without a point: so Excel keeps phones and CPFs."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = str(value).replace("\0", "").strip()
    return "" if text.startswith("#") and text in ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!") else text


def _without_tail(cells):
    while cells and not cells[-1]:
        cells.pop()
    return cells
