"""The forms by which a draft is changed: stages, decisions with what they ask, limits with their alarms."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory
from django.utils.text import slugify

from tenants.models import Centre
from workflow import registry
from workflow.checks import unanswerable
from workflow.models import Limit, LimitAlarm, Outcome, Stage, kinds

COLUMNS = {"group_class": "is-columns"}
# How the kinds of answers are written behind a question.
KINDS = {"texto": "texto", "numero": "número", "data": "data", "sim_nao": "sim ou não", "escolha": "escolha"}
KIND_OF = {words: kind for kind, words in KINDS.items()} | {"numero": "numero", "sim/não": "sim_nao", "sim/nao": "sim_nao"}
ENDING = re.compile(r"^(?P<label>.+?)\s*\((?P<notes>[^()]*)\)$")
MOST_LABEL = 120


def free_slug(name, taken, *, separator="-"):
    """A slug of that name which nothing else has."""
    plain = (slugify(name) or "item").replace("-", separator)[:34].strip(separator)
    plain = plain if plain[0].isalpha() else f"n{separator}{plain}"
    return next(slug for slug in [plain, *(f"{plain}{separator}{at}" for at in range(2, 100))] if slug not in taken)


class LinesField(forms.CharField):
    """A list with one thing a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = value if isinstance(value, list) else super().to_python(value).splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


class QuestionsField(LinesField):
    """Questions, one a line, with the kind of their answer behind them: `Há ponto de água? (sim ou não)`."""

    def prepare_value(self, value):
        return "\n".join(map(_written, value)) if isinstance(value, list) else value

    def to_python(self, value):
        questions = [_read(number, line) for number, line in enumerate(super().to_python(value), start=1)]
        for number, question in enumerate(questions, start=1):
            if question["label"] in [each["label"] for each in questions[: number - 1]]:
                raise ValidationError(f"Linha {number}: essa pergunta já está acima. Escreva-a de outro jeito.")
        return questions


def _written(question):
    notes = [KINDS[question["kind"]]] if question["kind"] != "texto" else []
    if question["choices"]:
        notes = [f"escolha: {' / '.join(question['choices'])}"]
    notes += ["opcional"] if question["optional"] else []
    return f"{question['label']} ({'; '.join(notes)})" if notes else question["label"]


def _read(number, line):
    found = ENDING.match(line)
    notes = [note.strip() for note in found["notes"].split(";")] if found else []
    optional, notes = "opcional" in notes, [note for note in notes if note != "opcional"]
    kind, choices = _kind(notes)
    if kind is None:  # what stands in brackets belongs to the question: "Valor (R$)"
        label, kind, optional = line, "texto", False
    else:
        label = found["label"] if found else line
    if kind == "escolha" and len(choices) < 2:
        raise ValidationError(f"Linha {number}: dê pelo menos duas respostas, por exemplo (escolha: mesa / bancada).")
    if len(label) > MOST_LABEL:
        raise ValidationError(f"Linha {number}: a pergunta passa de {MOST_LABEL} letras. Encurte.")
    return {"label": label, "kind": kind, "choices": choices, "optional": optional}


def _kind(notes):
    """The kind that the notes behind a question name, and its choices; None when they name something else."""
    if not notes:
        return "texto", []
    name, _, choices = notes[0].partition(":")
    kind = KIND_OF.get(name.strip().lower()) if len(notes) == 1 else None
    return kind, [choice.strip() for choice in choices.split("/") if choice.strip()] if kind == "escolha" else []


class StageForm(forms.ModelForm):
    """A stage's own facts."""

    centre = forms.ChoiceField(label="Centro de responsabilidade", required=False, help_text="De quem é o trabalho desta etapa.")
    actions = forms.MultipleChoiceField(label="Ao entrar na etapa", required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Stage
        fields = ["name", "hint", "centre", "picks", "channel", "actions", "ends"]
        help_texts = {
            "hint": "Uma frase para quem recebe.",
            "channel": "Sem começo marcado, todos os leads começam na primeira etapa.",
            "ends": "Uma etapa que encerra não tem decisões nem prazos.",
        }

    def __init__(self, *args, version, **kwargs):
        self.version = version
        super().__init__(*args, **kwargs)
        self.fields["centre"].choices = [("", "Nenhum: a etapa encerra o processo"), *Centre.objects.values_list("slug", "name")]
        self.fields["actions"].choices = [(action.name, action.label.capitalize()) for action in registry.entry_actions()]

    def clean_name(self):
        name = self.cleaned_data["name"]
        if self.version.stages.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Já existe uma etapa com esse nome.")
        return name

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("ends") and cleaned.get("channel"):
            self.add_error("ends", "Esta etapa é um começo, e um começo não encerra o processo.")
        if not cleaned.get("ends") and not cleaned.get("centre"):
            self.add_error("centre", "Escolha de quem é o trabalho desta etapa.")
        if cleaned.get("ends") and self._goes_on():
            self.add_error("ends", "A etapa ainda tem decisões ou prazos. Exclua-os antes.")
        channel = cleaned.get("channel")
        other = self.version.stages.filter(channel=channel).exclude(pk=self.instance.pk).first() if channel else None
        if other:
            self.add_error("channel", f"Esses leads já começam na etapa {other}.")
        return cleaned

    def _goes_on(self):
        stage = self.instance
        return not stage._state.adding and (stage.outcomes.exists() or stage.limits.exists())

    def save(self):
        stage, is_new = self.instance, self.instance._state.adding
        if is_new:
            stages = list(self.version.stages.values_list("slug", "order"))
            stage.version = self.version
            stage.slug = free_slug(stage.name, [slug for slug, _ in stages])
            stage.order = max((order for _, order in stages), default=-1) + 1
        return super().save()


class OutcomeForm(forms.ModelForm):
    """A decision: where it leads and what it asks for."""

    requires = forms.MultipleChoiceField(label="O que pede", required=False, widget=forms.CheckboxSelectMultiple(attrs=COLUMNS))
    reasons = LinesField(label="Motivos", required=False, help_text="Um por linha. Em branco, o motivo é escrito com as próprias palavras.")
    kinds = forms.MultipleChoiceField(
        label="Tipos de compromisso", required=False, widget=forms.CheckboxSelectMultiple(attrs=COLUMNS), help_text="Nenhum marcado: todos valem."
    )  # fmt: skip
    answers = QuestionsField(
        label="Perguntas do formulário", required=False,
        help_text="Uma por linha. No fim, entre parênteses: (sim ou não), (número), (data), (escolha: mesa / bancada), (opcional).",
    )  # fmt: skip

    class Meta:
        model = Outcome
        fields = ["name", "question", "target", "requires", "reasons", "kinds", "answers"]
        help_texts = {"question": "Agrupa as decisões na tela. Por exemplo: Venda feita?"}

    def __init__(self, *args, stage, **kwargs):
        self.stage = stage
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = stage.version.stages.all()
        self.fields["target"].empty_label = "Escolha"
        self.fields["requires"].choices = [(each.name, each.label.capitalize()) for each in registry.requirements()]
        self.fields["kinds"].choices = [
            (kind.slug, kind.name.capitalize()) for kind in kinds().values() if kind.is_active or kind.slug in self.instance.kinds
        ]

    def clean_answers(self):
        """A question keeps its slug while its words stay, so answers given before still belong to it."""
        known = {question["label"]: question["slug"] for question in self.instance.answers}
        questions, taken = [], set(known.values())
        for question in self.cleaned_data["answers"]:
            slug = known.get(question["label"]) or free_slug(question["label"], taken, separator="_")
            taken.add(slug)
            questions.append({"slug": slug, **question})
        return questions

    def clean(self):
        cleaned = super().clean()
        asked = cleaned.get("requires") or []
        if "answers" in asked and not cleaned.get("answers") and "answers" not in self.errors:
            self.add_error("answers", "Escreva as perguntas, ou desmarque “Um formulário” acima.")
        for name, needed, words in (
            ("reasons", "reason", "Um motivo"),
            ("answers", "answers", "Um formulário"),
            ("kinds", "appointment", "Um compromisso"),
        ):
            if cleaned.get(name) and needed not in asked:
                self.add_error(name, f"Isto só vale se a decisão pede: marque “{words}” acima.")
        return cleaned

    def save(self):
        outcome = self.instance
        if outcome._state.adding:
            others = list(self.stage.outcomes.values_list("slug", "order"))
            outcome.stage = self.stage
            outcome.slug = free_slug(outcome.name, [slug for slug, _ in others])
            outcome.order = max((order for _, order in others), default=-1) + 1
        return super().save()


class LimitForm(forms.ModelForm):
    """How long there is, by which clock, from entering the stage until leaving it or entering another."""

    class Meta:
        model = Limit
        fields = ["name", "amount", "clock", "until"]
        labels = {"until": "Até entrar em"}
        help_texts = {
            "amount": "Em branco com “fim do mês”.",
            "clock": "Horas e dias úteis seguem o calendário da unidade.",
            "until": "Em branco, até sair desta etapa.",
        }

    def __init__(self, *args, stage, **kwargs):
        self.stage = stage
        super().__init__(*args, **kwargs)
        self.fields["until"].queryset = stage.version.stages.exclude(pk=stage.pk)
        self.fields["until"].empty_label = "Sair desta etapa"
        self.fields["amount"].required = False
        self.fields["amount"].widget.attrs["min"] = 0

    def clean(self):
        cleaned = super().clean()
        ends_with_month = cleaned.get("clock") == Limit.Clock.END_OF_MONTH
        if ends_with_month:
            cleaned["amount"] = 0
        elif not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", "Informe quanto tempo o prazo dá, por exemplo 24.")
        return cleaned

    def save(self):
        limit = self.instance
        if limit._state.adding:
            limit.version, limit.starts = self.stage.version, self.stage
            limit.slug = free_slug(limit.name, set(limit.version.limits.values_list("slug", flat=True)))
        return super().save()


class AlarmForm(forms.ModelForm):
    """What happens at a moment of the limit."""

    class Meta:
        model = LimitAlarm
        fields = ["deed", "percent", "minutes_after", "outcome"]
        help_texts = {"percent": "100 é quando o prazo vence.", "outcome": "Só para “tomar uma decisão”."}

    def __init__(self, *args, stage, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = stage.outcomes.all()
        self.fields["outcome"].empty_label = "Nenhuma"
        self.fields["percent"].widget.attrs.update({"min": 1, "max": 400})

    def clean_percent(self):
        percent = self.cleaned_data["percent"]
        if not 1 <= percent <= 400:
            raise ValidationError("Use de 1 a 400 %.")
        return percent

    def clean(self):
        cleaned = super().clean()
        decides = cleaned.get("deed") == LimitAlarm.Deed.DECIDE
        outcome = cleaned.get("outcome")
        if decides and not outcome:
            self.add_error("outcome", "Escolha a decisão que o sistema toma.")
        elif decides and (asked := unanswerable(outcome)):
            self.add_error("outcome", f"Ninguém responde pelo sistema: a decisão {outcome} pede {asked}.")
        elif outcome and not decides:
            self.add_error("outcome", "Só “tomar uma decisão” usa este campo.")
        return cleaned


class BaseAlarms(forms.BaseInlineFormSet):
    deletion_widget = forms.CheckboxInput

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Excluir este alarme"

    def clean(self):
        """Two equal ones are refused at the second, in our words."""
        seen = set()
        for form in self.forms:
            said = form.cleaned_data if hasattr(form, "cleaned_data") else {}
            if not said.get("deed") or said.get("DELETE"):
                continue
            moment = (said["deed"], said.get("percent"), said.get("minutes_after"))
            if moment in seen:
                form.add_error("deed", "Há outro alarme igual no mesmo momento.")
            seen.add(moment)


Alarms = inlineformset_factory(Limit, LimitAlarm, form=AlarmForm, formset=BaseAlarms, extra=1, can_delete=True)
