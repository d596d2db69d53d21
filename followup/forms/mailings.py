"""What is said of a mailing before it goes: model, ordering, text of the header, company (BIM-55..57)."""

from django import forms

from followup.forms.mailing_models import MailTextField
from followup.models import Mailing, MailingModel
from followup.models.mailing_sender import Company, sender_of
from purifikar.db.keys import uuid7


class ModelField(forms.ModelChoiceField):
    def label_from_instance(self, model):
        return f"{model.get_kind_display().capitalize()}: {model.name}"


class MailingForm(forms.ModelForm):
    """As the person who sends may: only models released to his role (BIM-76)."""

    model = ModelField(
        None, label="Modelo", empty_label="escolha", error_messages={"required": "Escolha o modelo.", "invalid_choice": "Este modelo não está liberado para o seu papel."},
    )  # fmt: skip
    header_text = MailTextField(
        label="Texto informativo", max_length=1000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="Sai no cabeçalho do e-mail, antes do texto do modelo. Aceita as mesmas variáveis.",
    )  # fmt: skip
    receipt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    field_order = ["model", "ordering", "header_text", "company"]

    class Meta:
        model = Mailing
        fields = ["model", "ordering", "header_text", "company"]
        labels = {"ordering": "Ordenação do relatório"}
        widgets = {"company": forms.RadioSelect({"group_class": "is-columns"})}

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = MailingModel.objects.released_to(member)
        self.fields["company"].choices = [
            (value, f"{sender_of(value).name} ({label.removeprefix('a ')})") for value, label in Company.choices
        ]
        if not self.instance._state.adding:
            del self.fields["receipt"]

    def clean_receipt(self):
        return self.cleaned_data["receipt"] or uuid7()
