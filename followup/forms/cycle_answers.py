"""The questions of a cycle as a form. It takes what was said as it came: what counts as an answer followup.cycle_path says (BIM-48)."""

import json

from django import forms

from followup import cycle_range
from followup.cycle_range import in_words
from followup.models import CycleQuestion
from purifikar.lib.forms import DateInput

KINDS = CycleQuestion.Kind
LATER = "depois"
SHORT = 26  # letters


class Said(forms.Field):
    def clean(self, value):
        return value


class CycleAnswerForm(forms.Form):
    """`reply` is what was answered before: it is shown, and its number says which answers these replace."""

    use_required_attribute = False  # which ones are asked depends on the answers
    prefix = "r"

    def __init__(self, data=None, *, version, reply=None):
        self.version, self.questions = version, version.in_order
        super().__init__(data)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=reply.number if reply else 0, min_value=0)
        for question in self.questions:
            self.fields[_name(question.key)] = _field(question)
        if reply:
            self.initial |= {_name(key): _shown(value) for key, value in reply.values.items()}
        self.theirs = {}

    @property
    def said(self):
        """{key: what was said}, as it came."""
        return {question.key: self.cleaned_data.get(_name(question.key)) for question in self.questions}

    @property
    def asked(self):
        """Each question: (itself, its field, when it is asked in words, the same for the script, what somebody else saved meanwhile)."""
        for question in self.questions:
            condition = question.condition(self.questions)
            yield question, self[_name(question.key)], condition, _for_script(question), self.theirs.get(question.key)

    def refuse(self, error):
        """Every mistake at its question."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error.messages)
            return
        for key, words in error.message_dict.items():
            self.add_error(_name(key), words)

    def rest_on(self, last):
        """Sent once more, these replace what somebody else saved meanwhile; where that differs it is shown (field note: nothing is lost)."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = last.number
        values = last.values
        for key, (_, words) in last.words.items():
            if self.data.getlist(self.add_prefix(_name(key))) != _sent(values[key]):
                self.theirs[key] = words


def _for_script(question):
    """What opens it: the answers, or what a number or a day is compared with today."""
    limits = cycle_range.bounds(question.when_range) if question.when_range else {}
    return json.dumps({"values": question.when_values, "bounds": {name: str(limit) for name, limit in limits.items()}})


def _name(key):
    """Apart from the form's own fields."""
    return f"q-{key}"


def _field(question):
    widget = WIDGETS[question.kind](question)
    return Said(label=question.text, help_text=question.hint, required=question.is_required, widget=widget)


def _one_of(question):
    """An optional one may be taken back: a round button cannot be let go."""
    none = [] if question.is_required else [("", "Sem resposta")]
    return forms.RadioSelect(_columns(question), choices=[*question.answers, *none])


def _columns(question):
    """Short answers stand side by side where there is room."""
    is_short = all(len(words) <= SHORT for _, words in question.answers)
    return {"group_class": "is-columns"} if is_short else {}


WIDGETS = {
    KINDS.WORDS: lambda question: forms.Textarea({"rows": 2, "maxlength": 2000}),
    KINDS.CHOICE: _one_of,
    KINDS.SEVERAL: lambda question: forms.CheckboxSelectMultiple(_columns(question), choices=question.answers),
    KINDS.NUMBER: lambda question: forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    KINDS.DAY: lambda question: DateInput(),
    KINDS.YES_NO: _one_of,
}


def _shown(value):
    return in_words(value) if hasattr(value, "quantize") else value


def _sent(value):
    """As a browser would send it."""
    if isinstance(value, list):
        return value
    return [value.isoformat() if hasattr(value, "isoformat") else _shown(value)]
