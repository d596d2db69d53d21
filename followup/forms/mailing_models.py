"""The models of mailings, their files, and as whom the unit writes (BIM-27, BIM-57, BIM-76)."""

from django import forms
from django.core.exceptions import ValidationError

from followup import mailing_placeholders
from followup.models import MailingModel, MailingSender
from followup.models.mailing_model import MOST_BYTES, MOST_FILES
from purifikar.lib.formats import file_size
from tenants.models import NetworkMailingModel
from tenants.models.mailing_model import LONGEST, sending_roles
from workflow.request_files import AttachmentForm


class MailTextField(forms.CharField):
    """A text with placeholders out of the list of mailings."""

    def __init__(self, **options):
        super().__init__(strip=False, **options)

    def clean(self, value):
        text = super().clean(value).replace("\r\n", "\n").strip()
        if unknown := mailing_placeholders.unknown_in(text):
            names = ", ".join("{{" + name + "}}" for name in unknown)
            raise ValidationError(f"Não existe: {names}. Veja as variáveis da lista.")
        return text


class MailLineField(MailTextField):
    """The same in one line, as a header of a mail needs it."""

    def clean(self, value):
        return " ".join("".join(sign if sign.isprintable() else " " for sign in super().clean(value)).split())


class MailingModelForm(forms.ModelForm):
    subject = MailLineField(label="Assunto do e-mail", max_length=150, error_messages={"required": "Escreva o assunto."})
    body = MailTextField(label="Texto", max_length=LONGEST, widget=forms.Textarea({"rows": 14}), error_messages={"required": "Escreva o texto."})  # fmt: skip
    roles = forms.MultipleChoiceField(
        label="Papéis que podem usar", widget=forms.CheckboxSelectMultiple({"group_class": "is-columns"}),
        error_messages={"required": "Marque ao menos um papel, ou tire o modelo de uso."},
    )  # fmt: skip

    field_order = ["kind", "name", "subject", "body", "roles", "is_active"]

    class Meta:
        model = MailingModel
        fields = ["kind", "name", "subject", "body", "roles", "is_active"]
        help_texts = {
            "kind": "Folder, carta e informativo só vão a quem consentiu. O aviso de reajuste vai também a quem comprou ou alugou.",
            "is_active": "Fora de uso, não aparece nos novos envios.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.slug, role.name) for role in sending_roles()]
        self.fields["body"].help_text = "Texto simples ou HTML: parágrafos, negrito, itálico, listas e títulos."

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if type(self.instance).objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Já existe um modelo com esse nome.")
        return name


class NetworkModelForm(MailingModelForm):
    """The same for the whole network."""

    class Meta(MailingModelForm.Meta):
        model = NetworkMailingModel
        help_texts = MailingModelForm.Meta.help_texts | {"is_active": "Fora de uso, as unidades não o veem mais; as cópias delas ficam."}


class MailingFileForm(AttachmentForm):
    """One more file of a model: told by its content, and all together no more than a mailbox takes."""

    use_required_attribute = False

    def __init__(self, *args, model, **kwargs):
        self.model = model
        super().__init__(*args, **kwargs)
        upload = self.fields["upload"]
        upload.label = "Anexar arquivo"
        upload.help_text = f"{upload.help_text.rpartition(', até')[0]}. Até {MOST_FILES} arquivos e {MOST_BYTES // 1024**2} MB no total."

    def clean_upload(self):
        """The limit of a mail before that of any file, which is wider: who makes it smaller is not refused a second time."""
        upload, used = self.cleaned_data["upload"], self.model.bytes_used
        if self.model.files.count() >= MOST_FILES:
            raise ValidationError(f"O modelo já tem {MOST_FILES} arquivos. Retire um antes.")
        if used + upload.size > MOST_BYTES:
            passes = "com os outros passa" if used else "passa"
            raise ValidationError(
                f"O arquivo tem {file_size(upload.size)}; {passes} de {MOST_BYTES // 1024**2} MB, e muitas caixas de entrada o recusam."
            )
        return super().clean_upload()


class MailingSenderForm(forms.ModelForm):
    name = MailLineField(label="Nome de quem envia", max_length=80, required=False)
    signature = MailTextField(label="Assinatura", max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))

    field_order = ["name", "reply_to", "signature"]

    class Meta:
        model = MailingSender
        fields = ["name", "reply_to", "signature"]
        help_texts = {"reply_to": "Para onde vão as respostas. Em branco, o e-mail da unidade."}
