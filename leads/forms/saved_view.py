from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from leads.models import SavedView
from tenants.models import Team

ONLY_ME, UNIT = "so-eu", "unidade"


class SavedViewForm(forms.ModelForm):
    """A name for what the list shows now, and who else sees it: nobody, one of one's teams, or the whole unit."""

    seen_by = forms.ChoiceField(label="Quem vê", widget=forms.RadioSelect)

    class Meta:
        model = SavedView
        fields = ["name"]

    def __init__(self, *args, owner, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.owner = owner
        mine = Team.objects.filter(Q(unit=unit) | Q(unit=None), places__membership__user=owner).distinct()
        self.teams = {str(team.pk): team for team in mine}
        teams = [(key, f"Equipe {team}") for key, team in self.teams.items()]
        self.fields["seen_by"].choices = [(ONLY_ME, "Só eu"), *teams, (UNIT, "Toda a unidade")]
        shared_with = UNIT if self.instance.is_shared else str(self.instance.team_id)
        self.initial.setdefault("seen_by", shared_with if shared_with in {UNIT, *self.teams} else ONLY_ME)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if SavedView.objects.of(self.instance.owner).filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Você já tem uma vista com esse nome.")
        return name

    @property
    def sharing(self):
        """As the view has it."""
        chosen = self.cleaned_data["seen_by"]
        return {"is_shared": chosen == UNIT, "team": self.teams.get(chosen)}

    def save(self, commit=True):
        for name, value in self.sharing.items():
            setattr(self.instance, name, value)
        return super().save(commit)
