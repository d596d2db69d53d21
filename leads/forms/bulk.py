"""What is asked once for many leads."""

from django import forms

from leads.forms.decision import ColleagueField, DecisionForm, NextForm, needed, workers


class BulkHandForm(forms.Form):
    """To one colleague, with the reason; who may hold a lead of that stage is checked for each."""

    person = ColleagueField(None, label="Para quem", empty_label="escolha", error_messages=needed("Escolha quem recebe."))
    why = forms.CharField(label="Motivo", max_length=200, error_messages=needed("Diga por que passa os leads adiante."))

    def __init__(self, *args, stages, unit, **kwargs):
        super().__init__(*args, **kwargs)
        people = [workers(stage, unit).values("pk") for stage in {stage.centre: stage for stage in stages}.values()]
        model = workers(stages[0], unit)
        found = people[0].union(*people[1:]) if len(people) > 1 else people[0]
        self.fields["person"].queryset = model.model.objects.filter(pk__in=found).select_related("user").order_by("user__name")


class BulkDecisionForm(DecisionForm):
    """What the common outcome asks for; each lead brings the turn at which it was chosen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["turn"]


class BulkNextForm(NextForm):
    """Another date for all of them."""
