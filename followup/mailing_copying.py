"""A model of the network becomes a unit's own: text, roles and files."""

from django.core.files.base import ContentFile
from django.db import transaction

from followup.models import MailingFile, MailingModel
from purifikar.lib import filetypes
from workflow.models import UnitFile
from workflow.models.unit_file import ATTACHMENT

COPIED = ("kind", "subject", "body", "roles")


def copy_for_unit(model, *, by):
    """Not in a transaction: the bytes come first (UnitFile.objects.keep). What breaks off between leaves files that no model names."""
    files = [_kept(file, by) for file in model.kept_files]
    with transaction.atomic():
        facts = {name: getattr(model, name) for name in COPIED}
        own = MailingModel.objects.create(name=MailingModel.objects.free_name(model.name), by=by, **facts)
        MailingFile.objects.bulk_create(MailingFile(model=own, file=file) for file in files)
    return own


def _kept(file, by):
    with file.open() as content:
        upload = ContentFile(content.read(), name=file.file_name)
    return UnitFile.objects.keep(upload, filetypes.accept(upload, file.file_name), title="", kind=ATTACHMENT, by=by)
