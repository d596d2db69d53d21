"""Everything that is kept of a person in one ZIP: data that a machine reads, a page that a person reads, and the files (LGPD art. 19).

Which files are his is said where a table registers its Copy (leads/privacy.py), so an app above brings its attachments along.
"""

import json
import logging
import shutil
import tempfile
import zipfile

from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone

from leads.models.privacy import DataExport
from leads.privacy import Subject, copies

MOST_ROWS = 5000  # of one kind; nobody's history is longer
FOLDER = "arquivos"
GONE = "o arquivo não está mais guardado"
READ_ME = """Cópia dos seus dados pessoais

Unidade: {unit}
Feita em: {now:%d/%m/%Y às %H:%M}
Pedido: {title}

dados.html abre em qualquer navegador e traz tudo o que a unidade guarda sobre você, por assunto: cadastro, telefones, e-mails,
endereços, consentimentos (com o texto aceito e a data), leads, histórico, compromissos e o que chegou de fora. De onde vieram os
dados está em "cadastro" e em cada lead. dados.json traz o mesmo para programas. A pasta arquivos tem os arquivos que são seus.

Os dados são usados para responder ao seu interesse, vender, instalar e cuidar do equipamento. Ninguém de fora da rede os recebe.
Você pode pedir correção, eliminação ou retirar um consentimento à própria unidade, e recorrer à ANPD (gov.br/anpd).
Base: Lei 13.709/2018 (LGPD), arts. 18 e 19.
"""

logger = logging.getLogger(__name__)


def make(key):
    """Makes the file that was asked for, once; a second worker at it finds it made."""
    export = DataExport.objects.select_related("request__person").filter(pk=key, made_at=None).first()
    if export is None:
        return
    with tempfile.TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, export)
        export.keep(File(packed, name=f"{export.pk}.zip"))


def _write(archive, export):
    subject, told = Subject(export.request.person), {}
    sources = [copy for copy in copies() if copy.tell]
    for done, copy in enumerate(sources, start=1):
        rows = [_told(archive, copy, row, subject) for row in copy.rows(subject)[:MOST_ROWS]]
        if rows:
            told[copy.label] = rows
        export.note_progress(done, len(sources))
    facts = {"unit": connection.tenant, "now": timezone.localtime(), "title": export.request.title}
    tables = [(label, [_shown(row) for row in rows]) for label, rows in told.items()]
    archive.writestr("leia-me.txt", READ_ME.format(**facts))
    archive.writestr("dados.html", render_to_string("leads/privacy/export.html", {**facts, "tables": tables}))
    archive.writestr("dados.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))


def _told(archive, copy, row, subject):
    """What is told of a row, with the names of its files, which are put beside it."""
    files = [_pack(archive, file) for file in copy.files(row, subject)]
    return {**copy.tell(row), **({FOLDER: files} if files else {})}


def _pack(archive, file):
    """Copied bit by bit: no file is held in memory whole."""
    name = f"{FOLDER}/{file.number_in_unit}-{file.file_name}"
    if name in archive.namelist():
        return name
    try:
        content = file.open()
    except FileNotFoundError:
        logger.exception("the bytes of document %s are missing: %s", file.number_in_unit, file.key)
        return f"{name} ({GONE})"
    with content, archive.open(name, "w", force_zip64=True) as packed:
        shutil.copyfileobj(content, packed)
    return name


def _shown(row):
    return [(name, _words(value)) for name, value in row.items()]


def _words(value):
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_words(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(map(_words, value))
    return {True: "sim", False: "não"}[value] if isinstance(value, bool) else str(value)
