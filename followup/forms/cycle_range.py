"""Limits on the number or the day of an earlier question, as the page of a question asks for them (BIM-46)."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from followup import cycle_path
from followup.cycle_range import DAY, HOWS, MOST_DAYS, NUMBER, hows_of, in_words
from followup.models import CycleQuestion

RANGED = (NUMBER, DAY)
EXAMPLES = {NUMBER: "Por exemplo: de 5 até 10, acima de 4, até 2.", DAY: "Dias como 27/11/2026; em “há mais de” e “há menos de”, quantos dias."}  # fmt: skip
READS = {kind: CycleQuestion(kind=kind) for kind in RANGED}


class Ranges:
    """The fields of each earlier question that is answered by a number or a day, added to a form."""

    def __init__(self, form, earlier):
        self.form, self.questions = form, [each for each in earlier if each.kind in RANGED]
        for question in self.questions:
            how, at, to = _names(question)
            choices = [("", "sem limite"), *((each.slug, each.label) for each in hows_of(question.kind))]
            form.fields[how] = forms.ChoiceField(label="Limite", required=False, choices=choices, help_text=EXAMPLES[question.kind])
            for name, label in ((at, "Valor"), (to, "Até")):
                form.fields[name] = forms.CharField(
                    label=label, required=False, max_length=20, widget=forms.TextInput({"autocomplete": "off"})
                )

    def __iter__(self):
        """(question, its three fields)"""
        return ((question, *(self.form[name] for name in _names(question))) for question in self.questions)

    @property
    def is_given(self):
        return any(field.value() or field.errors for _, *fields in self for field in fields)

    def show(self, key, limits):
        """What was kept, to be changed."""
        question = next((each for each in self.questions if each.key == key), None)
        if question and HOWS[limits["how"]].kind == question.kind:
            values = (limits["how"], *(_shown(HOWS[limits["how"]], limits.get(name)) for name in ("at", "to")))
            self.form.initial |= dict(zip(_names(question), values, strict=True))

    def read(self):
        """{key: its limits} of those that were given; every mistake at its field."""
        given = {question.key: self._limits(question) for question in self.questions}
        return {key: limits for key, limits in given.items() if limits is not None}

    def _limits(self, question):
        names = how_name, at_name, to_name = _names(question)
        how_slug, at, to = (self.form.cleaned_data.get(name, "") for name in names)
        if not how_slug:
            if at or to:
                self.form.add_error(how_name, "Escolha como o valor limita.")
            return None
        how = HOWS[how_slug]
        limits = {"at": self._limit(how, at_name, at), **({"to": self._limit(how, to_name, to)} if how.is_double else {})}
        if None in limits.values():
            return None
        if how.is_double and limits["to"] < limits["at"]:
            self.form.add_error(to_name, "O segundo limite vem antes do primeiro.")
        return {"how": how_slug} | {name: _kept(limit) for name, limit in limits.items()}

    def _limit(self, how, name, said):
        try:
            value = (_days if how.ago else _of_kind[how.kind])(said)
            if value is None:
                raise ValidationError("Diga o limite.")
        except ValidationError as wrong:
            self.form.add_error(name, wrong.messages)
            return None
        return value


def _names(question):
    return f"limite-{question.key}", f"valor-{question.key}", f"ate-{question.key}"


def _days(said):
    if said and not (said.isdecimal() and int(said[:6]) <= MOST_DAYS):
        raise ValidationError(f"Escreva quantos dias, de 0 a {in_words(MOST_DAYS)}.")
    return int(said) if said else None


_of_kind = {kind: lambda said, question=question: cycle_path.read(question, said) for kind, question in READS.items()}


def _kept(limit):
    return f"{limit.normalize():f}" if isinstance(limit, Decimal) else str(limit)


def _shown(how, limit):
    """As it would be typed."""
    if not limit or how.ago:
        return limit or ""
    value = cycle_path.read(READS[how.kind], limit)
    return in_words(value) if how.kind == NUMBER else f"{value:%d/%m/%Y}"
