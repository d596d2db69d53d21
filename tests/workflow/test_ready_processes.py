"""The ready processes say what the requirements say of them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tenants.models import Unit
from workflow.ready import FOLDER, read, ready_processes

PROCESSES = ready_processes()
P1_LEVELS = ["Administrador", "Coordenador/Gerente", "Atendente", "Recepção", "Mídia", "Ranking"]
P2_LEVELS = ["Administrador", "Coordenador/Gerente", "Atendente", "Vendedor", "Gerente", "Recepção", "Mídia", "Ranking"]
GOOD = (FOLDER / "processo-1.toml").read_text(encoding="utf-8")


def test_four_options_and_our_own_process_which_is_the_default():
    """FOL-01, requirements 1.5, point 2"""
    assert list(PROCESSES) == ["purifikar", "processo-1", "processo-2-fluxo", "processo-2", "processo-3"]
    assert Unit._meta.get_field("process").default == "purifikar"


@pytest.mark.parametrize(
    ("slug", "levels"), [("processo-1", P1_LEVELS), ("processo-2", P2_LEVELS), ("processo-2-fluxo", P2_LEVELS), ("processo-3", P1_LEVELS)]
)
def test_each_process_has_its_access_levels(slug, levels):
    """FOL-06, FOL-14, FOL-27, FOL-31"""
    assert list(PROCESSES[slug].levels) == levels


@pytest.mark.parametrize(
    ("slug", "attendant", "seller"),
    [
        ("purifikar", "comercial", None),
        ("processo-1", "consultor", None),
        ("processo-2", "comercial", "consultor"),
        ("processo-2-fluxo", "comercial", "consultor"),
        ("processo-3", "consultor", None),
    ],
)
def test_levels_are_mapped_onto_our_roles(slug, attendant, seller):
    """Requirements 1.5, point 1"""
    process = PROCESSES[slug]

    assert process.attendant_role == attendant
    assert process.levels.get("Atendente", attendant) == attendant
    assert process.levels.get("Vendedor") == seller


def test_only_processo_2_with_flow_knows_the_store_flow():
    """FOL-07, FOL-24"""
    with_flow = tuple(slug for slug, process in PROCESSES.items() if process.store_flow)

    assert with_flow == Unit.WITH_STORE_FLOW == ("processo-2-fluxo",)


def test_processo_1_keeps_one_attendant_to_the_end():
    """FOL-02, FOL-03"""
    steps = PROCESSES["processo-1"].steps

    assert "encaminhado a um atendente" in steps[1]
    assert all("mesmo atendente" in step for step in steps[2:])
    assert "finaliza" in steps[-1]


def test_processo_2_hands_over_by_an_appointment_and_comes_back():
    """FOL-08, FOL-09, FOL-10, FOL-11, FOL-17"""
    start, hand_over, answer, back, end = PROCESSES["processo-2"].steps

    assert "atendente, que inicia a tratativa" in start
    assert "por um agendamento; o lead continua seu" in hand_over
    assert "responde à tarefa" in answer
    assert "não finaliza" in answer
    assert "volta sozinho ao atendente" in back
    assert end.startswith("O atendente finaliza")


def test_processo_2_with_flow_has_two_roads():
    """FOL-18, FOL-19, FOL-20, FOL-21, FOL-23"""
    steps = PROCESSES["processo-2-fluxo"].steps

    assert sum(step.startswith("Lead da web:") for step in steps) == 2
    assert "sem passar por atendente nem Recepção" in steps[2]
    assert "vendedor conduz todo o tratamento e finaliza" in steps[3]
    assert "direcionados pelo atendente e pela Recepção" in steps[4]
    assert "origem web ou fluxo" in steps[5]


def test_processo_3_is_set_person_by_person():
    """FOL-28, FOL-29, FOL-30"""
    process = PROCESSES["processo-3"]

    assert "para cada atendente" in process.steps[0]
    assert "pode mudar depois" in process.summary


def test_our_own_process_goes_from_the_street_to_the_first_payment():
    """PUR-11, PUR-21, PUR-38, PUR-40, requirements 1.5, point 2"""
    steps = PROCESSES["purifikar"].steps
    order = ["Consultor Comercial registra", "Assessor Comercial, na", "por um agendamento", "volta sozinho", "fecha o contrato",
             "viabilidade", "instala", "primeiro pagamento"]  # fmt: skip

    assert all(words in step for words, step in zip(order, steps, strict=True))


@pytest.mark.parametrize("process", PROCESSES.values(), ids=str)
def test_each_process_is_told_in_a_sentence_or_two(process):
    assert 40 < len(process.summary) <= 220


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('name = "Processo 1"\n', "", "missing name"),
        ('name = "Processo 1"', 'name = ""', "name: expected a str with something in it"),
        ("store_flow = false", 'store_flow = "não"', "store_flow: expected a bool"),
        ("store_flow = false", "store_flow = false\nfluxo = true", "unknown fluxo"),
        ('"Ranking" = "ranking"', '"Ranking" = "placar"', "no role is called placar"),
        ('attendant_role = "consultor"', 'attendant_role = "ranking"', "attendant_role: expected one of comercial, consultor, operacional"),
        ('steps = [\n', 'steps = [\n  3,\n', "steps: expected sentences"),
        ("store_flow = false", "store_flow =", "it is no TOML"),
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_is_refused_by_its_name(tmp_path, before, after, words):
    path = tmp_path / "meu-processo.toml"
    assert before in GOOD
    path.write_text(GOOD.replace(before, after), encoding="utf-8")

    with pytest.raises(ImproperlyConfigured, match=rf"meu-processo\.toml: .*{words}"):
        read(path)
