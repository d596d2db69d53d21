"""The small forms of a lead that need a person, a date or words; what a decision asks for is the engine's (workflow/decision_form.py)."""

from django import forms
from django.utils import timezone

from purifikar.lib.forms import DateTimeInput
from workflow.decision_form import NOTE_MISSING, REASON_MISSING, ColleagueField, DecisionForm, moment_field, needed, workers

__all__ = ["NOTE_MISSING", "REASON_MISSING", "ColleagueField", "DecisionForm", "moment_field", "needed", "workers"]


class FutureField(forms.DateTimeField):
    """A moment that has not passed."""

    widget = DateTimeInput

    def clean(self, value):
        moment = super().clean(value)
        if moment and moment < timezone.now():
            raise forms.ValidationError("Escolha um momento que ainda não passou.")
        return moment


class NextForm(forms.Form):
    """When the next contact is; there is always one (BEY-02)."""

    next_at = FutureField(label="Próximo contato", error_messages=needed("Informe o dia e a hora do próximo contato."))
    note = forms.CharField(label="Observação", max_length=2000, required=False)


class NoteForm(forms.Form):
    """A parecer. Where the date of the next contact has passed, it also asks for a new one (BEY-02)."""

    note = forms.CharField(label="Parecer", max_length=4000, widget=forms.Textarea({"rows": 2, "placeholder": "Escrever parecer"}), error_messages=needed(NOTE_MISSING))  # fmt: skip
    next_at = FutureField(label="Próximo contato", error_messages=needed("Um lead aberto precisa de uma data: quando será o próximo contato?"))  # fmt: skip

    def __init__(self, *args, lead, **kwargs):
        soon = lead.next_at if not lead.is_next_late else None
        super().__init__(*args, initial={"next_at": soon}, **kwargs)
        if not lead.is_running:
            del self.fields["next_at"]


class HandForm(forms.Form):
    """To a colleague in the same stage, with the reason."""

    person = ColleagueField(None, label="Para quem", empty_label="escolha", error_messages=needed("Escolha quem recebe."))
    why = forms.CharField(label="Motivo", max_length=200, error_messages=needed("Diga por que passa o lead adiante."))

    def __init__(self, *args, journey, unit, **kwargs):
        super().__init__(*args, **kwargs)
        people = workers(journey.stage, unit)
        self.fields["person"].queryset = people.exclude(user=journey.holder_id) if journey.holder_id else people


class PauseForm(forms.Form):
    """The limits stand still, for a reason that is kept."""

    why = forms.CharField(label="Por que o prazo para", max_length=200, error_messages=needed("Diga por que o prazo para de correr."))
