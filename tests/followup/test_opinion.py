"""Opinions (pareceres): written once, resumed as drafts, never edited afterwards."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django_tenants.utils import tenant_context

from followup.models import FinishedOpinion, Mention, Opinion, OpinionDraft
from followup.standard_texts import fill
from purifikar.db.models import UnitQuerySet
from tenants.models import Notice, OpenWork
from tests.followup.scenes import contact_of, history, today


@pytest.fixture
def contact(santos, rafael):
    return contact_of(santos, by=rafael, next_on=today(1))


@pytest.fixture
def inside(santos, contact):
    with tenant_context(santos):
        yield contact


@pytest.fixture
def draft(inside, rafael):
    return OpinionDraft.objects.begin(rafael, contact=inside)


def test_an_opinion_says_what_was_done_and_by_whom(inside, rafael):
    """BIM-04, BIM-19"""
    opinion = Opinion.objects.write("Liguei e combinei visita.", by=rafael, contact=inside)

    assert (opinion.kind, opinion.by, opinion.source) == (inside.kind, rafael, "escrito")


def test_a_finished_opinion_is_never_edited(inside, rafael):
    """BIM-70: only followed by another"""
    opinion = Opinion.objects.write("Liguei.", by=rafael, contact=inside)
    opinion.text = "Não liguei."
    for deed in (opinion.save, opinion.delete, lambda: Opinion.objects.update(text="x"), Opinion.objects.all().delete):
        with pytest.raises(FinishedOpinion):
            deed()


@pytest.mark.parametrize("deed", [lambda rows: rows.update(text="x"), lambda rows: rows._raw_delete("default")])
def test_the_database_keeps_it_too(inside, rafael, deed):
    Opinion.objects.write("Liguei.", by=rafael, contact=inside)
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        deed(UnitQuerySet(Opinion))


def test_a_draft_is_resumed_where_typing_stopped(draft, inside, rafael):
    """BIM-31, BIM-32: text and cursor, one draft a person and contact"""
    draft.keep("Cliente pediu pr", seen=0, tab="a1", step=1, cursor=16)
    resumed = OpinionDraft.objects.begin(rafael, contact=inside)

    assert (resumed.pk, resumed.text, resumed.cursor) == (draft.pk, "Cliente pediu pr", 16)


def test_an_empty_draft_is_not_pending(draft, rafael):
    """BIM-32"""
    assert not OpinionDraft.objects.of(rafael).pending().exists()
    draft.keep("Oi", tab="a1")
    assert OpinionDraft.objects.of(rafael).pending().get() == draft


def test_of_two_tabs_the_newer_wins_and_nothing_is_lost(draft):
    """BIM-73"""
    draft.keep("Da primeira aba", seen=0, tab="a1", step=1)
    assert draft.keep("Da segunda aba", seen=0, tab="b2", step=1)

    assert (draft.text, [each["text"] for each in draft.others]) == ("Da segunda aba", ["Da primeira aba"])


def test_two_tabs_in_turns_keep_one_text_of_each(draft):
    for turn in range(1, 5):
        draft.keep("Primeira" + "!" * turn, seen=0, tab="a1", step=turn)
        draft.keep("Segunda" + "?" * turn, seen=0, tab="b2", step=turn)

    assert [each["text"] for each in draft.others] == ["Segunda???", "Primeira!!!!"]


def test_what_comes_late_from_the_same_tab_is_not_newer(draft):
    draft.keep("Texto inteiro", seen=0, tab="a1", step=2)
    draft.keep("Texto", seen=0, tab="a1", step=1)

    assert draft.text == "Texto inteiro"


def test_the_text_of_another_tab_is_brought_back(draft):
    draft.keep("Um", seen=0, tab="a1", step=1)
    draft.keep("Outro", seen=0, tab="b2", step=1)
    draft.bring(0)

    assert (draft.text, draft.others) == ("Outro\n\nUm\n", [])


def test_finishing_moves_the_contact_in_the_same_deed(draft, inside, rafael, santos):
    """BIM-33, BIM-63"""
    draft.keep("Vai decidir com o marido.", tab="a1", after={"next_on": today(4).isoformat(), "success": 70})
    draft.finish(by=rafael)
    inside.refresh_from_db()

    assert (inside.next_on, inside.success, inside.opinions.get().text) == (today(4), 70, "Vai decidir com o marido.")
    assert not OpinionDraft.objects.exists()
    assert [what for what, _ in history(inside, santos)] == ["aberto", "alterado", "data"]


def test_finished_twice_it_is_one_opinion(draft, inside, rafael):
    draft.keep("Liguei.", tab="a1")
    second = OpinionDraft.objects.get()
    draft.finish(by=rafael)
    with pytest.raises(ValidationError, match="já foi concluído"):
        second.finish(by=rafael)

    assert inside.opinions.count() == 1


def test_an_opinion_without_words_is_refused(draft, rafael):
    draft.keep("  \n", tab="a1")
    with pytest.raises(ValidationError, match="Descreva"):
        draft.finish(by=rafael)


def test_the_standard_text_that_was_used_is_remembered(draft, inside, rafael):
    """BIM-43"""
    draft.keep("Falei com Marina. Quer preço.", tab="a1", standard_text="Falei com Marina.")
    draft.finish(by=rafael)

    assert inside.opinions.standard().get().standard_text == "Falei com Marina."


def test_a_standard_text_that_was_taken_out_again_was_not_used(draft, inside, rafael):
    """BIM-43"""
    draft.keep("Outra coisa.", tab="a1", standard_text="Falei com Marina.")
    draft.finish(by=rafael)

    assert not inside.opinions.standard().exists()


def test_a_colleague_named_with_an_at_has_a_point_to_align(draft, rafael, camila, denise):
    """PUR-20: in the bell and in the day"""
    draft.keep("Combinar preço com @Camila, fulano@denise.example não conta.", tab="a1")
    draft.finish(by=rafael)

    assert [mention.user for mention in Mention.objects.all()] == [camila]
    assert OpenWork.objects.get(kind="alignment").holder == camila
    assert Notice.objects.get(user=camila).title == "Rafael Moreira quer alinhar um ponto: Marina Figueiredo Alves"


def test_a_colleague_of_another_unit_is_not_called(draft, rafael, caio):
    """PUR-20: nor one whose key was sent by hand"""
    draft.keep("@Caio", tab="a1", told=[str(caio.pk)])
    draft.finish(by=rafael)

    assert not Mention.objects.exists()


def test_whoever_answers_by_an_opinion_has_settled_the_point(draft, inside, rafael, camila):
    """PUR-20"""
    draft.keep("Pode 5%?", tab="a1", told=[str(camila.pk)])
    draft.finish(by=rafael)
    answer = OpinionDraft.objects.begin(camila, contact=inside)
    answer.keep("Pode.", tab="b2")
    answer.finish(by=camila)

    assert not Mention.objects.open().exists()
    assert not OpenWork.objects.filter(kind="alignment").exists()


def test_blanks_are_filled_in_one_pass():
    """A customer who calls himself a blank stays what he is"""
    assert fill("Olá, {cliente}! {nada} {eu}", {"cliente": "{eu} <b>", "eu": "Rafael"}) == "Olá, {eu} <b>! {nada} Rafael"


def test_a_date_that_stays_may_become_internal(draft, inside, rafael):
    """BIM-08"""
    inside.set_next(today(4), by=rafael, hour=time(15))
    draft.keep("Só para nós.", tab="a1", after={"next_on": today(4).isoformat(), "is_internal": True})
    draft.finish(by=rafael)
    inside.refresh_from_db()

    assert (inside.next_on, inside.next_at, inside.next_is_internal) == (today(4), time(15), True)
