"""Cycles and their questions, as Configurações shows them (BIM-46, BIM-67)."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from followup.forms.cycle_range import Ranges
from followup.models import AttendanceType, Cycle, CycleQuestion
from leads.forms.decision import needed
from workflow.process_forms import LinesField

KINDS = CycleQuestion.Kind
MOST_CHOICES, LONGEST_CHOICE = 30, 120
ANY = "qualquer resposta"
ONE_ONLY = "Marque respostas de uma só pergunta, ou os limites de uma só."
JOINT = "|"  # a key has none
CHANGED = (
    "Outra pessoa mudou esta pergunta enquanto você escrevia. O que você escreveu está abaixo: confira e grave de novo para valer o seu."
)


class KindsField(forms.ModelMultipleChoiceField):
    """Groups and items; each says which other cycle it would leave."""

    def __init__(self, *, cycle, **options):
        self.cycle = cycle
        kinds = AttendanceType.objects.filter(Q(is_active=True) | Q(cycle=cycle.pk)).select_related("cycle")
        super().__init__(kinds, widget=forms.CheckboxSelectMultiple, **options)

    def label_from_instance(self, kind):
        other = f" (hoje: {kind.cycle})" if kind.cycle_id and kind.cycle_id != self.cycle.pk else ""
        return f"{kind}{', o grupo todo' if kind.is_group else ''}{other}"


class CycleForm(forms.ModelForm):
    """Its name and the types that ask it."""

    class Meta:
        model = Cycle
        fields = ["name", "is_active"]
        help_texts = {"is_active": "Fora de uso, não é mais perguntado; as respostas ficam."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"] = KindsField(
            cycle=self.instance, label="Tipos de atendimento", required=False,
            help_text="Um grupo vale para todos os seus itens; o ciclo do próprio item vale mais que o do grupo.",
        )  # fmt: skip
        if self.instance._state.adding:
            del self.fields["is_active"]
        else:
            self.initial["kinds"] = list(self.instance.kinds.values_list("pk", flat=True))

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if Cycle.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Já existe um ciclo com esse nome.")
        return name

    @transaction.atomic
    def keep(self, *, by):
        if self.instance._state.adding:
            return Cycle.objects.begin(self.cleaned_data["name"], by=by, kinds=self.cleaned_data["kinds"])
        cycle = self.save()
        cycle.set_kinds(self.cleaned_data["kinds"])
        return cycle


class QuestionForm(forms.ModelForm):
    """A question of a draft. After which answer it is asked is ticked among the answers of the questions before it, or said by limits."""

    choices = LinesField(label="Respostas", required=False, help_text="Uma por linha, para uma ou várias escolhas.", widget=forms.Textarea({"rows": 5}))  # fmt: skip
    when = forms.MultipleChoiceField(label="Só perguntar se a resposta for", required=False, widget=forms.CheckboxSelectMultiple)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = CycleQuestion
        fields = ["text", "hint", "kind", "choices", "is_required"]
        help_texts = {"hint": "Aparece abaixo da pergunta: o que observar, por que perguntar."}
        error_messages = {"text": needed("Escreva a pergunta.")}

    def __init__(self, *args, version, **kwargs):
        self.version = version
        super().__init__(*args, **kwargs)
        self.everything = version.in_order
        is_new = self.instance._state.adding
        self.earlier = [each for each in self.everything if is_new or each.position < self.instance.position]
        self.fields["when"].choices = [(each.text, _answers(each)) for each in self.earlier]
        if not self.earlier:
            del self.fields["when"]
        self.ranges = Ranges(self, self.earlier)
        self.initial["turn"] = self.instance.turn
        if self.instance.when_range:
            self.ranges.show(self.instance.when_key, self.instance.when_range)
        elif self.instance.when_key:
            self.initial["when"] = [f"{self.instance.when_key}{JOINT}{value}" for value in self.instance.when_values or [""]]
        if not is_new and self._was_published:
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = "Já foi respondida assim. Para outro tipo de resposta, inclua uma pergunta nova."

    @property
    def _was_published(self):
        others = CycleQuestion.objects.filter(version__cycle=self.version.cycle_id, key=self.instance.key)
        return others.exclude(version=self.version).exists()

    @property
    def _waiting(self):
        """The questions that wait for an answer to this one."""
        return [each for each in self.everything if self.instance.key and each.when_key == self.instance.key]

    def clean_choices(self):
        choices = self.cleaned_data["choices"]
        if len(choices) > MOST_CHOICES:
            raise ValidationError(f"No máximo {MOST_CHOICES} respostas.")
        if longest := next((choice for choice in choices if len(choice) > LONGEST_CHOICE), None):
            raise ValidationError(f"Encurte “{longest[:30]}…”: cabem {LONGEST_CHOICE} letras.")
        return choices

    def clean_when(self):
        """(the question, its answers) that open this one; any answer of it where that is ticked."""
        ticked = [each.partition(JOINT)[::2] for each in self.cleaned_data["when"]]
        keys = list(dict.fromkeys(key for key, _ in ticked))
        if len(keys) > 1:
            raise ValidationError(ONE_ONLY)
        values = [value for _, value in ticked]
        return (keys[0], [] if "" in values else values) if keys else ("", [])

    def _opening(self, facts):
        """(key, answers, limits): what opens it, ticked or limited."""
        key, values = facts.get("when", ("", []))
        limited = self.ranges.read()
        if len(limited) + bool(key) > 1:
            self.add_error("when", ONE_ONLY)
        return (key, values, {}) if key or not limited else (next(iter(limited)), [], next(iter(limited.values())))

    def clean(self):
        facts = super().clean()
        self.opening = self._opening(facts)
        kind, question = facts.get("kind"), self.instance
        if kind not in CycleQuestion.LISTED:
            facts["choices"] = []
        question.kind, question.choices = kind or question.kind, facts.get("choices", [])
        if "choices" in facts and question.needs_choices and len(question.choices) < 2:
            self.add_error("choices", "Dê ao menos duas respostas, uma por linha.")
        for waiting in self._waiting:
            for words in waiting.broken_by(question):
                self.add_error("kind" if waiting.when_range else "choices", f"{words} Mude a condição dela primeiro.")
        return facts

    @transaction.atomic
    def keep(self):
        """Raises ValidationError for a version published meanwhile; for a question changed meanwhile it is told at the form (False)."""
        self.version.hold()
        question = self.instance
        question.when_key, question.when_values, question.when_range = self.opening
        if question._state.adding:
            question.version = self.version
            question.key = CycleQuestion.objects.free_key(self.version.cycle_id, question.text)
            question.position = max((each.position for each in self.everything), default=0) + 1
        else:
            now = CycleQuestion.objects.filter(pk=question.pk).values_list("turn", flat=True).first()
            if now != self.cleaned_data["turn"]:
                self.add_error(None, CHANGED if now is not None else "Outra pessoa excluiu esta pergunta enquanto você escrevia.")
                self.data = self.data.copy()
                self.data["turn"] = now or 0
                return False
            question.turn = now + 1
        question.save()
        return True


def _answers(question):
    """What may be ticked of a question: each of its answers, or any."""
    return [*((f"{question.key}{JOINT}{value}", words) for value, words in question.answers), (f"{question.key}{JOINT}", ANY)]
