from django import forms
from django.core.exceptions import ValidationError

from leads.models import SavedView


class SavedViewForm(forms.ModelForm):
    """A name for what the list shows now, and who else sees it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.owner = owner

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if SavedView.objects.of(self.instance.owner).filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Você já tem uma vista com esse nome.")
        return name
