"""The spreadsheet again, with what became of each row: to mend what was refused and send it once more."""

from leads.importing.page import WORDS
from leads.models import ImportRow

HEAD = ["Linha", "Resultado", "Motivo", "Cliente", "Lead"]


def lines_of(bulk_import):
    """The heading and a line for each row; without the file, when it is gone, only what became of the rows."""
    results = {row.number: row for row in bulk_import.rows.really().select_related("person", "lead").iterator(chunk_size=2000)}
    yield [*HEAD, *bulk_import.headings]
    try:
        for number, cells in bulk_import.sheet_rows():
            yield [*_told(number, results.pop(number, None)), *cells]
    except FileNotFoundError:
        pass
    for number in sorted(results):
        yield _told(number, results[number])


def _told(number, row):
    if row is None:
        return [number, "não importada", "", "", ""]
    words = " ".join(f"{_column(row, index)}{words}" for index, words in row.details.get("errors", [])) or row.words
    result = WORDS[row.undone or row.deed][0]
    return [number, result, words, row.person.code if row.person else "", row.lead.code if row.lead else ""]


def _column(row: ImportRow, index):
    headings = row.bulk_import.headings
    return f"{headings[index]}: " if index is not None and index < len(headings) else ""
