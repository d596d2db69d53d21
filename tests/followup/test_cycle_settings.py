"""Configurações › Ciclos de atendimento: questions, branches, order, versions, and trying them first (BIM-46, BIM-47, BIM-67)."""

import pytest
from django_tenants.utils import tenant_context

from followup.models import AttendanceType, Cycle, CycleQuestion, CycleReply
from tests.followup.cycles import answer, ask, sale_cycle
from tests.followup.scenes import address, kind

WORDS = {"text": "Nome do síndico", "kind": "texto", "turn": "0"}


@pytest.fixture(name="desk")
def the_desk(contact, browser, marcos):
    return browser(marcos)


@pytest.fixture
def drafted(contact, santos, marcos):
    """A cycle with a draft of two questions, the second after a yes to the first."""
    with tenant_context(santos):
        draft = Cycle.objects.begin("Condomínio", by=marcos).draft
        ask(draft, "condominio", "sim_nao")
        ask(draft, "sindico", when="condominio", values=["sim"])
        return draft


def keys(santos, draft):
    with tenant_context(santos):
        return [question.key for question in CycleQuestion.objects.filter(version=draft.pk)]


def at(name, draft, *more):
    return address(name, draft.cycle_id, *more)


def test_the_list_says_which_types_ask_each(desk):
    """BIM-47, BIM-67"""
    page = desk.get(address("cycles")).text
    assert "Qualificação da venda" in page
    assert "1 Venda" in page
    assert f'href="{address("cycles")}"' in desk.get(address("contact_settings")).text


def test_a_cycle_comes_over_to_the_types_that_are_ticked(desk, santos):
    """BIM-67: a type has one cycle; the page says which it leaves"""
    assert "1 Venda, o grupo todo (hoje: Qualificação da venda)" in desk.get(address("cycle_new")).text
    with tenant_context(santos):
        chosen = [kind("1").pk, kind("3.1").pk]
    desk.post(address("cycle_new"), {"name": "Nosso jeito", "kinds": chosen})
    assert "Já existe um ciclo com esse nome" in desk.post(address("cycle_new"), {"name": "nosso  JEITO"}).text
    with tenant_context(santos):
        assert set(AttendanceType.objects.filter(cycle__name="Nosso jeito").values_list("pk", flat=True)) == set(chosen)
        assert Cycle.objects.get(name="Nosso jeito").draft.number == 1


def test_a_type_out_of_use_keeps_its_cycle(desk, santos):
    """BIM-67"""
    with tenant_context(santos):
        cycle = sale_cycle()
        AttendanceType.objects.filter(classification="1").update(is_active=False)
        chosen = list(cycle.kinds.values_list("pk", flat=True))
    assert "1 Venda, o grupo todo" in desk.get(address("cycle", cycle.pk)).text
    desk.post(address("cycle", cycle.pk), {"name": cycle.name, "is_active": "on", "kinds": chosen})
    with tenant_context(santos):
        assert kind("1").cycle == cycle


def test_a_question_with_a_branch_is_added(desk, drafted, santos):
    """BIM-46"""
    form = desk.get(at("cycle_question_new", drafted)).text
    assert 'value="condominio|sim"' in form
    desk.post(
        at("cycle_question_new", drafted), {"text": "Quantos andares?", "kind": "numero", "when": ["condominio|sim"], "is_required": "on"}
    )
    with tenant_context(santos):
        made = CycleQuestion.objects.get(text="Quantos andares?")
        assert (made.key, made.position, made.when_key, made.when_values, made.is_required) == (
            "quantos-andares",
            3,
            "condominio",
            ["sim"],
            True,
        )
    assert "Só se a resposta a “condominio?” for “Sim”." in desk.get(at("cycle", drafted)).text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "Escreva a pergunta."),
        ({"kind": "escolha", "choices": "Só uma"}, "Dê ao menos duas respostas"),
        ({"when": ["condominio|sim", "sindico|"]}, "Marque respostas de uma só pergunta"),
        ({"when": ["futura|sim"]}, "Faça uma escolha válida"),
        ({"kind": "varias", "choices": "x" * 121 + "\nB"}, "cabem 120 letras"),
    ],
)
def test_a_question_that_cannot_be_says_why_at_the_field(desk, drafted, given, words):
    """BIM-46"""
    answer = desk.post(at("cycle_question_new", drafted), WORDS | given)
    assert answer.status_code == 422
    assert words in answer.text


def test_questions_change_places_but_never_before_what_they_wait_for(desk, drafted, santos):
    """BIM-46"""
    with tenant_context(santos):
        first, second = drafted.questions.all()
        third = ask(drafted, "outra")
    desk.post(at("cycle_question_place", drafted, third.pk), {"para": "cima"})
    assert keys(santos, drafted) == ["condominio", "outra", "sindico"]
    desk.post(at("cycle_question_place", drafted, second.pk), {"para": "cima"})
    desk.post(at("cycle_question_place", drafted, second.pk), {"para": "cima"})
    assert keys(santos, drafted) == ["condominio", "sindico", "outra"]
    desk.post(at("cycle_question_place", drafted, first.pk), {"para": "fora"})
    page = desk.get(at("cycle", drafted)).text
    assert "precisa vir depois dela" in page
    assert "Mude a condição dela primeiro" in page
    desk.post(at("cycle_question_place", drafted, third.pk), {"para": "fora"})
    assert keys(santos, drafted) == ["condominio", "sindico"]


def test_of_two_who_change_a_question_the_second_is_told(desk, drafted, santos):
    """BIM-46: nothing typed is lost"""
    with tenant_context(santos):
        second = drafted.questions.get(key="sindico")
    page = at("cycle_question", drafted, second.pk)
    desk.post(page, WORDS)
    told = desk.post(page, WORDS | {"text": "Telefone do síndico"})
    assert "Outra pessoa mudou esta pergunta" in told.text
    assert 'value="Telefone do síndico"' in told.text
    desk.post(page, WORDS | {"text": "Telefone do síndico", "turn": "1"})
    with tenant_context(santos):
        assert CycleQuestion.objects.get(pk=second.pk).text == "Telefone do síndico"


def test_an_answer_that_opens_a_question_is_not_taken_away(desk, contact, santos, marcos):
    """BIM-46"""
    with tenant_context(santos):
        question = sale_cycle().begin_draft(by=marcos).questions.get(key="agua")
    page = address("cycle_question", question.version.cycle_id, question.pk)
    assert "disabled" in desk.get(page).text
    told = desk.post(page, {"text": "Água?", "choices": "Torneira\nPurificador", "turn": "0"})
    assert "depende da resposta “Galão de água mineral”" in told.text


def test_trying_shows_what_would_be_kept_and_keeps_nothing(desk, drafted, santos):
    """BEY-10"""
    page = at("cycle_try", drafted)
    assert "nada é gravado" in desk.get(page).text
    told = desk.post(page, {"r-seen": 0, "r-q-condominio": "nao", "r-q-sindico": "Seu Jorge"}).text
    assert "<dt>condominio?</dt><dd>não</dd>" in told
    assert "Fora do caminho, não fica: “sindico?”" in told
    with tenant_context(santos):
        assert not CycleReply.objects.exists()


def test_a_draft_is_published_and_changed_no_more(desk, drafted, santos):
    """BIM-46"""
    with tenant_context(santos):
        first = drafted.questions.first()
    desk.post(at("cycle_draft", drafted), {"passo": "publicar"})
    page = desk.get(at("cycle", drafted)).text
    assert "Versão 1 publicada." in page
    assert "Mudar as perguntas" in page
    desk.post(at("cycle_question", drafted, first.pk), WORDS)
    desk.post(at("cycle_question_place", drafted, first.pk), {"para": "baixo"})
    assert keys(santos, drafted) == ["condominio", "sindico"]


def test_editing_makes_the_next_draft_and_the_old_version_stays_to_be_read(desk, contact, santos, rafael):
    """BIM-46"""
    with tenant_context(santos):
        reply = answer(contact, by=rafael)
    for _ in range(2):
        desk.post(address("cycle_draft", reply.cycle_id), {"passo": "comecar"})
    assert "até lá vale a anterior" in desk.get(address("cycle", reply.cycle_id)).text
    assert "publicada" in desk.get(address("cycle", reply.cycle_id) + "?versao=1").text
    desk.post(address("cycle_draft", reply.cycle_id), {"passo": "descartar"})
    with tenant_context(santos):
        assert [version.number for version in sale_cycle().versions.all()] == [1]


def test_an_empty_draft_is_not_published(desk, santos, contact):
    with tenant_context(santos):
        empty = Cycle.objects.begin("Vazio").draft
    desk.post(at("cycle_draft", empty), {"passo": "publicar"})
    assert "Inclua ao menos uma pergunta." in desk.get(at("cycle", empty)).text
    desk.post(at("cycle_draft", empty), {"passo": "descartar"})
    assert "Começar as perguntas" in desk.get(at("cycle", empty)).text


def test_what_was_published_is_put_out_of_use_and_never_deleted(desk, drafted, santos):
    """BIM-05"""
    with tenant_context(santos):
        used = sale_cycle()
    desk.post(address("cycle_removal", used.pk))
    desk.post(at("cycle_removal", drafted))
    with tenant_context(santos):
        assert not Cycle.objects.get(pk=used.pk).is_active
        assert not Cycle.objects.filter(name="Condomínio").exists()


def test_who_may_not_configure_does_not_get_in(browser, rafael, contact):
    """BIM-47"""
    assert browser(rafael).get(address("cycles")).status_code == 403
