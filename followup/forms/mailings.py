"""What is said of a mailing before it goes: model, ordering, text of the header, company (BIM-55..57)."""

from django import forms

from followup.forms.mailing_models import MailTextField
from followup.models import Mailing, MailingModel
from followup.models.mailing_sender import Company, sender_of
from purifikar.db.keys import uuid7
from tenants.models import NetworkMailingModel

NETWORKS = "Da Franqueadora"
GROUPS = [(MailingModel, "Da unidade"), (NetworkMailingModel, NETWORKS)]


class ModelField(forms.ChoiceField):
    """Of the unit's models and the network's, those that are released to somebody (BIM-76)."""

    def offer_to(self, member):
        found = {words: list(of.objects.released_to(member)) for of, words in GROUPS}
        self.models = {str(model.pk): model for models in found.values() for model in models}
        groups = [(words, [(str(model.pk), _label(model)) for model in models]) for words, models in found.items() if models]
        self.choices = [("", "escolha"), *(groups if found[NETWORKS] else groups[0][1] if groups else [])]

    def clean(self, value):
        return self.models.get(super().clean(value))


def _label(model):
    return f"{model.get_kind_display().capitalize()}: {model.name}"


class MailingForm(forms.ModelForm):
    """As the person who sends may: only models released to his role (BIM-76)."""

    model = ModelField(
        label="Modelo", error_messages={"required": "Escolha o modelo.", "invalid_choice": "Este modelo não está liberado para o seu papel."},
    )  # fmt: skip
    header_text = MailTextField(
        label="Texto informativo", max_length=1000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="Sai no cabeçalho do e-mail, antes do texto do modelo. Aceita as mesmas variáveis.",
    )  # fmt: skip
    receipt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    field_order = ["model", "ordering", "header_text", "company"]

    class Meta:
        model = Mailing
        fields = ["ordering", "header_text", "company"]
        labels = {"ordering": "Ordenação do relatório"}
        widgets = {"company": forms.RadioSelect({"group_class": "is-columns"})}

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["model"].offer_to(member)
        if chosen := self.instance.template:
            self.initial["model"] = str(chosen.pk)
        self.fields["company"].choices = [
            (value, f"{sender_of(value).name} ({label.removeprefix('a ')})") for value, label in Company.choices
        ]
        if not self.instance._state.adding:
            del self.fields["receipt"]

    def clean_receipt(self):
        return self.cleaned_data["receipt"] or uuid7()

    @property
    def facts(self):
        """What was said, as the mailing keeps it."""
        model = self.cleaned_data["model"]
        own, networks = (None, model) if model.is_networks else (model, None)
        return {"model": own, "network_model": networks} | {name: self.cleaned_data[name] for name in self.Meta.fields}
