"""A Técnico, as Configurações shows him (PUR-01)."""

from django import forms
from django.core.exceptions import ValidationError

from fieldservice.models import Technician
from purifikar.lib.fields import PhoneField
from purifikar.lib.week import WeekForm
from tenants.forms import AbsenceForm
from workflow.models import Resource, ResourceAbsence


class TechnicianForm(forms.ModelForm):
    name = forms.CharField(label="Nome", max_length=80, error_messages={"required": "Informe o nome do técnico."})
    phone = PhoneField(label="Telefone", required=False)
    shift = forms.ChoiceField(
        label="Turno", choices=Resource.Shift, initial=Resource.Shift.DAY, help_text="Meio dia: até as 12:00, ou das 12:00 em diante."
    )
    is_active = forms.BooleanField(
        label="Em uso", required=False, initial=True, help_text="Fora de uso não se marca mais nada com ele; o que está marcado fica."
    )

    field_order = ["name", "phone", "shift", "area", "is_active"]

    class Meta:
        model = Technician
        fields = ["phone", "area"]
        help_texts = {"area": "Bairros ou cidades que ele atende."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.resource_id:
            resource = self.instance.resource
            self.initial |= {"name": resource.name, "shift": resource.shift, "is_active": resource.is_active}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if Resource.objects.filter(name__iexact=name).exclude(pk=self.instance.resource_id).exists():
            raise ValidationError("Já existe um técnico com esse nome.")
        return name

    def save(self, commit=True):
        given = self.cleaned_data
        self.instance.keep(given["name"], is_active=given["is_active"], shift=given["shift"])
        return self.instance


class HoursForm(WeekForm):
    """His own week. All of it blank: the unit's hours, in his shift."""

    parts = {"opens": "Começa", "closes": "Termina", "break_from": "Pausa de", "break_to": "Pausa até"}

    def __init__(self, *args, resource, **kwargs):
        self.resource = resource
        super().__init__(*args, week=resource.hours or [[]] * 7, **kwargs)

    def save(self):
        self.resource.hours = self.week if any(self.week) else None
        self.resource.save(update_fields=["hours"])


class TechnicianAbsenceForm(AbsenceForm):
    """Days off of the Técnico whom the given absence is about."""

    class Meta(AbsenceForm.Meta):
        model = ResourceAbsence
