"""Files of a solicitação: kept as the unit's documents are, shown only on its page."""

from django import forms
from django.db import transaction

from workflow.forms import UnitFileForm
from workflow.models import Attachment, UnitFile
from workflow.models.unit_file import ATTACHMENT


class AttachmentForm(UnitFileForm):
    """A file and nothing else."""

    class Meta(UnitFileForm.Meta):
        fields = []

    title = forms.CharField(widget=forms.HiddenInput, required=False)


def attach(request, form, *, by):
    """The bytes and their row first; a document that no request names is nobody's to see."""
    said = form.cleaned_data
    file = UnitFile.objects.keep(said["upload"], form.found, title="", kind=ATTACHMENT, by=by, receipt=said["receipt"])
    with transaction.atomic():
        _, is_new = Attachment.objects.get_or_create(file=file, defaults={"request": request})
        if is_new:
            request.journey.record("request.attached", by=by, file=file.file_name)
    return file
