"""What a decision asks for, as fields: of whatever travels through a process."""

from datetime import timedelta

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from purifikar.lib.forms import DateInput, DateTimeInput
from purifikar.lib.spans import span
from workflow.models import Resource, Stage, kinds

REASON_MISSING = "Escolha o motivo."
NOTE_MISSING = "Conte em poucas palavras o que foi tratado."
DURATIONS = (15, 30, 60, 90, 120, 240)


def needed(words):
    return {"required": words}


class ColleagueField(forms.ModelChoiceField):
    """Somebody who does the work of a centre; cleans to the user."""

    def __init__(self, queryset, **options):
        super().__init__(queryset, to_field_name="user", **options)

    def label_from_instance(self, member):
        return str(member.user)

    def clean(self, value):
        member = super().clean(value)
        return member and member.user


def workers(stage, unit):
    """The memberships whose work that stage is, by name."""
    return stage.work_of(unit).select_related("user").order_by("user__name")


def moment_field(label, words, **options):
    return forms.DateTimeField(label=label, widget=DateTimeInput, error_messages=needed(words), **options)


def duration_field(offered):
    """How long it takes; unless somebody says otherwise, as long as that kind of appointment usually does."""
    usual = f"De costume ({span(timedelta(minutes=offered[0].minutes))})" if len(offered) == 1 else "De costume"
    lengths = sorted({*DURATIONS, *(kind.minutes for kind in offered)})
    choices = [("", usual), *((minutes, span(timedelta(minutes=minutes))) for minutes in lengths)]
    return forms.TypedChoiceField(label="Duração", choices=choices, coerce=int, empty_value=None, required=False)


def add_resource(form, now=None):
    """The Técnico who does it, where the unit has any; `now` is who was to do it, even if he left the list since."""
    found = {str(each.pk): each for each in [*Resource.objects.in_use(), *([now] if now else [])]}
    if found:
        form.fields["resource"] = forms.TypedChoiceField(
            label="Técnico", choices=[("", "A definir"), *((pk, each.name) for pk, each in found.items())], coerce=found.get, empty_value=None,
            required=False, initial=form.initial.get("resource") or (str(now.pk) if now else ""), help_text="Quem faz a instalação ou o serviço.",
        )  # fmt: skip


class DecisionForm(forms.Form):
    """The fields that one outcome requires, and nothing else (BIM-33, BIM-34). The engine checks them again on every path."""

    turn = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, outcome, journey, unit, **kwargs):
        self.outcome, self.journey, self.unit = outcome, journey, unit
        super().__init__(*args, **kwargs)
        self.initial["turn"] = journey.turn
        for name in outcome.requires:
            ASKS[name](self)
        for field in self.visible_fields()[:1]:
            field.field.widget.attrs["data-focus"] = True

    def add(self, **fields):
        self.fields.update(fields)

    @property
    def seen(self):
        return self.cleaned_data["turn"]

    def given(self):
        """What `decide` takes, the form's answers by their slugs."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "turn" and not name.startswith("answers.")}
        answers = {name.removeprefix("answers."): value for name, value in self.cleaned_data.items() if name.startswith("answers.")}
        return {**facts, "answers": answers}

    def refuse(self, error):
        """The engine's refusal at its fields."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for field, messages in by_field.items():
            self.add_error(field if field in self.fields else None, messages)


def _ask_note(form):
    form.add(
        note=forms.CharField(label="Parecer", max_length=4000, widget=forms.Textarea({"rows": 4}), error_messages=needed(NOTE_MISSING))
    )


def _ask_reason(form):
    if not form.outcome.reasons:
        form.add(reason=forms.CharField(label="Motivo", max_length=120, error_messages=needed(REASON_MISSING)))
        return
    choices = [(reason, reason) for reason in form.outcome.reasons]
    form.add(reason=forms.ChoiceField(label="Motivo", choices=choices, widget=forms.RadioSelect, error_messages=needed(REASON_MISSING)))
    if "note" not in form.outcome.requires:
        form.add(note=forms.CharField(label="Em outras palavras", max_length=4000, required=False, widget=forms.Textarea({"rows": 2})))


def _ask_person(form):
    people = workers(form.outcome.target, form.unit)
    form.add(person=ColleagueField(people, label="Quem recebe", empty_label="escolha", error_messages=needed("Escolha quem recebe.")))


def _ask_next(form):
    form.add(next_at=moment_field("Próximo contato", "Informe o dia e a hora do próximo contato."))


def _ask_appointment(form):
    hands_over = form.outcome.target.picks == Stage.Picks.CHOSEN
    people = workers(form.outcome.target, form.unit)
    offered = kinds().in_use(form.outcome.kinds, handing_over=hands_over)
    if hands_over:
        form.add(
            person=ColleagueField(
                people, label="Com quem", empty_label="escolha", error_messages=needed("Escolha com quem é o compromisso.")
            )
        )
    if len(offered) > 1:
        form.add(kind=forms.ChoiceField(label="O que será", choices=[(kind.slug, kind.name) for kind in offered]))
    form.add(
        starts_at=moment_field("Dia e hora", "Informe o dia e a hora do compromisso."),
        minutes=duration_field(offered),
        place=forms.CharField(label="Lugar", max_length=200, required=False, initial=form.initial.get("place", "")),
    )
    if any(kind.needs_resource for kind in offered):
        add_resource(form)


def _ask_answers(form):
    for question in form.outcome.answers:
        form.fields[f"answers.{question['slug']}"] = QUESTIONS[question["kind"]](question)


def _field(kind, **options):
    def built(question):
        required = {"required": not question["optional"], "error_messages": needed("Responda a esta pergunta.")}
        return kind(label=question["label"], **required, **options)

    return built


def _choice(question):
    choices = [(choice, choice) for choice in question["choices"]]
    return _field(forms.ChoiceField, choices=choices, widget=forms.RadioSelect)(question)


YES_NO = [("sim", "Sim"), ("nao", "Não")]
QUESTIONS = {
    "texto": _field(forms.CharField, max_length=2000, widget=forms.Textarea({"rows": 2})),
    "numero": _field(forms.CharField, max_length=20, widget=forms.TextInput({"inputmode": "decimal"})),
    "data": _field(forms.DateField, widget=DateInput),
    "sim_nao": _field(forms.ChoiceField, choices=YES_NO, widget=forms.RadioSelect({"group_class": "is-columns"})),
    "escolha": _choice,
}
ASKS = {
    "note": _ask_note,
    "reason": _ask_reason,
    "person": _ask_person,
    "next_at": _ask_next,
    "appointment": _ask_appointment,
    "answers": _ask_answers,
}
