"""Over which days somebody asks who is free, for how long, and whose days."""

from datetime import timedelta

from django import forms

from purifikar.lib.forms import DateInput
from purifikar.lib.spans import span

MOST_DAYS = 31
LENGTHS = (15, 30, 60, 90, 120, 240)


class FreeDaysForm(forms.Form):
    """Without a choice of people everybody's."""

    de = forms.DateField(label="De", widget=DateInput, error_messages={"required": "Informe o primeiro dia."})
    ate = forms.DateField(label="Até", widget=DateInput, error_messages={"required": "Informe o último dia."})
    duracao = forms.TypedChoiceField(
        label="Para um compromisso de", choices=[(each, span(timedelta(minutes=each))) for each in LENGTHS], coerce=int, empty_value=60, required=False, initial=60
    )  # fmt: skip
    pessoa = forms.ModelMultipleChoiceField(
        None, label="Pessoas", required=False, widget=forms.CheckboxSelectMultiple({"group_class": "is-columns"})
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pessoa"].queryset = people

    @property
    def days(self):
        first, last = self.cleaned_data["de"], self.cleaned_data["ate"]
        return [first + timedelta(days=each) for each in range((last - first).days + 1)]

    @property
    def length(self):
        return timedelta(minutes=self.cleaned_data["duracao"])

    def clean(self):
        given = super().clean()
        first, last = given.get("de"), given.get("ate")
        if first and last and last < first:
            self.add_error("ate", "O último dia vem depois do primeiro.")
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("ate", f"Escolha no máximo {MOST_DAYS} dias.")
        return given
