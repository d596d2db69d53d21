"""What an outcome may ask for out of the box: a note, a reason, a person, a moment for the next contact, an appointment."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from workflow.registry import add_requirement


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


def _person(journey, outcome, given):
    person = given.get("person")
    if person is None:
        raise ValidationError({"person": "Escolha quem recebe."})
    return person


def _moment(journey, outcome, given):
    moment = given.get("next_at")
    if moment is None:
        raise ValidationError({"next_at": "Informe o dia e a hora do próximo contato."})
    if moment < timezone.now():
        raise ValidationError({"next_at": "Escolha um momento que ainda não passou."})
    return moment


def _next_contact(journey, outcome, answer, *, by):
    journey.record("journey.next_contact", by=by, at=answer.isoformat())


add_requirement("note", "um parecer", clean=_text("note", "Conte em poucas palavras o que foi tratado."), apply=_record("journey.noted", "note"))
add_requirement("reason", "um motivo", clean=_text("reason", "Escolha o motivo."), apply=_record("journey.reason", "reason"))
add_requirement("person", "quem recebe", clean=_person, apply=lambda journey, outcome, answer, *, by: answer)
add_requirement("next_at", "a data do próximo contato", clean=_moment, apply=_next_contact)
