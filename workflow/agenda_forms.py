"""Marking an appointment, moving it, cancelling it, and saying what came of it."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from purifikar.lib.forms import DateInput, DateTimeInput
from workflow.models import Appointment

DURATIONS = [(30, "30 minutos"), (60, "1 hora"), (90, "1 hora e meia"), (120, "2 horas"), (240, "4 horas")]
MOST_DAYS = 31


class StartField(forms.DateTimeField):
    """A moment that has not passed."""

    widget = DateTimeInput

    def __init__(self, **options):
        super().__init__(label="Dia e hora", error_messages={"required": "Informe o dia e a hora do compromisso."}, **options)

    def clean(self, value):
        moment = super().clean(value)
        if moment and moment < timezone.now():
            raise forms.ValidationError("Escolha um momento que ainda não passou.")
        return moment


def minutes_field(**options):
    return forms.TypedChoiceField(label="Duração", choices=DURATIONS, coerce=int, initial=60, **options)


class AppointmentForm(forms.Form):
    """With or without a lead: who, what, when, where."""

    person = forms.ModelChoiceField(None, label="Com quem", empty_label=None)
    kind = forms.ChoiceField(label="O que será", choices=Appointment.Kind)
    starts_at = StartField()
    minutes = minutes_field()
    place = forms.CharField(label="Lugar", max_length=200, required=False)
    note = forms.CharField(label="Observação", max_length=400, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, people, journey=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.journey = journey

    def save(self, *, by):
        return Appointment.objects.book(self.journey, by=by, **self.cleaned_data)


class MoveForm(forms.Form):
    starts_at = StartField()
    minutes = minutes_field()
    why = forms.CharField(label="Motivo", max_length=200, error_messages={"required": "Diga por que o compromisso muda."})


class CancelForm(forms.Form):
    why = forms.CharField(label="Motivo", max_length=200, error_messages={"required": "Diga por que o compromisso não vai acontecer."})


class AnswerForm(forms.Form):
    result = forms.CharField(label="O que resultou", max_length=2000, widget=forms.Textarea({"rows": 4}), error_messages={"required": "Conte em poucas palavras o que resultou."})  # fmt: skip


class FreeDaysForm(forms.Form):
    """Over which days, and whose: without a choice everybody's."""

    de = forms.DateField(label="De", widget=DateInput, error_messages={"required": "Informe o primeiro dia."})
    ate = forms.DateField(label="Até", widget=DateInput, error_messages={"required": "Informe o último dia."})
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

    def clean(self):
        given = super().clean()
        first, last = given.get("de"), given.get("ate")
        if first and last and last < first:
            self.add_error("ate", "O último dia vem depois do primeiro.")
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("ate", f"Escolha no máximo {MOST_DAYS} dias.")
        return given
