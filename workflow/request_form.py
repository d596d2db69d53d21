"""What opens a solicitação, what a routine says, and what a type asks, as fields."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.lib.formats import WEEKDAYS
from purifikar.lib.forms import DateInput, TimeInput
from tenants.models import Membership, OpenWork
from workflow import registry
from workflow.decision_form import QUESTIONS, ColleagueField, needed
from workflow.models import Process, Request, RequestType, Routine, Stage
from workflow.process_forms import QuestionsField, free_slug
from workflow.requirements import read_answers

COLUMNS = {"group_class": "is-columns"}


def colleagues(unit):
    """Everybody of the unit, by name."""
    return Membership.objects.active().of_unit(unit).select_related("user").order_by("user__name")


class RequestForm(forms.Form):
    """The form of one type. Its receipt is made with the empty form: sent twice, it is still one request."""

    receipt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)
    about_address = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args, type, member, unit, **kwargs):
        self.type, self.member = type, member
        super().__init__(*args, **kwargs)
        self.fields["title"] = forms.CharField(
            label="O que você precisa", max_length=120, error_messages=needed("Diga em poucas palavras.")
        )
        if self._is_directed:
            self.fields["person"] = ColleagueField(colleagues(unit), label="Para quem", empty_label="escolha", error_messages=needed("Escolha a pessoa."))  # fmt: skip
        for question in type.questions:
            self.fields[f"answers.{question['slug']}"] = QUESTIONS[question["kind"]](question)
        if type.asks_day:
            self.fields["wanted_on"] = forms.DateField(label="Para quando", required=False, widget=DateInput)
        self.fields["priority"] = forms.TypedChoiceField(
            label="Urgência", choices=[(value, label.capitalize()) for value, label in OpenWork.Priority.choices], coerce=int, initial=0,
            widget=forms.RadioSelect(attrs=COLUMNS),
        )  # fmt: skip
        self.fields["about"] = forms.CharField(
            label="Sobre quem",
            max_length=120,
            required=False,
            help_text="Cliente ou interessado, com o telefone se ainda não tem cadastro.",
        )

    @property
    def _is_directed(self):
        """Whether the asker says who gets it."""
        return Stage.objects.beginning_of(self.type.process.slug, Stage.Channel.WEB).picks == Stage.Picks.CHOSEN

    def clean_about_address(self):
        """The page of a customer or lead that this person may see; any other is left out."""
        address = self.cleaned_data["about_address"]
        return address if address and registry.subject_at(address, self.member) else ""

    def clean_wanted_on(self):
        day = self.cleaned_data["wanted_on"]
        if day and day < timezone.localdate():
            raise ValidationError("Escolha um dia que ainda não passou.")
        return day

    def clean(self):
        cleaned = super().clean()
        said = {name.removeprefix("answers."): value for name, value in cleaned.items() if name.startswith("answers.")}
        asked = [question for question in self.type.questions if question["slug"] in said]
        try:
            answers = read_answers(asked, said)
        except ValidationError as wrong:
            for field, messages in wrong.message_dict.items():
                self.add_error(field, messages)
        else:
            cleaned["answers"] = [[question["label"], _in_words(answers[question["slug"]])] for question in asked]
        return cleaned

    def send(self, *, by):
        """The request on its way; the one that is there already when the form comes a second time."""
        said = self.cleaned_data
        if first := Request.objects.sent_with(said["receipt"], by=by):
            return first
        return Request.objects.ask(
            self.type, said["title"], by=by, id=said["receipt"] or uuid7(), holder=said.get("person"), priority=said["priority"],
            answers=[pair for pair in said["answers"] if pair[1]], about=said["about"], about_address=said["about_address"],
            wanted_on=said.get("wanted_on"),
        )  # fmt: skip


def _in_words(value):
    if isinstance(value, bool):
        return "sim" if value else "não"
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value.replace(".", ",") if value.replace(".", "", 1).isdigit() else value


class RequestNoteForm(forms.Form):
    """Something to be known of a request."""

    note = forms.CharField(label="Anotação", max_length=4000, widget=forms.Textarea({"rows": 2, "placeholder": "Escrever anotação"}), error_messages=needed("Escreva a anotação."))  # fmt: skip


class RoutineForm(forms.ModelForm):
    """A request that makes itself."""

    weekdays = forms.TypedMultipleChoiceField(
        label="Dias da semana", choices=[(day, name.capitalize()) for day, name in enumerate(WEEKDAYS)], coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMNS), error_messages=needed("Marque ao menos um dia."),
        help_text="Em dia de folga da unidade, passa para o próximo dia de trabalho.",
    )  # fmt: skip

    class Meta:
        model = Routine
        fields = ["title", "type", "weekdays", "at", "holder", "is_active"]
        widgets = {"at": TimeInput}
        help_texts = {"holder": "Em branco, segue o que o processo do tipo diz.", "at": "Na hora da unidade."}

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = RequestType.objects.open_now().select_related("process")
        self.fields["type"].empty_label = "escolha"
        self.fields["holder"] = ColleagueField(
            colleagues(unit),
            label="Responsável",
            required=False,
            empty_label="quem o processo disser",
            help_text=self.fields["holder"].help_text,
        )
        if self.instance.holder_id:
            self.initial["holder"] = self.instance.holder_id


class RequestTypeForm(forms.ModelForm):
    """A type's name and form. A new one begins with the way of another, to be changed in the editor of processes."""

    name = forms.CharField(label="Nome", max_length=60)
    summary = forms.CharField(label="Para que serve", max_length=400, required=False, widget=forms.Textarea({"rows": 2}))
    like = forms.ModelChoiceField(
        None, label="Caminho igual ao de", empty_label="escolha", help_text="Depois você muda as etapas no processo.",
        error_messages=needed("Escolha de qual tipo copiar o caminho."),
    )  # fmt: skip
    questions = QuestionsField(
        label="Perguntas do formulário", required=False,
        help_text="Uma por linha. No fim, entre parênteses: (sim ou não), (número), (data), (escolha: mesa / bancada), (opcional).",
    )  # fmt: skip

    class Meta:
        model = RequestType
        fields = ["name", "summary", "like", "questions", "asks_day", "is_open"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["like"].queryset = RequestType.objects.open_now().select_related("process")
        else:
            del self.fields["like"]
            self.initial |= {"name": self.instance.process.name, "summary": self.instance.process.summary}

    def clean_questions(self):
        """A question keeps its slug while its words stay."""
        known = {question["label"]: question["slug"] for question in self.instance.questions}
        questions, taken = [], set(known.values())
        for question in self.cleaned_data["questions"]:
            slug = known.get(question["label"]) or free_slug(question["label"], taken, separator="_")
            taken.add(slug)
            questions.append({"slug": slug, **question})
        return questions

    def keep(self, *, by):
        type, said = self.instance, self.cleaned_data
        if type._state.adding:
            slug = free_slug(said["name"], set(Process.objects.values_list("slug", flat=True)))
            type.process = said["like"].process.copy(slug, said["name"], by=by)
        type.process.name, type.process.summary = said["name"], said["summary"]
        type.process.save(update_fields=["name", "summary"])
        type.save()
        return type
