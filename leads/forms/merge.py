from django import forms
from django.utils import timezone

from leads.models import Merge

BOTH = "ambas"


class MergeForm(forms.Form):
    """Which of two records stays, and field by field whose value; phones, e-mails, addresses and all the rest come together."""

    stays = forms.ChoiceField(label="Fica o cadastro", widget=forms.RadioSelect({"group_class": "is-columns"}))

    def __init__(self, *args, sides, **kwargs):
        super().__init__(*args, **kwargs)
        self.sides = sides
        self.fields["stays"].choices = [
            (str(place), f"{person.code}, desde {timezone.localtime(person.created_at):%d/%m/%Y}")
            for place, person in enumerate(sides.people)
        ]
        self.fields["stays"].initial = "0"
        for fact in sides.differing:
            self.fields[fact.name] = self._choice_of(fact)

    @staticmethod
    def _choice_of(fact):
        choices = [(str(place), value or "vazio") for place, value in enumerate(fact.values)]
        if fact.name == "notes" and all(fact.values):
            choices.append((BOTH, "as duas, uma depois da outra"))
        initial = choices[-1][0] if len(choices) > 2 else str(fact.preferred)
        widget = forms.RadioSelect({"group_class": "is-columns"})
        return forms.ChoiceField(label=fact.label, choices=choices, initial=initial, widget=widget)

    def save(self, *, by):
        """Raises ValidationError when somebody was quicker."""
        stays = int(self.cleaned_data["stays"])
        winner, loser = self.sides.people[stays], self.sides.people[1 - stays]
        taking = [fact.name for fact in self.sides.differing if self.cleaned_data[fact.name] == str(1 - stays)]
        return Merge.objects.unite(winner, loser, by=by, taking=taking, joins_notes=self.cleaned_data.get("notes") == BOTH)
