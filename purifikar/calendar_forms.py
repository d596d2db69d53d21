"""A unit's working week and the facultative holidays that it keeps."""

from django import forms
from django.core.exceptions import ValidationError

from purifikar.lib.week import WeekForm
from workflow.calendar import OPTIONAL


class CalendarForm(WeekForm):
    optional_rest = forms.MultipleChoiceField(
        label="Feriados facultativos", required=False, choices=list(OPTIONAL.items()),
        widget=forms.CheckboxSelectMultiple, help_text="A lei deixa estes dias para cada município e cada empresa. Marque os que a unidade não trabalha.",
    )  # fmt: skip

    def __init__(self, *args, unit, **kwargs):
        self.unit = unit
        super().__init__(*args, week=unit.working_hours, **kwargs)
        self.fields["optional_rest"].initial = unit.optional_rest

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(self.week):
            raise ValidationError("A unidade precisa de pelo menos um dia de trabalho.")
        return cleaned

    def save(self):
        self.unit.working_hours, self.unit.optional_rest = self.week, self.cleaned_data["optional_rest"]
        self.unit.save(update_fields=["working_hours", "optional_rest"])
