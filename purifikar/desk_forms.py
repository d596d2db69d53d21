"""What the call console asks for."""

from django import forms

from leads.forms.decision import ColleagueField, FutureField, needed
from leads.models import CallAttempt
from tenants.models import Membership


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


class GiveForm(forms.Form):
    """To which attendant of one's teams a lead goes, and why (FOL-16)."""

    person = ColleagueField(None, label="Dar a", empty_label="escolha", error_messages=needed("Escolha quem recebe."))
    why = forms.CharField(label="Motivo", max_length=200, initial="dado pela coordenação")

    def __init__(self, *args, member, holder=None, **kwargs):
        super().__init__(*args, **kwargs)
        people = Membership.objects.active().visible_to(member).attending().exclude(user=member.user)
        people = people.exclude(user=holder) if holder else people
        self.fields["person"].queryset = people.select_related("user").order_by("user__name")
