"""The small tables, the types of attendance and the rules of the contacts, as Configurações shows them (BIM-05, BIM-66, BIM-67)."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from followup import standard_texts
from followup.forms.contact import workers
from followup.models import AttendanceType, ContactMeans, Cycle, Environment, FollowUpRules
from leads.forms.decision import ColleagueField
from workflow.models import Process

TEXTS = ("email_subject", "email_text", "opinion_text")


class TableForm(forms.ModelForm):
    """A row of a small table; its name stands there once."""

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if self._meta.model.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Já existe uma linha com esse nome.")
        return name

    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.position = self._meta.model.next_position()
        return super().save(commit)


class MeansForm(TableForm):
    class Meta:
        model = ContactMeans
        fields = ["name", "asks_referral", "is_active"]


class EnvironmentForm(TableForm):
    class Meta:
        model = Environment
        fields = ["name", "is_active"]


class AttendanceTypeForm(forms.ModelForm):
    """A group or an item: the classification says which, and whose item it is."""

    process = forms.ChoiceField(label="Processo", required=False, help_text="Só num grupo: o caminho que os atendimentos dele seguem.")

    class Meta:
        model = AttendanceType
        fields = [
            "classification", "name", "priority", "colour", "days_to_next", "process", "cycle", "allows_attachments", "attachment_limit", *TEXTS,
            "is_active",
        ]  # fmt: skip
        help_texts = {
            "classification": "1 para um grupo, 1.1 para um item dele.",
            "days_to_next": "Dias até o próximo contato. Vazio: sem data sugerida.",
            "attachment_limit": "De 1 a 10 MB por arquivo.",
            "opinion_text": f"Entra no parecer pelo botão Texto padrão. Preenchidos sozinhos: {standard_texts.IN_WORDS}.",
            "email_text": "Os mesmos campos do parecer são preenchidos aqui.",
            "is_active": "Fora de uso, não aparece em contatos novos; os que já são deste tipo ficam como estão.",
        }
        widgets = {"email_text": forms.Textarea({"rows": 4}), "opinion_text": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ways = Process.objects.values_list("slug", "name")
        known = [("", "nenhum"), *ways]
        current = self.instance.process
        self.fields["cycle"].queryset = Cycle.objects.filter(Q(is_active=True) | Q(pk=self.instance.cycle_id))
        self.fields["cycle"].empty_label = "o do grupo, se houver"
        self.fields["process"].choices = known if current in dict(known) else [*known, (current, current)]

    def clean_classification(self):
        number = self.cleaned_data["classification"].strip()
        if AttendanceType.objects.filter(classification=number).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Já existe um tipo com essa classificação.")
        if not self.instance._state.adding and self.instance.is_group == ("." in number):
            raise ValidationError("Um grupo continua grupo e um item continua item: crie outro tipo.")
        self.parent = None
        if "." in number:
            self.parent = AttendanceType.objects.groups().filter(classification=number.partition(".")[0]).first()
            if self.parent is None:
                raise ValidationError(f"Não há o grupo {number.partition('.')[0]}. Crie o grupo primeiro.")
        return number

    def clean(self):
        facts = super().clean()
        if facts.get("process") and "." in facts.get("classification", ""):
            self.add_error("process", "O processo é do grupo, não do item.")
        return facts

    def save(self, commit=True):
        """A group with another number takes its items along."""
        self.instance.parent = self.parent
        made = super().save(commit)
        if "classification" in self.changed_data and made.is_group:
            made.renumber(made.classification)
        return made


class RulesForm(forms.ModelForm):
    default_owner = ColleagueField(None, label="Representante de quem não tem um", required=False, empty_label="ninguém", help_text="Fica com os contatos que chegam sem responsável.")  # fmt: skip

    class Meta:
        model = FollowUpRules
        fields = ["supervisor_closes", "near_days", "critical_days"]
        help_texts = {"supervisor_closes": "Ligado, quem não é supervisor pede que um autorize na hora de encerrar."}

    field_order = ["default_owner"]

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["default_owner"].queryset = workers(unit)
        self.initial["default_owner"] = self.instance.default_owner_id

    def save(self, commit=True):
        self.instance.default_owner = self.cleaned_data["default_owner"]
        return super().save(commit)
