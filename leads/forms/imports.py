"""The upload of a spreadsheet, and what its columns mean."""

import codecs

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from leads.importing import fields, ready_maps, sheets
from leads.importing.known import KEYS
from leads.models import BulkImport, Source
from leads.models.bulk_import import fingerprint_of
from purifikar.db.keys import uuid7
from purifikar.lib import filetypes
from purifikar.lib.formats import file_size
from tenants.models import Membership, User
from workflow.models import Stage, UnitFile
from workflow.models.unit_file import IMPORT

USUAL = {"slug": "importacao", "name": "Importação de planilha"}
LOOKED_AT = 20  # rows of a workbook that are read at the upload; the try reads them all


class UploadForm(forms.Form):
    """The spreadsheet. Sent twice by the same form it is one import."""

    upload = forms.FileField(
        label="Planilha",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={
            "required": "Escolha a planilha.",
            "empty": "O arquivo está vazio. Confira se é o certo e escolha de novo.",
            "max_length": "O nome do arquivo é comprido demais. Encurte o nome e escolha de novo.",
        },
    )
    receipt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        most = f"{settings.FILE_MAX_BYTES // 1024**2} MB e {sheets.MOST_ROWS // 1000} mil linhas"
        self.fields["upload"].help_text = f"CSV ou XLSX, com os títulos na primeira linha, até {most}."

    def clean_upload(self):
        upload = _in_utf8(self.cleaned_data["upload"])
        if upload.size > settings.FILE_MAX_BYTES:
            raise ValidationError(
                f"O arquivo tem {file_size(upload.size)} e o limite é {settings.FILE_MAX_BYTES // 1024**2} MB. Divida em partes."
            )
        if upload.name.lower().endswith(".xls"):
            raise ValidationError("Este é o formato antigo do Excel. Abra, salve como .xlsx e envie.")
        try:
            self.found = filetypes.accept(upload.file, upload.name)
            self.layout = sheets.layout_of(upload.file, self.found)
            self._read(upload.file)
        except (filetypes.RefusedFile, sheets.RefusedSheet) as refused:
            raise ValidationError(str(refused)) from refused
        return upload

    def _read(self, file):
        """The heading, and whether the rest can be read at all."""
        rows = sheets.rows(file, self.layout)
        _, heading = next(rows, (1, []))
        self.headings, self.total = sheets.headings_of(heading), 0
        for number, _ in rows:
            self.total = number
            if self.layout.kind == "xlsx" and number > LOOKED_AT:
                break
        if not self.total:
            raise sheets.RefusedSheet("A planilha só tem os títulos. Confira se é o arquivo certo.")

    def keep(self, *, by):
        """The file among the unit's, and the import that begins with it. Its own transactions: the outermost is the file's."""
        said = self.cleaned_data
        file = UnitFile.objects.keep(said["upload"], self.found, title="", kind=IMPORT, by=by, receipt=said["receipt"])
        return BulkImport.objects.begin(file, layout=self.layout.as_dict(), headings=self.headings, total=self.total, by=by)


def _in_utf8(upload):
    """What Excel calls Unicode text, and some exports are: UTF-16 with its mark, written anew. Anything else as it is."""
    mark = upload.read(2)
    upload.seek(0)
    if upload.size > settings.FILE_MAX_BYTES or mark not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return upload
    try:
        text = upload.read().decode("utf-16")
    except UnicodeDecodeError:
        upload.seek(0)
        return upload
    return SimpleUploadedFile(upload.name, text.encode("utf-8-sig"), upload.content_type)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return str(member.user)


class ColumnsForm(forms.Form):
    """What each column is, and what shall become of the rows. Begins with what was said for such a file before, or a ready map."""

    makes = forms.ChoiceField(label="O que criar", choices=BulkImport.Makes, widget=forms.RadioSelect)
    source = forms.ModelChoiceField(None, label="Origem de quem não traz uma", required=False, empty_label="Importação de planilha")
    area = forms.CharField(
        label="DDD dos telefones sem DDD", max_length=2, required=False, help_text="Em branco, telefone sem DDD é recusado."
    )
    known = forms.ChoiceField(label="Quando a pessoa já é conhecida", choices=BulkImport.Known, widget=forms.RadioSelect)
    keys = forms.MultipleChoiceField(
        label="Reconhecer pelo mesmo", choices=list(KEYS.items()), widget=forms.CheckboxSelectMultiple({"group_class": "is-columns"}),
        error_messages={"required": "Escolha por qual dado reconhecer quem já é cliente."},
    )  # fmt: skip
    spread = forms.ChoiceField(label="Quem recebe os leads", choices=BulkImport.Spread, widget=forms.RadioSelect)
    holder = PersonField(None, label="Pessoa", required=False, empty_label="escolha a pessoa")

    def __init__(self, data=None, *, bulk_import, unit):
        self.bulk_import, self.unit = bulk_import, unit
        self.crm, columns = ready_maps.columns_for(bulk_import.headings)
        before = BulkImport.objects.like(fingerprint_of(bulk_import.headings))
        self.is_remembered = before is not None and before.pk != bulk_import.pk
        super().__init__(data, initial=self._initial(bulk_import if bulk_import.columns else before, columns))
        self._offer_columns()
        self._offer_choices()

    def _initial(self, said, columns):
        if said is None:
            chosen = {"makes": "leads", "known": "completar", "keys": list(KEYS), "spread": "rodizio"}
        else:
            names = ("makes", "source", "area", "known", "keys", "spread")
            chosen, columns = {name: getattr(said, name) for name in names}, said.columns
            chosen["holder"] = Membership.objects.active().filter(user=said.holder_id).first() if said.holder_id else None
        return {**chosen, **{f"column{index}": slug for index, slug in enumerate(columns)}}

    def _offer_columns(self):
        choices = [("", "não importar")]
        choices += [(group, [(field.slug, field.label) for field in fields.ALL if field.group == group]) for group in fields.GROUPS]
        for index, heading in enumerate(self.bulk_import.headings):
            label = f"Coluna {heading or column_letter(index)}"
            self.fields[f"column{index}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def _offer_choices(self):
        beginnings = Stage.objects.beginnings_of(self.unit.process)
        channels = Source.Channel.values if any(not stage.channel for stage in beginnings) else [stage.channel for stage in beginnings]
        self.fields["source"].queryset = Source.objects.in_use().filter(channel__in=channels)
        people = [member.pk for stage in beginnings for member in stage.work_of(self.unit)]
        self.fields["holder"].queryset = Membership.objects.filter(pk__in=people).select_related("user").order_by("user__name")

    @property
    def column_fields(self):
        return [self[f"column{index}"] for index in range(len(self.bulk_import.headings))]

    def clean_area(self):
        written = self.cleaned_data["area"]
        return fields.area(written) if written else ""

    def clean(self):
        said = super().clean()
        chosen = [said.get(f"column{index}", "") for index in range(len(self.bulk_import.headings))]
        for index, slug in enumerate(chosen):
            if slug and not fields.FIELDS[slug].many and slug in chosen[:index]:
                self.add_error(f"column{index}", f"Outra coluna já é {fields.FIELDS[slug].label}.")
        if not {"name", "company", "code"} & set(chosen):
            self.add_error(None, "Diga qual coluna é o nome.")
        if not {"phone", "email", "document", "code"} & set(chosen):
            self.add_error(None, "Diga qual coluna é o telefone, o e-mail, o CPF ou CNPJ ou o código do cliente.")
        if said.get("spread") == BulkImport.Spread.PERSON and not said.get("holder"):
            self.add_error("holder", "Escolha a pessoa que recebe os leads.")
        said["columns"] = chosen
        return said

    def check_later(self):
        said = self.cleaned_data
        names = ("columns", "makes", "known", "keys", "spread", "area")
        holder: User | None = said["holder"].user if said["holder"] and said["spread"] == BulkImport.Spread.PERSON else None
        source = said["source"] or Source.objects.get_or_create(slug=USUAL["slug"], defaults={"name": USUAL["name"]})[0]
        return self.bulk_import.check_later({name: said[name] for name in names} | {"source": source, "holder": holder})


def column_letter(index):
    """As a spreadsheet calls it: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
