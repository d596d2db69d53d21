from django import forms


class DisputeForm(forms.Form):
    """Which of the two units goes on, and why: both read it."""

    goes_on = forms.ChoiceField(label="Segue com a pessoa", widget=forms.RadioSelect({"group_class": "is-columns"}))
    reason = forms.CharField(label="Motivo", max_length=300, widget=forms.Textarea({"rows": 3}), help_text="As duas unidades leem.")

    def __init__(self, *args, dispute, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {unit.slug: unit for unit, *_ in dispute.sides}
        self.fields["goes_on"].choices = [(slug, unit.name) for slug, unit in self.units.items()]

    @property
    def winner(self):
        return self.units[self.cleaned_data["goes_on"]]
