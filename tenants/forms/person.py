from django import forms

from tenants.models import Membership, Unit
from tenants.roles import UNIT_ROLES

WEB_HELP = "Entra na distribuição dos leads que chegam pela internet."
FLOW_HELP = "Registra quem é atendido na loja. Vale no Processo 3; onde há fluxo de loja, todo Consultor registra."


class DecisionForm(forms.Form):
    """What is decided about a person. It may be refused because leads in treatment hang on him (FOL-36)."""

    @property
    def holds_work(self):
        """Whether to show the way to the work that stands against it."""
        return any(error.code == "holds_work" for errors in self.errors.as_data().values() for error in errors)


class RoleForm(DecisionForm):
    role = forms.ChoiceField(label="", widget=forms.Select({"aria-label": "Papel"}))

    def __init__(self, *args, person, member, **kwargs):
        super().__init__(*args, initial={"role": person.role}, **kwargs)
        self.fields["role"].choices = [(role.slug, role.name) for role in member.roles_to_give(person.unit)]


class SwitchesForm(forms.ModelForm):
    """Both are a person's own, whatever the process of the unit (FOL-28 to FOL-30)."""

    class Meta:
        model = Membership
        fields = ["receives_web_leads", "creates_flow_leads"]
        help_texts = {"receives_web_leads": WEB_HELP, "creates_flow_leads": FLOW_HELP}
        widgets = {name: forms.CheckboxInput({"data-submit": ""}) for name in fields}


class MoveForm(DecisionForm):
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Nova unidade", empty_label="Escolha a unidade", error_messages={"required": "Escolha a unidade."}
    )
    role = forms.ChoiceField(label="Papel lá", choices=[(role.slug, role.name) for role in UNIT_ROLES])

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, initial={"role": person.role}, **kwargs)
        self.fields["unit"].queryset = Unit.objects.active().exclude(pk=person.unit_id).order_by("name")
