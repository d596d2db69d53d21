"""A Técnico, as Configurações shows him (PUR-01)."""

from django import forms
from django.core.exceptions import ValidationError

from fieldservice.models import Technician
from purifikar.lib.fields import PhoneField
from workflow.models import Resource


class TechnicianForm(forms.ModelForm):
    name = forms.CharField(label="Nome", max_length=80, error_messages={"required": "Informe o nome do técnico."})
    phone = PhoneField(label="Telefone", required=False)
    is_active = forms.BooleanField(
        label="Em uso", required=False, initial=True, help_text="Fora de uso não se marca mais nada com ele; o que está marcado fica."
    )

    field_order = ["name", "phone", "shift", "area", "is_active"]

    class Meta:
        model = Technician
        fields = ["phone", "shift", "area"]
        help_texts = {"area": "Bairros ou cidades que ele atende."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.resource_id:
            self.initial |= {"name": self.instance.name, "is_active": self.instance.is_active}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if Resource.objects.filter(name__iexact=name).exclude(pk=self.instance.resource_id).exists():
            raise ValidationError("Já existe um técnico com esse nome.")
        return name

    def save(self, commit=True):
        self.instance.keep(self.cleaned_data["name"], is_active=self.cleaned_data["is_active"])
        return self.instance
