from django import forms
from django.core.exceptions import ValidationError

ALL, SOME = "todos", "escolhidos"


class TakersField(forms.ModelMultipleChoiceField):
    """People by name and role."""

    def label_from_instance(self, member):
        return f"{member.user}, {member.get_role_display()}"


class TransferForm(forms.Form):
    """What of a portfolio goes, to whom, and why (FOL-37)."""

    what = forms.ChoiceField(label="O que passa", choices=[(ALL, "tudo"), (SOME, "só o que eu marcar")], widget=forms.RadioSelect({"group_class": "is-columns"}))  # fmt: skip
    takers = TakersField(None, label="Para quem", widget=forms.CheckboxSelectMultiple({"group_class": "is-columns"}), error_messages={"required": "Escolha quem recebe."})  # fmt: skip
    why = forms.CharField(label="Motivo", max_length=200, error_messages={"required": "Diga por que a carteira muda de mãos."})
    item = forms.TypedMultipleChoiceField(required=False)

    def __init__(self, *args, portfolio, **kwargs):
        super().__init__(*args, **kwargs)
        self.portfolio = portfolio
        self.fields["takers"].queryset = portfolio.takers
        self.fields["takers"].help_text = "Com várias pessoas, divide por igual."
        self.fields["item"].choices = [(str(row.subject), row.title) for row in portfolio.shown]
        self.fields["what"].initial = ALL
        if self.takes_some:
            self.fields["what"].choices = [(SOME, f"até {portfolio.limit} de cada vez")]
            self.fields["what"].initial = SOME

    @property
    def takes_some(self):
        """More hangs on him than may go at once."""
        limit = self.portfolio.limit
        return limit is not None and self.portfolio.count > limit

    @property
    def main_fields(self):
        return [self[name] for name in ("what", "takers", "why")]

    @property
    def chosen(self):
        """What is marked: at first as much as may go."""
        if self.is_bound:
            return set(self.data.getlist("item"))
        return {str(row.subject) for row in self.portfolio.shown[: self.portfolio.limit]}

    def clean(self):
        facts = super().clean()
        limit = self.portfolio.limit
        if facts.get("what") == SOME and "item" in facts:
            if not facts["item"]:
                raise ValidationError("Marque ao menos um lead ou tarefa.")
            if limit and len(facts["item"]) > limit:
                raise ValidationError(f"Quem está em várias equipes passa até {limit} de cada vez; estão marcados {len(facts['item'])}.")
        return facts

    @property
    def rows(self):
        return self.portfolio.rows(self.cleaned_data["item"] if self.cleaned_data["what"] == SOME else None)
