"""Spreadsheets for the tests of the import: sent, mapped and worked on without a browser."""

import io
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile

from leads.importing import ready_maps, running, sheets
from leads.models import BulkImport, Source
from purifikar.lib import filetypes
from tenants.models import Errand
from workflow.models import UnitFile
from workflow.models.unit_file import IMPORT

HEADINGS = "Nome;Telefone;E-mail;Bairro;Produto"


def sheet_of(content, name="clientes.csv"):
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def rows_of(content, name="clientes.csv"):
    """(layout, [(number, cells)]) as a file of that content is read."""
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    layout = sheets.layout_of(file, filetypes.accept(file, name))
    return layout, list(sheets.rows(file, layout))


def sent(content, *, by, name="clientes.csv", **choices):
    """An import of that content whose columns are said, ready to be tried."""
    upload = sheet_of(content, name)
    found = filetypes.accept(upload.file, name)
    layout = sheets.layout_of(upload.file, found)
    headings = sheets.headings_of(next(sheets.rows(upload.file, layout))[1])
    file = UnitFile.objects.keep(upload, found, title="", kind=IMPORT, by=by)
    made = BulkImport.objects.begin(file, layout=layout.as_dict(), headings=headings, by=by)
    choices = {"columns": ready_maps.columns_for(headings)[1], "source": Source.objects.usual("web"), **choices}
    with patch.object(Errand.objects, "ask"):
        made.check_later(choices)
    return made


def tried(*args, **kwargs):
    made = sent(*args, **kwargs)
    running.work_on(made.pk)
    made.refresh_from_db()
    return made


def done(*args, **kwargs):
    """… and run."""
    made = tried(*args, **kwargs)
    with patch.object(Errand.objects, "ask"):
        assert made.run_later()
    running.work_on(made.pk)
    made.refresh_from_db()
    return made


def undone(made, *, by):
    with patch.object(Errand.objects, "ask"):
        assert made.undo_later(by=by)
    running.work_on(made.pk)
    made.refresh_from_db()
    return made


def deeds(made, *, dry=False):
    return dict(made.rows.filter(is_dry=dry).values_list("number", "deed"))
