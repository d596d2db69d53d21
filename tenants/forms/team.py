from django import forms
from django.utils import timezone

from purifikar.lib.forms import TimeInput
from tenants.models import Membership, Team, TeamDistribution

from .person import DecisionForm


class TeamForm(forms.ModelForm):
    """The name of a team, once in its place whatever the capitals."""

    class Meta:
        model = Team
        fields = ["name"]
        error_messages = {"name": {"required": "Informe o nome da equipe."}}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if Team.objects.of_place(self.instance.unit).filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Já existe uma equipe com esse nome.")
        return name


class TeamDistributionForm(forms.ModelForm):
    """How a team takes part in the turns."""

    class Meta:
        model = TeamDistribution
        fields = ["is_paused", "starts", "ends", "capacity", "react_minutes"]
        widgets = {"starts": TimeInput, "ends": TimeInput}

    def save(self, *, by):
        self.instance.by, self.instance.at = by, timezone.now()
        return super().save()


class PersonTeamsForm(DecisionForm):
    """An attendant's principal team and his others, or the teams that a Coordenador leads (FOL-38, FOL-39)."""

    principal = forms.ModelChoiceField(
        Team.objects.none(),
        label="Equipe principal",
        empty_label="Escolha a equipe",
        error_messages={"required": "Escolha a equipe principal."},
    )
    others = forms.ModelMultipleChoiceField(
        Team.objects.none(), label="Outras equipes", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, person, **kwargs):
        principal, others = person.arrangement()
        super().__init__(*args, initial={"principal": principal, "others": others}, **kwargs)
        teams = Team.objects.of_place(person.unit)
        self.fields["principal"].queryset = self.fields["others"].queryset = teams
        self.has_teams = bool(teams)
        if not person.attends:
            del self.fields["principal"]
            self.fields["others"].label = "Equipes que coordena"
        elif len(teams) < 2:
            del self.fields["others"]


class NewcomerForm(DecisionForm):
    """Somebody who joins a team from the team's page."""

    person = forms.ModelChoiceField(
        Membership.objects.none(),
        label="Quem entra",
        empty_label="Escolha a pessoa",
        error_messages={"required": "Escolha quem entra na equipe."},
    )

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        people = Membership.objects.active().of_unit(team.unit).joining_teams().exclude(places__team=team)
        self.fields["person"].queryset = people.with_page().in_name_order()
        self.has_people = people.exists()
