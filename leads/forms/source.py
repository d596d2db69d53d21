from django import forms
from django.core.exceptions import ValidationError

from leads.models import Source

RESERVED = {"nova"}  # a page of its own


class SourceForm(forms.ModelForm):
    """A source's name, the channel of its leads, and its public form."""

    class Meta:
        model = Source
        fields = ["name", "channel", "is_active", "form_is_open", "consent_text"]
        widgets = {"channel": forms.RadioSelect({"group_class": "is-columns"}), "consent_text": forms.Textarea({"rows": 2})}
        help_texts = {
            "channel": "Vale para os leads que chegarem daqui em diante.",
            "is_active": "Fora de uso, não aparece em novos leads e as suas portas se fecham.",
            "consent_text": "O que a pessoa aceita ao enviar o formulário. Fica guardado no consentimento dela.",
        }

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if Source.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Já existe uma origem com esse nome.")
        return name

    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.slug = Source.objects.free_slug(self.instance.name, but=RESERVED)
        return super().save(commit)
