"""The way through the questions of a cycle: which ones are asked, given the answers so far, and what counts as an answer (BIM-46).

An answer is None, or as its kind has it: words, one of the choices, a list of choices, a Decimal, a day, "sim" or "nao".
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date

from followup import cycle_range

MOST_WORDS = 2000
MOST_NUMBER = Decimal("999999999.99")
YES, NO = "sim", "nao"
MISSING = "Responda a esta pergunta."
THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")
BRAZILIAN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def asked(questions, values):
    """Those that are on the path, in order: without a condition, or after an answer that meets it and is on the path itself."""
    on_path = {}
    for question in questions:
        if not question.when_key or (question.when_key in on_path and meets(question, values.get(question.when_key))):
            on_path[question.key] = question
    return list(on_path.values())


def meets(question, value):
    """Whether that answer, given to the question that the condition names, opens this one. No named answers nor limits: any opens it."""
    if question.when_range:
        return cycle_range.holds(question.when_range, value)
    given = value if isinstance(value, list) else [] if value is None else [value]
    return bool(given) and (not question.when_values or bool(set(map(str, given)) & set(question.when_values)))


def check(questions, said, *, whole):
    """The answers that count, by the keys of their questions; `whole` refuses while a required one on the path is missing.

    What was said to a question that is not on the path is not looked at. Every mistake is raised at once, at its question.
    """
    values, errors = {}, {}
    for question in questions:
        if question.when_key and not meets(question, values.get(question.when_key)):
            continue
        try:
            value = read(question, said.get(question.key))
            if value is None and whole and question.is_required:
                raise ValidationError(MISSING)
        except ValidationError as wrong:
            errors[question.key] = wrong.messages
        else:
            if value is not None:
                values[question.key] = value
    if errors:
        raise ValidationError(errors)
    return values


def missing(questions, values):
    """The required ones on the path that nobody has answered."""
    return [question for question in asked(questions, values) if question.is_required and question.key not in values]


def left_out(questions, said, values):
    """The questions that were answered and not asked: their answers are not kept."""
    on_path = {question.key for question in asked(questions, values)}
    return [question for question in questions if question.key not in on_path and said.get(question.key) not in (None, "", [], [""])]


def read(question, said):
    if said is None or said in ("", [], [""]):
        return None
    return READERS[question.kind](question, said)


def _words(question, said):
    words = str(said).replace("\0", "").replace("\r\n", "\n").strip()
    if len(words) > MOST_WORDS:
        raise ValidationError(f"Encurte a resposta: cabem {MOST_WORDS} letras, e há {len(words)}.")
    return words or None


def _choice(question, said):
    if said not in question.choices:
        raise ValidationError("Escolha uma das respostas da lista.")
    return said


def _several(question, said):
    given = said if isinstance(said, (list, tuple)) else [said]
    if set(given) - set(question.choices):
        raise ValidationError("Escolha respostas da lista.")
    return [choice for choice in question.choices if choice in given]


def _number(question, said):
    text = str(said).strip().replace(" ", "")
    if not text:
        return None
    plain = text.replace(".", "").replace(",", ".") if "," in text or THOUSANDS.fullmatch(text) else text
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise ValidationError("Escreva um número, por exemplo 12 ou 12,5.")
    if not 0 <= number <= MOST_NUMBER:
        raise ValidationError("Escreva um número de 0 a 999.999.999,99.")
    if number != number.quantize(Decimal("0.01")):
        raise ValidationError("No máximo duas casas depois da vírgula.")
    return number.quantize(Decimal("0.01"))


def _day(question, said):
    text = f"{said:%Y-%m-%d}" if isinstance(said, date) else str(said).strip()
    if found := BRAZILIAN_DAY.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2100:
        raise ValidationError("Escreva o dia, por exemplo 27/11/2026.")
    return day


def _yes_no(question, said):
    if said not in (YES, NO):
        raise ValidationError("Responda sim ou não.")
    return said


READERS = {"texto": _words, "escolha": _choice, "varias": _several, "numero": _number, "data": _day, "sim_nao": _yes_no}
