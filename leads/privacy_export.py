"""Everything that is kept of a person in one file: data that a machine reads, a page that a person reads, and the files (LGPD art. 19)."""

import io
import json
import zipfile

from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from leads.models.privacy import DataExport
from leads.privacy import Subject, copies

MOST_ROWS = 5000  # of one kind; nobody's history is longer
READ_ME = """Cópia dos seus dados pessoais

Unidade: {unit}
Feita em: {now:%d/%m/%Y às %H:%M}
Pedido: {title}

dados.json traz tudo o que a unidade guarda sobre você, por assunto: cadastro, telefones, e-mails, endereços, consentimentos (com o texto
aceito e a data), leads, histórico, compromissos e o que chegou de fora. De onde vieram os dados está em "cadastro" e em cada lead.

Os dados são usados para responder ao seu interesse, vender, instalar e cuidar do equipamento. Ninguém de fora da rede os recebe.
Você pode pedir correção, eliminação ou retirar um consentimento à própria unidade, e recorrer à ANPD (gov.br/anpd).
Base: Lei 13.709/2018 (LGPD), arts. 18 e 19.
"""


def make(key):
    """Makes the file that was asked for, once; a second worker at it finds it made."""
    export = DataExport.objects.select_related("request__person").filter(pk=key, made_at=None).first()
    if export is None:
        return
    subject, told = Subject(export.request.person), {}
    sources = [copy for copy in copies() if copy.tell]
    for done, copy in enumerate(sources, start=1):
        if rows := [copy.tell(row) for row in copy.rows(subject)[:MOST_ROWS]]:
            told[copy.label] = rows
        export.note_progress(done, len(sources))
    export.keep(ContentFile(_packed(export, told)))


def _packed(export, told):
    words = READ_ME.format(unit=connection.tenant, now=timezone.localtime(), title=export.request.title)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leia-me.txt", words)
        archive.writestr("dados.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
    return packed.getvalue()
