"""History in words: who, when, what, and how long each stage took."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from workflow import timeline, way
from workflow.install import install
from workflow.models import Process
from workflow.ready import ready_processes
from workflow.timeline import line_of

RECORDED = re.compile(r"""record\(\s*"([a-z_]+\.[a-z_]+)"|kind="([a-z_]+\.[a-z_]+)\"""")


def told(journey, kind, reader=None):
    return line_of(journey.events.filter(kind=kind).select_related("by").last(), reader=reader)


def test_every_kind_that_is_recorded_is_told():
    """A new kind of event without a sentence would show its slug to people."""
    files = [path for app in ("workflow", "leads", "followup", "fieldservice") for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    kinds = {kind for path in files for pair in RECORDED.findall(path.read_text()) for kind in pair if kind}

    assert "journey.decided" in kinds
    assert kinds - timeline.told_kinds() == set()


def test_a_decision_says_who_what_and_how_long_the_stage_took(journey, camila, rafael):
    journey.entered_at = timezone.now() - timedelta(hours=3, minutes=5)
    journey.save(update_fields=["entered_at"])
    journey.decide("agendar", by=camila, person=rafael, note="Quer gelada.")
    line = told(journey, "journey.decided")

    assert line.title == "Camila Duarte: Agendar"
    assert line.text == "Em atendimento durou 3 h 5 min, dentro do prazo."


def test_the_reader_is_called_you(journey, camila, rafael):
    journey.decide("agendar", by=camila, person=rafael, note="Quer gelada.")

    assert told(journey, "journey.entered", reader=rafael).title == "Visita: com você"
    assert told(journey, "journey.noted", reader=camila).title == "Você"


def test_somebodys_own_words_stand_as_they_were_written(journey, camila, rafael):
    journey.decide("agendar", by=camila, person=rafael, note="Quer gelada")
    line = told(journey, "journey.noted")

    assert (line.tone, line.text) == ("opinion", "Quer gelada.")


def test_an_answer_that_is_the_parecer_too_is_said_once(journey, rafael):
    journey.record("appointment.answered", by=rafael, appointment=1, result="Gostou.")
    journey.record("journey.noted", by=rafael, note="Gostou.")
    lines = timeline.history_of(journey).lines[:2]

    assert [(line.title, line.text) for line in lines] == [("Rafael Moreira", "Gostou."), ("Rafael Moreira respondeu ao compromisso", "")]


def test_a_distribution_says_why(journey):
    """BEY-09"""
    assert told(journey, "journey.entered").text == "Próximo da vez."


def test_the_end_says_where_and_how(journey, camila):
    journey.decide("perder", by=camila, reason="Preço")

    assert told(journey, "journey.ended").title == "Encerrado em Perdido"
    assert told(journey, "journey.ended").text == "Perdido."
    assert told(journey, "journey.reason").text == "Preço."


def test_an_unknown_kind_is_shown_and_never_lost(journey, camila):
    line = line_of(journey.record("future.thing", by=camila, words="Algo novo"))
    assert (line.title, line.text) == ("Camila Duarte", "Algo novo.")


@pytest.mark.parametrize("tab", timeline.TABS)
def test_each_tab_has_its_page_in_one_query(journey, camila, django_assert_num_queries, tab):
    for number in range(5):
        journey.record("journey.noted", by=camila, note=str(number))
    with django_assert_num_queries(1):
        timeline.newest_of(journey, tab=tab)


def test_a_page_ends_where_the_next_begins(journey, camila):
    for number in range(70):
        journey.record("journey.noted", by=camila, note=str(number))
    first, _ = timeline.newest_of(journey, size=30)
    second = timeline.history_of(journey, before=first.older, size=30)
    third = timeline.history_of(journey, before=second.older, size=30)

    assert (first.lines[-1].text, second.lines[0].text) == ("40.", "39.")
    assert third.older == ""


def test_the_way_shows_what_is_behind_here_and_ahead(journey, camila, rafael):
    journey.decide("agendar", by=camila, person=rafael, note="Quer gelada.")
    _, moves = timeline.newest_of(journey)
    steps = way.steps_of(journey, way.visits_of(moves), reader=rafael)

    assert [(step.name, step.state) for step in steps] == [
        ("Em atendimento", "done"), ("Visita", "now"), ("Voltou da visita", "next"), ("Vendido", "next"),
    ]  # fmt: skip
    assert steps[1].note.startswith("com você desde hoje")


def test_the_way_names_whoever_got_it_last(journey, camila, rafael, denise):
    """FOL-11: to whom it comes back is said before somebody decides"""
    journey.hand_to(denise, by=camila, why="Férias")
    journey.decide("agendar", by=denise, person=rafael, note="Quer gelada.")
    _, moves = timeline.newest_of(journey)

    assert [visit.holder for visit in way.visits_of(moves)] == ["Denise Farias", "Rafael Moreira"]


def test_what_a_stage_grants_is_its_own_limit(journey):
    """DIR-11: not the one that goes on through the stages after it"""
    install(ready_processes()["purifikar"])
    stages = way.plan(Process.objects.get(slug="purifikar").published.pk)

    assert [way._next_note(stages[slug]) for slug in ("pedido", "viabilidade", "pagamento")] == ["8 h úteis", "24 h", "até o fim do mês"]


def test_a_stage_entered_again_is_one_step(journey, camila, rafael):
    journey.decide("agendar", by=camila, person=rafael, note="Quer gelada.")
    journey.decide("responder", by=rafael, note="Gostou.")
    _, moves = timeline.newest_of(journey)

    assert [step.state for step in way.steps_of(journey, way.visits_of(moves))] == ["done", "done", "now", "next"]


def test_the_answers_of_a_form_are_told_as_people_write_them(journey, camila):
    """DIR-02"""
    labels = {"dia": "Instalar até", "tomada": "Há tomada perto?"}
    journey.record("journey.answered", by=camila, answers={"dia": "2026-11-27", "tomada": True}, labels=labels)

    assert told(journey, "journey.answered").text == "Instalar até: 27/11/2026; Há tomada perto? sim."


def test_leaving_a_stage_says_by_how_much_the_limit_was_missed(clock, journey, camila):
    clock.ahead(hours=26)
    journey.decide("perder", by=camila, reason="Preço")
    told = line_of(journey.events.get(kind="journey.decided"))

    assert told.text == "Em atendimento durou 1 dia e 2 h, 2 h além do prazo."


def test_a_limit_taken_up_again_says_how_long_it_stood_still(clock, journey, camila):
    armed = journey.armed_limits.get()
    armed.pause(by=camila, why="Cliente viajou")
    clock.ahead(hours=3)
    armed.resume(by=camila)

    assert line_of(journey.events.get(kind="limit.resumed")).title == "Prazo retomado depois de 3 h em pausa"
