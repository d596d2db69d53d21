"""The files that come along with a customer's answer: kept as the unit's, each told by its content, and those that are not kept named."""

import uuid

from django.conf import settings
from django.core.files.base import ContentFile

from followup.models.attendance_type import MOST_MB
from leads.mail_intake import attachments_of
from purifikar.lib import filetypes
from purifikar.lib.formats import file_size
from workflow.models import UnitFile
from workflow.models.unit_file import ATTACHMENT

MOST = 10  # of one mail
SPACE = uuid.UUID("0b9a2f0e-5f0e-4c55-9a5b-7f3f4c8a1d60")


def keep(mail, asked, message):
    """([the files that are kept], [the others in words]). Not in a transaction: the bytes come first (UnitFile.objects.keep).

    Whoever wrote the mail that is answered stands for them. A mail that comes again brings the same files.
    """
    kept, refused = [], []
    limit = min(asked.contact.kind.attachment_bytes or MOST_MB * 1024**2, settings.FILE_MAX_BYTES)
    for place, (name, content) in enumerate(attachments_of(mail)):
        name = filetypes.clean_name(name)
        upload = ContentFile(content or b"", name=_with_ending(name, content))
        try:
            found = _checked(upload, limit, place)
        except filetypes.RefusedFile as why:
            refused.append(f"{name}: {why}")
            continue
        receipt = uuid.uuid5(SPACE, f"{asked.pk}:{message}:{place}")
        kept.append(UnitFile.objects.keep(upload, found, title="", kind=ATTACHMENT, by=asked.by, receipt=receipt))
    return kept, refused


def _checked(upload, limit, place):
    if place >= MOST:
        raise filetypes.RefusedFile(f"Só {MOST} arquivos de um e-mail são guardados.")
    if not upload.size:
        raise filetypes.RefusedFile("O arquivo está vazio.")
    if upload.size > limit:
        raise filetypes.RefusedFile(f"O arquivo tem {file_size(upload.size)} e este tipo de atendimento aceita até {limit // 1024**2} MB.")
    return filetypes.accept(upload, upload.name)


def _with_ending(name, content):
    """Mail programs send pictures without a name: then it ends as its content says."""
    kind = filetypes.sniff(ContentFile(content)) if content and "." not in name else None
    return f"{name}.{kind.endings[0]}" if kind else name
