"""What the call console asks for."""

from django import forms

from leads.forms.decision import FutureField, needed
from leads.models import CallAttempt


class AttemptForm(forms.Form):
    """The result of a call and when to call again; without a date, the one that the result suggests (PUR-37)."""

    result = forms.ChoiceField(label="Resultado da ligação", choices=CallAttempt.Result, widget=forms.RadioSelect, error_messages=needed("Escolha o resultado da ligação."))  # fmt: skip
    next_at = FutureField(label="Próxima tentativa", required=False)
    note = forms.CharField(label="Observação", max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, call, **kwargs):
        self.call = call
        super().__init__(*args, **kwargs)

    def save(self, *, by):
        given = self.cleaned_data
        moment = given["next_at"] or self.call.suggested[given["result"]]
        return CallAttempt.objects.log(self.call.lead, result=given["result"], next_at=moment, note=given["note"], by=by)
