from django import forms

from leads import offering
from leads.models import Lead, Source
from purifikar.lib.forms import SuggestInput


class LeadChanges(forms.ModelForm):
    def save(self, *, by):
        """Only what changed, and its name into the history."""
        if self.changed_data:
            self.instance.change(by=by, names=self.changed_data)
        return self.instance


class DealForm(LeadChanges):
    """How warm the sale is and what it may bring (BIM-63)."""

    class Meta:
        model = Lead
        fields = ["temperature", "value", "probability"]
        localized_fields = ["value"]
        labels = {"value": "Valor R$", "probability": "Chance %"}


class LeadForm(LeadChanges):
    """Everything of the sale that people may change."""

    class Meta:
        model = Lead
        fields = ["product", "district", "source", "campaign", "temperature", "value", "probability"]
        localized_fields = ["value"]
        widgets = {"product": SuggestInput(offering.products)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Source.objects.filter(pk=self.instance.source_id)
        self.fields["source"].queryset = Source.objects.in_use().of_channel(self.instance.channel) | mine
        self.fields["source"].empty_label = None
