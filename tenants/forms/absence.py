from django import forms

from purifikar.lib.forms import DateInput
from tenants.models import Absence


class AbsenceForm(forms.ModelForm):
    """Days off of the person whom the given absence is about; the model knows which days are taken."""

    class Meta:
        model = Absence
        fields = ["starts", "ends", "reason", "note"]
        widgets = {"starts": DateInput, "ends": DateInput}
        labels = {"starts": "Primeiro dia", "ends": "Último dia"}
        error_messages = {"starts": {"required": "Informe o primeiro dia."}, "ends": {"required": "Informe o último dia."}}
        help_texts = {"note": "Por exemplo, quem cobre."}
