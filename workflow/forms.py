from django import forms
from django.conf import settings

from purifikar.db.keys import uuid7
from purifikar.lib import filetypes
from purifikar.lib.formats import file_size

from .models import UnitFile


class UnitFileForm(forms.ModelForm):
    """A document to keep. Its receipt is made with the empty form: sent twice, it is still one document."""

    upload = forms.FileField(
        label="Arquivo",
        max_length=255,
        error_messages={
            "required": "Escolha o arquivo.",
            "empty": "O arquivo está vazio. Confira se é o certo e escolha de novo.",
            "max_length": "O nome do arquivo é comprido demais. Encurte o nome e escolha de novo.",
        },
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in filetypes.ENDINGS)}),
    )
    receipt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    field_order = ["upload", "title", "kind"]

    class Meta:
        model = UnitFile
        fields = ["title", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = f"{filetypes.IN_WORDS}, até {_most()}."
        self.fields["title"].required = False
        self.fields["title"].help_text = "Em branco, vale o nome do arquivo."

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload.size > settings.FILE_MAX_BYTES:
            raise forms.ValidationError(
                f"O arquivo tem {file_size(upload.size)} e o limite é {_most()}. Envie um menor ou divida em partes."
            )
        try:
            self.found = filetypes.accept(upload.file, upload.name)
        except filetypes.RefusedFile as refused:
            raise forms.ValidationError(str(refused)) from refused
        return upload

    def keep(self, *, by):
        """The document, kept in the active unit."""
        said = self.cleaned_data
        return UnitFile.objects.keep(said["upload"], self.found, title=said["title"], kind=said["kind"], by=by, receipt=said["receipt"])


def _most():
    return f"{settings.FILE_MAX_BYTES // 1024**2} MB"
