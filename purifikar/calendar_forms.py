"""A unit's working week and the facultative holidays that it keeps."""

from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from purifikar.lib.forms import TimeInput
from workflow.calendar import OPTIONAL

DAYS = ["Segunda-feira", "Terça-feira", "Quarta-feira", "Quinta-feira", "Sexta-feira", "Sábado", "Domingo"]
PARTS = {"opens": "Abre", "closes": "Fecha", "break_from": "Pausa de", "break_to": "Pausa até"}
HELP = {
    "carnaval": "Segunda e terça-feira.",
    "cinzas": "O dia inteiro.",
    "corpus-christi": "Onde já é feriado do município, conta do mesmo jeito.",
}


class CalendarForm(forms.Form):
    """Hours of each weekday with one break; a day left blank is one without work. `days` gives them one by one to the page."""

    optional_rest = forms.MultipleChoiceField(
        label="Feriados facultativos", required=False, choices=list(OPTIONAL.items()),
        widget=forms.CheckboxSelectMultiple, help_text="A lei deixa estes dias para cada município e cada empresa. Marque os que a unidade não trabalha.",
    )  # fmt: skip

    def __init__(self, *args, unit, **kwargs):
        self.unit = unit
        super().__init__(*args, **kwargs)
        self.fields["optional_rest"].initial = unit.optional_rest
        for number, intervals in enumerate(unit.working_hours):
            for part, value in _parts_of(intervals).items():
                self.fields[f"{part}_{number}"] = forms.TimeField(label="", required=False, initial=value, widget=TimeInput)

    @property
    def days(self):
        return [(name, [(words, self[f"{part}_{number}"]) for part, words in PARTS.items()]) for number, name in enumerate(DAYS)]

    def clean(self):
        cleaned = super().clean()
        self.week = [self._day(cleaned, number) for number in range(len(DAYS))]
        if not self.errors and not any(self.week):
            raise ValidationError("A unidade precisa de pelo menos um dia de trabalho.")
        return cleaned

    def save(self):
        self.unit.working_hours, self.unit.optional_rest = self.week, self.cleaned_data["optional_rest"]
        self.unit.save(update_fields=["working_hours", "optional_rest"])

    def _day(self, cleaned, number):
        """The day's intervals as they are stored; what is wrong is said at its field."""
        opens, closes, begins, ends = (cleaned.get(f"{part}_{number}") for part in PARTS)
        wrong = _mistake(opens, closes, begins, ends)
        if wrong:
            part, words = wrong
            self.add_error(f"{part}_{number}", words)
            return []
        if not opens:
            return []
        whole = [(opens, begins), (ends, closes)] if begins else [(opens, closes)]
        return [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in whole]


def _mistake(opens, closes, begins, ends):
    """(the part that is wrong, why), or None."""
    if bool(opens) != bool(closes):
        return ("closes", "Diga a que horas fecha.") if opens else ("opens", "Diga a que horas abre.")
    if opens and opens >= closes:
        return "closes", "Fecha antes de abrir."
    if bool(begins) != bool(ends):
        return ("break_to", "Diga até quando vai a pausa.") if begins else ("break_from", "Diga quando começa a pausa.")
    if begins and not opens:
        return "opens", "Um dia com pausa precisa de horário."
    if begins and not opens < begins < ends < closes:
        return "break_from", "A pausa fica dentro do horário, e termina depois de começar."
    return None


def _parts_of(intervals):
    """The stored intervals as the form asks for them; more than one break is shown as the time from the first to the last."""
    if not intervals:
        return dict.fromkeys(PARTS)
    begin, end = intervals[0][0], intervals[-1][1]
    rest = (intervals[0][1], intervals[-1][0]) if len(intervals) > 1 else (None, None)
    values = (begin, end, *rest)
    return dict(zip(PARTS, (value and time.fromisoformat(value) for value in values), strict=True))
