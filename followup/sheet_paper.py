"""Visit sheets as PDF: each sheet counts its own pages; those that take less than a page stand together."""

import io
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone

from followup.documents import given_logo, logo_today
from followup.sheet_facts import sheets_of
from purifikar.lib.pdf_warm import pdf_of_all

PAPER = "followup/sheets/paper.html"
PIECE = 24  # sheets that are laid out at once: their pages are all in memory until they are written
AT_ONCE = 2  # pieces that are drawn at the same time
TOGETHER = 3 * 8  # of the short layout in one document


def pdf_of_sheets(sheets, *, by=None):
    logo_url, files = given_logo(logo_today())
    return pdf_of_all(list(_documents(sheets, by, logo_url)), files=files)


def write_batch(lines, output, *, by, title, progress=None):
    """All sheets of those lines into one file, piece by piece; gives how many pages, and the keys of the people in it.

    While a piece is drawn, in a process of its own, the facts of the next one are gathered and drawn too: two at a time.
    """
    from pypdf import PdfWriter  # 28 MB that only the worker needs

    joined, people, drawn = PdfWriter(), {}, deque()
    logo_url, files = given_logo(logo_today())

    def write_first():
        done, making = drawn.popleft()
        joined.append(io.BytesIO(making.result()), import_outline=False)
        if progress:
            progress(done)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for start in range(0, len(lines), PIECE):
            if sheets := sheets_of(lines[start : start + PIECE]):
                people |= {str(sheet.person.pk): True for sheet in sheets}
                making = pool.submit(pdf_of_all, list(_documents(sheets, by, logo_url)), files=files)
                drawn.append((min(start + PIECE, len(lines)), making))
            if len(drawn) == AT_ONCE:
                write_first()
        while drawn:
            write_first()
    joined.add_metadata({"/Title": title})
    joined.compress_identical_objects()  # each piece brought the fonts along
    joined.write(output)
    return len(joined.pages), list(people)


def _documents(sheets, by, logo_url):
    """The HTML of each document."""
    for layout, run in groupby(sheets, key=lambda sheet: sheet.layout):
        run = list(run)
        size = TOGETHER if layout.several else 1
        for start in range(0, len(run), size):
            context = {
                "layout": layout,
                "sheets": run[start : start + size],
                "unit": connection.tenant,
                "now": timezone.localtime(),
                "by": by,
                "logo_url": logo_url,
            }
            yield render_to_string(PAPER, context)
