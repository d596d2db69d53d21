from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from leads.models import Goal
from leads.reports.goals import people_and_teams
from purifikar.lib.forms import DateInput


class GoalForm(forms.ModelForm):
    """A meta for somebody of the unit, one of its teams, or the whole of it; this month unless said otherwise."""

    whom = forms.ChoiceField(label="De quem", error_messages={"required": "Escolha de quem é a meta."})

    class Meta:
        model = Goal
        fields = ["whom", "measure", "target", "starts", "ends"]
        widgets = {"starts": DateInput, "ends": DateInput}
        error_messages = {
            "target": {"required": "Informe quantos.", "min_value": "A meta é de pelo menos 1."},
            "starts": {"required": "Informe o primeiro dia."},
            "ends": {"required": "Informe o último dia."},
        }

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = people_and_teams(unit).items()
        self.fields["target"].min_value = 1
        if self.instance._state.adding:
            today = timezone.localdate()
            following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
            self.initial |= {"starts": today.replace(day=1), "ends": following - timedelta(days=1)}
        else:
            self.initial["whom"] = self._whom()

    def clean_target(self):
        target = self.cleaned_data["target"]
        if target < 1:
            raise ValidationError("A meta é de pelo menos 1.")
        return target

    def clean(self):
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", "O último dia vem antes do primeiro.")
        kind, _, key = self.cleaned_data.get("whom", "").partition(":")
        self.instance.user_id, self.instance.team_id = (key if kind == "pessoa" else None), (key if kind == "equipe" else None)
        return self.cleaned_data

    def _whom(self):
        if self.instance.user_id:
            return f"pessoa:{self.instance.user_id}"
        return f"equipe:{self.instance.team_id}" if self.instance.team_id else "unidade"
