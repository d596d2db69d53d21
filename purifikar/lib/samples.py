"""Forms that exist only to be looked at, on the developers' page of components."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from purifikar.lib.forms import DateInput, DigitsInput, PhoneInput, TimeInput

ROLES = [("consultor", "Consultor Comercial"), ("operacional", "Assessor Operacional"), ("gerente", "Gerente")]
SHIFTS = [("manha", "Manhã"), ("tarde", "Tarde"), ("noite", "Noite")]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nome", max_length=80)
    email = forms.EmailField(label="E-mail", help_text="O convite vai para este endereço.")
    phone = forms.CharField(label="Telefone", widget=PhoneInput)
    cpf = forms.CharField(label="CPF", required=False, widget=DigitsInput)
    role = forms.ChoiceField(label="Papel", choices=[("", "Escolha o papel"), *ROLES])
    shift = forms.ChoiceField(label="Turno", choices=SHIFTS, widget=forms.RadioSelect)
    units = forms.MultipleChoiceField(
        label="Unidades",
        choices=[("santos", "Santos"), ("campinas", "Campinas"), ("curitiba", "Curitiba"), ("manaus", "Manaus")],
        widget=forms.CheckboxSelectMultiple({"group_class": "is-columns"}),
        help_text="Uma pessoa pode trabalhar em várias.",
    )
    begins = forms.DateField(label="Começa em", widget=DateInput)
    at = forms.TimeField(label="Às", required=False, widget=TimeInput)
    password = forms.CharField(label="Senha", required=False, widget=forms.PasswordInput)
    note = forms.CharField(label="Observação", required=False, widget=forms.Textarea({"rows": 3}))
    photo = forms.FileField(label="Documento", required=False)
    active = forms.BooleanField(label="Recebe leads novos", required=False, help_text="Vale a partir de agora.")

    def clean(self):
        if self.data.get("sample-refused"):
            raise forms.ValidationError("Este e-mail já tem vínculo com Santos. Abra a pessoa e mude o papel dela.")


def samples():
    """What the page of components needs to show everything in every state."""
    now = timezone.localtime()
    today = {"begins": now.date(), "at": now.time(), "shift": "manha", "units": ["santos"], "active": True}
    refused = {"sample-refused": "1", "refused-name": "Ana Prado", "refused-email": "ana.prado", "refused-at": "25:00"}
    days = [timedelta(days=-400), timedelta(days=-9), timedelta(days=-1), timedelta(), timedelta(days=1), timedelta(days=4)]
    return {
        "form": SampleForm(initial=today, prefix="sample"),
        "refused_form": SampleForm(refused, prefix="refused"),
        "moments": [now + away for away in days],
    }
