"""A kind of appointment, as Configurações shows it (PUR-14)."""

from django import forms
from django.core.exceptions import ValidationError

from workflow.models import AppointmentKind
from workflow.process_forms import free_slug


class KindForm(forms.ModelForm):
    class Meta:
        model = AppointmentKind
        fields = ["name", "minutes", "remind", "colour", "icon", "excludes", "needs_resource", "hands_over", "is_active"]
        help_texts = {
            "minutes": "De 5 a 1440. Quem marca pode mudar.",
            "remind": "No sino e por e-mail, como cada pessoa escolheu. Vazio: sem lembrete.",
            "excludes": "Dois destes ao mesmo tempo são recusados, em qualquer unidade.",
            "needs_resource": "Instalação, manutenção: enquanto ninguém disser qual técnico vai, a agenda lembra disso.",
            "hands_over": "Aparece nas decisões que passam o lead a outra pessoa.",
            "is_active": "Fora de uso, não aparece em compromissos novos; os já marcados ficam como estão.",
        }
        labels = {"remind": "Lembrete"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remind"].empty_value = None
        if self.instance.is_ready:  # the processes count on it
            self.fields["hands_over"].disabled = True
            self.fields["hands_over"].help_text = "Neste tipo os processos já decidem isto."
        self.fields["remind"].choices = [("", "Sem lembrete"), *AppointmentKind.Remind.choices]

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if AppointmentKind.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Já existe um tipo com esse nome.")
        return name

    def save(self, commit=True):
        kind = self.instance
        if kind._state.adding:
            kind.slug = free_slug(kind.name, set(AppointmentKind.objects.values_list("slug", flat=True)))
            kind.position = AppointmentKind.next_position()
        return super().save(commit)
