"""What the lead list shows as a file: CSV as Excel in Brazil opens it, and XLSX. No cell is ever read as a formula."""

import csv
import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from django.utils import timezone

from leads.lead_list import ROW_NAMES, Row, as_rows, told
from purifikar.lib.formats import phone

MOST = 20_000
HEAD = [
    "Lead",
    "Nome",
    "Telefone",
    "Bairro",
    "Etapa",
    "Responsável",
    "Origem",
    "Canal",
    "Produto",
    "Valor",
    "Prazo",
    "Próximo contato",
    "Situação",
]
BEGINS_A_FORMULA = re.compile(
    r"[\s\x00-\x1f\ufeff\u200b]*[=+\-@＝＋－＠]|[\x00-\x20]*[\t\r\n]"
)  # the wide signs too: Excel reads them alike
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SITUATIONS = {"late": "vencido", "today": "desta data", "internal": "data interna", "open": "aberto", "closed": "encerrado"}


def lines_of(filters):
    """The heading and a line for each lead that the filters let through, as many as a file takes."""
    order = ["-number"] if filters.newest_first else ["due_key", "journey_id"]
    leads = as_rows(filters.leads).order_by(*order).values_list(*ROW_NAMES)
    yield HEAD
    for row in told(leads[:MOST]):
        yield _cells(row)


def _cells(row: Row):
    return [
        f"L-{row.number}", row.name, phone(row.phone), row.district, row.stage, row.holder or "", row.source, row.channel, row.product,
        "" if row.value is None else row.value, row.due_at or "", row.next_at or "", SITUATIONS[row.kind],
    ]  # fmt: skip


def harmless(text):
    """What a spreadsheet shows and never computes: an apostrophe before whatever could begin a formula (CWE-1236)."""
    text = str(text).replace("\0", "")
    return f"'{text}" if BEGINS_A_FORMULA.match(text) else text


def in_words(cell):
    """As people in Brazil write it."""
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%d/%m/%Y %H:%M}"
    return f"{cell:.2f}".replace(".", ",") if isinstance(cell, Decimal) else cell


def as_csv(lines):
    """With semicolons and a byte order mark, so that Excel shows the accents."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([harmless(in_words(cell)) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(lines):
    """A workbook of one sheet: amounts can be added up, moments sorted, all else is typed as text; nothing in it is a formula."""
    rows = "".join(f"<row>{''.join(_cell(cell) for cell in line)}</row>" for line in lines)
    sheet = f'{XML}<worksheet xmlns="{MAIN}">{WIDTHS}<sheetData>{rows}</sheetData></worksheet>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for path, content in PARTS.items():
            book.writestr(path, content)
        book.writestr("xl/worksheets/sheet1.xml", sheet)
    return file.getvalue()


def _cell(cell):
    if isinstance(cell, Decimal):
        return f'<c s="{AMOUNT}"><v>{cell}</v></c>'
    if isinstance(cell, datetime):
        days = (timezone.localtime(cell).replace(tzinfo=None) - DAY_NOUGHT).total_seconds() / (24 * 3600)
        return f'<c s="{MOMENT}"><v>{days:.8f}</v></c>'
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(NO_XML.sub("", harmless(cell)))}</t></is></c>'


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORMATS_ROOT = "http://schemas.openxmlformats.org"
MAIN = f"{FORMATS_ROOT}/spreadsheetml/2006/main"
OFFICE, PACKAGE = f"{FORMATS_ROOT}/officeDocument/2006/relationships", f"{FORMATS_ROOT}/package/2006"
AMOUNT, MOMENT = 1, 2  # the styles below
DAY_NOUGHT = datetime(1899, 12, 30)
WIDTHS = '<cols><col min="1" max="30" width="20" customWidth="1"/></cols>'
STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf xfId="0"/><xf numFmtId="4" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Leads" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": STYLES,
}
FORMATS = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
