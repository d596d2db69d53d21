"""The service cycle: its questions, branches and versions, and what counts as an answer (BIM-12, BIM-46..48, BIM-67, BEY-10)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django_tenants.utils import tenant_context

from followup import cycle_path
from followup.models import AnsweredMeanwhile, Cycle, CycleQuestion, CycleReply, PublishedVersion
from tests.followup.cycles import FILTER, GALLONS, KINDS, answer, ask, sale_cycle
from tests.followup.scenes import history, kind


@pytest.fixture
def inside(santos):
    with tenant_context(santos):
        yield


@pytest.fixture
def draft(inside):
    return Cycle.objects.begin("Visita técnica").draft


def test_a_unit_begins_with_a_cycle_for_its_sales(contact, inside):
    """BIM-46, BIM-67: an item asks its group's cycle, unless it has its own"""
    assert Cycle.objects.for_kind(kind("1.3")).name == "Qualificação da venda"
    assert Cycle.objects.for_kind(kind("2.1")).name == "Satisfação no pós-venda"
    assert Cycle.objects.for_kind(kind("2.2")) is None


def test_a_question_is_asked_only_after_the_answer_that_opens_it(contact, inside):
    """BIM-46"""
    questions = sale_cycle().current.in_order
    asked = [each.key for each in cycle_path.asked(questions, {"agua": "Purificador", "decide": "O casal"})]
    assert {"marca", "refil"} <= set(asked)
    assert not {"galoes", "decisor"} & set(asked)


def test_a_branch_of_a_branch_closes_with_it(draft):
    ask(draft, "tem", KINDS.YES_NO)
    ask(draft, "qual", KINDS.CHOICE, choices=["A", "B"], when="tem", values=["sim"])
    ask(draft, "porque", when="qual")
    open_ones = {"tem": "sim", "qual": "A"}
    assert [each.key for each in cycle_path.asked(draft.in_order, open_ones)] == ["tem", "qual", "porque"]
    assert [each.key for each in cycle_path.asked(draft.in_order, open_ones | {"tem": "nao"})] == ["tem"]


@pytest.mark.parametrize(
    ("asks", "said", "read"),
    [
        (KINDS.NUMBER, "1.290,5", Decimal("1290.50")),
        (KINDS.NUMBER, "12.5", Decimal("12.50")),
        (KINDS.NUMBER, "1.290", Decimal("1290.00")),
        (KINDS.DAY, "2026-11-27", date(2026, 11, 27)),
        (KINDS.DAY, "27/11/2026", date(2026, 11, 27)),
        (KINDS.SEVERAL, ["B", "A"], ["A", "B"]),
        (KINDS.YES_NO, "nao", "nao"),
        (KINDS.WORDS, "  ", None),
    ],
)
def test_an_answer_is_read_by_its_kind(asks, said, read):
    """BIM-46"""
    assert cycle_path.read(CycleQuestion(key="q", kind=asks, choices=["A", "B"]), said) == read


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        (KINDS.NUMBER, "muitos"), (KINDS.NUMBER, "-1"), (KINDS.NUMBER, "NaN"), (KINDS.NUMBER, "1e30"), (KINDS.NUMBER, "1,234"),
        (KINDS.DAY, "31/02/2026"), (KINDS.DAY, "0001-01-01"), (KINDS.CHOICE, "C"), (KINDS.SEVERAL, ["A", "C"]), (KINDS.YES_NO, "talvez"),
        (KINDS.WORDS, "x" * 2001),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_that_kind_is_refused(asks, said):
    """BIM-48"""
    with pytest.raises(ValidationError):
        cycle_path.read(CycleQuestion(key="q", kind=asks, choices=["A", "B"]), said)


def test_answers_are_kept_with_who_and_when(contact, inside, santos, rafael):
    """BIM-48"""
    reply = answer(contact, by=rafael)
    assert (reply.by, reply.version.number, reply.is_whole) == (rafael, 1, True)
    assert reply.values == {"agua": "Galão de água mineral", "galoes": Decimal(8), "pessoas": Decimal(4), "decide": "O casal", "prazo": "Este mês"}  # fmt: skip
    assert ("ciclo", "Qualificação da venda: 5 respostas") in history(contact, santos)


def test_what_was_answered_off_the_path_is_not_kept(contact, inside, rafael):
    """BIM-46: the server's word, whatever the page sent"""
    reply = answer(contact, {**GALLONS, "marca": "IBBL", "decisor": "Ninguém"}, by=rafael)
    assert not {"marca", "decisor"} & set(reply.values)


def test_every_mistake_is_told_at_once_and_nothing_is_kept(contact, inside, rafael):
    """BIM-48"""
    with pytest.raises(ValidationError) as refused:
        answer(contact, {**GALLONS, "galoes": "muitos", "pessoas": ""}, by=rafael)
    assert set(refused.value.message_dict) == {"galoes", "pessoas"}
    assert not CycleReply.objects.exists()


def test_what_is_missing_may_come_later(contact, inside, rafael, denise):
    """BIM-48: completed later; earlier answers stay"""
    first = answer(contact, {"agua": "Poço"}, by=rafael, whole=False)
    assert not first.is_whole
    second = answer(contact, {**GALLONS, "agua": "Poço"}, by=denise, seen=1)
    first.refresh_from_db()
    assert (first.is_current, second.is_whole, second.first_at) == (False, True, first.at)
    assert second.told_after(CycleReply.objects.with_answers().get(pk=first.pk)).startswith("Quantas pessoas usam a água?: 4\n")


def test_of_two_at_once_the_second_is_told(contact, inside, rafael, denise):
    """BIM-48"""
    answer(contact, by=rafael)
    with pytest.raises(AnsweredMeanwhile, match="Rafael Moreira gravou"):
        answer(contact, FILTER, by=denise)
    assert CycleReply.objects.get().by == rafael


def test_the_same_answers_again_change_nothing(contact, inside, rafael):
    """A form sent twice is one saving."""
    assert answer(contact, by=rafael) == answer(contact, by=rafael)
    assert CycleReply.objects.count() == 1


def test_a_closed_contact_takes_no_answers(contact, inside, rafael):
    contact.close(by=rafael, result="perdido", words="preço")
    with pytest.raises(ValidationError, match="Reabra"):
        answer(contact, by=rafael)


def test_answers_keep_the_version_they_were_given_under(contact, inside, rafael, marcos):
    """BIM-46: editing makes the next draft"""
    reply, cycle = answer(contact, by=rafael), sale_cycle()
    draft = cycle.begin_draft(by=marcos)
    draft.remove(draft.questions.get(key="prazo"))
    draft.publish(by=marcos)
    assert (cycle.current.number, CycleReply.objects.get().version.number) == (2, 1)
    assert "prazo" in CycleReply.objects.with_answers().get(pk=reply.pk).values


def test_a_published_version_is_never_changed(contact, inside):
    """BIM-46: neither by the program nor behind its back"""
    question = sale_cycle().current.questions.first()
    with pytest.raises(PublishedVersion):
        question.save()
    with pytest.raises(PublishedVersion):
        question.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        CycleQuestion.objects.filter(pk=question.pk).update(text="Outra")


def test_a_draft_that_does_not_hold_together_is_not_published(draft, marcos):
    """BIM-46: forward references, loops, lost answers"""
    with pytest.raises(ValidationError, match="ao menos uma pergunta"):
        draft.publish(by=marcos)
    ask(draft, "a", when="b")
    ask(draft, "b", when="a")
    ask(draft, "c", KINDS.CHOICE, choices=["Só uma"])
    ask(draft, "d", when="c", values=["Nenhuma"])
    with pytest.raises(ValidationError) as refused:
        draft.publish(by=marcos)
    assert len(refused.value.messages) == 3
    assert draft.is_draft


def test_a_question_never_comes_before_the_one_it_waits_for(draft):
    """BIM-46"""
    first, second, third = ask(draft, "a", KINDS.YES_NO), ask(draft, "b", when="a"), ask(draft, "c")
    draft.move(third, -1)
    assert [each.key for each in draft.in_order] == ["a", "c", "b"]
    draft.move(first, 1)
    with pytest.raises(ValidationError, match="depende da resposta"):
        draft.move(second, -1)
    with pytest.raises(ValidationError, match="Mude a condição"):
        draft.remove(first)


def test_a_version_published_meanwhile_is_not_changed_by_who_has_it_open(draft, marcos):
    question = ask(draft, "a")
    stale = Cycle.objects.get().draft
    draft.publish(by=marcos)
    with pytest.raises(ValidationError, match="foi publicada"):
        stale.move(question, 1)


def test_a_key_is_never_used_for_another_question(contact, inside, marcos):
    """Answers of all versions are told together by it."""
    cycle = sale_cycle()
    draft = cycle.begin_draft(by=marcos)
    draft.questions.get(key="prazo").delete()
    assert CycleQuestion.objects.free_key(cycle, "Prazo") == "prazo-2"
