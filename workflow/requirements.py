"""What an outcome may ask for out of the box. Each answer comes under its own names in `decide(…, **given)`:

note         note="…"
reason       reason="…", note="…"          one of the outcome's `reasons`, where it lists any; the note only if somebody has more to say
person       person=user                   who holds it next
next_at      next_at=moment
appointment  person=user, starts_at=moment, kind="visita", minutes=60, place="", resource=técnico    the kinds of the unit, each as long as usual
answers      answers={"slug": value, …}    one for each question of the outcome's form; errors come as `answers.slug`
"""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from tenants.models import Commitment
from tenants.models.commitment import refuse_clashes
from workflow.models.appointment import Appointment
from workflow.models.appointment_kind import LONGEST, kinds
from workflow.models.stage import Stage
from workflow.registry import add_requirement
from workflow.resource_time import hindrances

BY_THE_CLOCK = "Prazo vencido"  # the reason of a limit that decides: none of those that people choose from is true


def _text(field, words):
    def clean(journey, outcome, given):
        text = (given.get(field) or "").strip()
        if not text:
            raise ValidationError({field: words})
        return text

    return clean


def _record(kind, field):
    def apply(journey, outcome, answer, *, by):
        journey.record(kind, by=by, **{field: answer})

    return apply


def _reason(journey, outcome, given):
    """In the outcome's own words where it lists its reasons (DIR-12)."""
    reason = (given.get("reason") or "").strip()
    if not reason:
        raise ValidationError({"reason": "Escolha o motivo."})
    if outcome.reasons and reason not in (*outcome.reasons, BY_THE_CLOCK):
        raise ValidationError({"reason": f"Escolha um destes motivos: {', '.join(outcome.reasons)}."})
    more = (given.get("note") or "").strip() if outcome.reasons and "note" not in outcome.requires else ""
    return reason, more


def _keep_reason(journey, outcome, answer, *, by):
    reason, more = answer
    journey.record("journey.reason", by=by, reason=reason)
    if more:
        journey.record("journey.noted", by=by, note=more)


def _person(journey, outcome, given):
    person = given.get("person")
    if person is None:
        raise ValidationError({"person": "Escolha quem recebe."})
    return _fit(person, outcome)


def _fit(person, outcome):
    """Whoever gets it must belong to the centre whose work it becomes."""
    if not outcome.target.centre or outcome.target.work_of(connection.tenant).filter(user=person).exists():
        return person
    raise ValidationError({"person": f"{person} não recebe trabalho da etapa {outcome.target} nesta unidade. Escolha outra pessoa."})


def _moment(journey, outcome, given):
    return _to_come(given.get("next_at"), "next_at", "Informe o dia e a hora do próximo contato.")


def _to_come(moment, field, words):
    if moment is None:
        raise ValidationError({field: words})
    if moment < timezone.now():
        raise ValidationError({field: "Escolha um momento que ainda não passou."})
    return moment


def _next_contact(journey, outcome, answer, *, by):
    journey.record("journey.next_contact", by=by, at=answer.isoformat())


def _appointment(journey, outcome, given):
    """Who, when and of which kind; every mistake at its field, all at once (FOL-09, DIR-13)."""
    errors, facts = {}, {}
    for field, clean in (("person", _companion), ("starts_at", _start), ("kind", _kind), ("minutes", _minutes)):
        try:
            facts[field] = clean(journey, outcome, given)
        except ValidationError as wrong:
            errors.update(wrong.message_dict)
    if errors:
        raise ValidationError(errors)
    what, resource = kinds().named(facts["kind"]), given.get("resource")
    span = (facts["starts_at"], facts["starts_at"] + timedelta(minutes=facts["minutes"] or what.minutes))
    if what.excludes:
        Commitment.objects.refuse([facts["person"]], [span])
    refuse_clashes([*Appointment.objects.clashes_of(resource, [span]), *hindrances(resource, [span], connection.tenant)])
    return {**facts, "resource": resource, "place": (given.get("place") or "").strip()[:200]}


def _companion(journey, outcome, given):
    """With whom; where the appointment hands nothing over, whoever holds the journey is meant."""
    person = given.get("person") or (None if _hands_over(outcome) else journey.holder)
    if person is None:
        raise ValidationError({"person": "Escolha com quem é o compromisso."})
    return _fit(person, outcome)


def _start(journey, outcome, given):
    return _to_come(given.get("starts_at"), "starts_at", "Informe o dia e a hora do compromisso.")


def _kind(journey, outcome, given):
    allowed = dict(kinds().choices(outcome.kinds, handing_over=_hands_over(outcome)))
    kind = given.get("kind") or (next(iter(allowed)) if len(allowed) == 1 else None)
    if kind not in allowed:
        raise ValidationError({"kind": f"Escolha o tipo de compromisso: {', '.join(allowed.values())}."})
    return kind


def _minutes(journey, outcome, given):
    minutes = given.get("minutes") or None
    if minutes and not 0 < minutes <= LONGEST:
        raise ValidationError({"minutes": "A duração vai de 1 minuto a 24 horas."})
    return minutes


def _hands_over(outcome):
    return outcome.target.picks == Stage.Picks.CHOSEN


def _book(journey, outcome, facts, *, by):
    Appointment.objects.book(journey, by=by, **facts)
    return facts["person"] if _hands_over(outcome) else None


def _answers(journey, outcome, given):
    return read_answers(outcome.answers, given.get("answers") or {})


def read_answers(questions, said):
    """The filled form, by the slugs of its questions (DIR-02, DIR-04, DIR-20)."""
    errors, answers = {}, {}
    for question in questions:
        try:
            answers[question["slug"]] = _answer(question, said.get(question["slug"]))
        except ValidationError as wrong:
            errors[f"answers.{question['slug']}"] = wrong.messages
    if errors:
        raise ValidationError(errors)
    return answers


def _answer(question, value):
    if value in (None, "") and question["kind"] != "sim_nao":
        if question["optional"]:
            return ""
        raise ValidationError("Responda a esta pergunta.")
    return READERS[question["kind"]](question, value)


def _read_yes_no(question, value):
    if value in (True, "sim", "on", "true"):
        return True
    if value in (False, "nao", "false"):
        return False
    if question["optional"]:
        return ""
    raise ValidationError("Responda sim ou não.")


def _read_number(question, value):
    try:
        number = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or number < 0:
        raise ValidationError("Informe um número, por exemplo 12,5.")
    return str(number)


def _read_date(question, value):
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as wrong:
        raise ValidationError("Informe o dia, por exemplo 27/11/2026.") from wrong


def _read_choice(question, value):
    if value not in question["choices"]:
        raise ValidationError(f"Escolha uma destas respostas: {', '.join(question['choices'])}.")
    return value


READERS = {
    "texto": lambda question, value: str(value).strip()[:2000],
    "numero": _read_number,
    "data": _read_date,
    "sim_nao": _read_yes_no,
    "escolha": _read_choice,
}


def _keep_answers(journey, outcome, answers, *, by):
    labels = {question["slug"]: question["label"] for question in outcome.answers}
    journey.record("journey.answered", by=by, answers=answers, labels=labels)


add_requirement(
    "note", "um parecer", clean=_text("note", "Conte em poucas palavras o que foi tratado."), apply=_record("journey.noted", "note")
)
add_requirement("reason", "um motivo", clean=_reason, apply=_keep_reason)
add_requirement("person", "quem recebe", clean=_person, apply=lambda journey, outcome, answer, *, by: answer)
add_requirement("next_at", "a data do próximo contato", clean=_moment, apply=_next_contact)
add_requirement("appointment", "um compromisso", clean=_appointment, apply=_book)
add_requirement("answers", "um formulário", clean=_answers, apply=_keep_answers)
