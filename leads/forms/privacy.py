"""The forms of the LGPD desk."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from leads.finding import people_by
from leads.forms.decision import needed
from leads.models import DataRequest
from purifikar.lib.forms import DateInput

OLDEST = timedelta(days=60)


class WhoField(forms.CharField):
    """Somebody of the base by code, CPF, CNPJ, phone or e-mail; a name only when nobody else has it."""

    def clean(self, value):
        text = super().clean(value)
        found = list(people_by(text)[:4]) if text else []
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError("Ninguém com isso na base. Confira o código, o CPF ou o telefone.")
        named = ", ".join(f"{person.name} ({person.code})" for person in found[:3])
        raise ValidationError(f"Mais de uma pessoa: {named}. Escreva o código de quem pediu.")


class RequestForm(forms.ModelForm):
    """What somebody asked, when, and how one knows that it was he (LGPD art. 18, § 3º)."""

    who = WhoField(label="Quem pediu", max_length=80, help_text="Código, CPF, CNPJ, telefone ou e-mail.", error_messages=needed("Diga quem pediu."))  # fmt: skip

    class Meta:
        model = DataRequest
        fields = ["kind", "asked_on", "way", "identity", "words"]
        widgets = {"asked_on": DateInput, "kind": forms.RadioSelect, "words": forms.Textarea({"rows": 3})}
        help_texts = {
            "identity": "Por exemplo: documento com foto no balcão; ligação para o telefone do cadastro.",
            "asked_on": "O prazo de 15 dias conta deste dia.",
        }

    field_order = ["who", "kind", "asked_on", "way", "identity", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = DataRequest.Kind.choices
        self.fields["asked_on"].initial = timezone.localdate

    def clean_asked_on(self):
        day, today = self.cleaned_data["asked_on"], timezone.localdate()
        if day > today or day < today - OLDEST:
            raise ValidationError("Informe o dia em que a pessoa pediu.")
        return day

    def save(self, *, by):
        facts = {name: self.cleaned_data[name] for name in self._meta.fields}
        return DataRequest.objects.ask(self.cleaned_data["who"], by=by, **facts)


class AnswerForm(forms.Form):
    """What was answered to the person; a refusal says why (LGPD art. 18, § 4º)."""

    outcome = forms.ChoiceField(label="Resultado", choices=DataRequest.Outcome, widget=forms.RadioSelect({"group_class": "is-columns"}))
    answer = forms.CharField(label="O que foi respondido", max_length=2000, widget=forms.Textarea({"rows": 4}), error_messages=needed("Escreva o que foi respondido."))  # fmt: skip


class ErasureForm(forms.Form):
    """The code written out: what is erased does not come back."""

    code = forms.CharField(label="Para confirmar, escreva o código da pessoa", max_length=12, widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}))  # fmt: skip

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_code(self):
        code = self.cleaned_data["code"]
        if "".join(filter(str.isdigit, code)).lstrip("0") != str(self.person.number):
            raise ValidationError(f"Escreva {self.person.code} para confirmar.")
        return code
