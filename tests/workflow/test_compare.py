"""Two versions side by side: what came, went and changed, in words."""

import pytest

from workflow.compare import Comparison
from workflow.install import install
from workflow.models import Limit, LimitAlarm, Outcome, Stage
from workflow.ready import ready_processes

PAGE = "/u/santos/configuracoes/processos/processo-2/comparacao/"


@pytest.fixture
def process(in_santos):
    return install(ready_processes()["processo-2"])


@pytest.fixture
def draft(process, marcos):
    return process.begin_draft(by=marcos)


@pytest.fixture
def changes(process, draft):
    """{stage: {label: (before, now)}} from the published version to the draft."""

    def compared():
        stages = Comparison(process.published, draft).stages
        return {stage.slug: {change.label: (change.old, change.new) for change in stage.changes} for stage in stages}

    return compared


def test_a_fresh_draft_says_the_same(process, draft):
    assert Comparison(process.published, draft).is_same


def test_limits_alarms_and_questions_are_compared_in_words(changes, draft):
    limit = Limit.objects.get(version=draft, slug="primeiro-contato")
    Limit.objects.filter(pk=limit.pk).update(amount=4)
    LimitAlarm.objects.filter(limit=limit, deed="repassar").delete()
    question = {"slug": "andar", "label": "Qual andar?", "kind": "numero", "choices": [], "optional": True}
    Outcome.objects.filter(stage__version=draft, slug="falou").update(requires=["note", "next_at", "answers"], answers=[question])

    assert changes()["novo"] == {
        "Prazo Primeiro contato": ("Primeiro contato: 2 h úteis", "Primeiro contato: 4 h úteis"),
        "Alarme de Primeiro contato": ("quando vence: passar ao próximo da vez", ""),
        "Decisão Falou com o cliente": (
            "Falou com o cliente → Em tratativa · pede um parecer e a data do próximo contato",
            "Falou com o cliente → Em tratativa · pede um parecer, a data do próximo contato e um formulário",
        ),
        "Pergunta do formulário de Falou com o cliente": ("", "Qual andar? (número, opcional)"),
    }


def test_a_stage_that_came_and_one_that_went(process, draft):
    Stage.objects.get(version=draft, slug="finalizacao").delete()
    Stage.objects.create(version=draft, slug="visita", name="Visita técnica", order=9, centre="operacao")
    compared = Comparison(process.published, draft)

    assert {stage.slug: stage.state for stage in compared.stages} == {"visita": "new", "finalizacao": "gone", "vendedor": "changed"}
    assert compared.summary == "1 etapa nova, 1 etapa mudou e 1 etapa saiu"


def test_only_the_order(process, draft):
    Stage.objects.filter(version=draft, slug="tratativa").update(order=7)

    assert Comparison(process.published, draft).summary == "Só a ordem das etapas mudou"


def test_the_page_shows_both_sides_and_the_draft_to_whoever_may_change_it(browser, marcos, rafael, draft):
    Stage.objects.filter(version=draft, slug="novo").update(name="Lead novo")

    page = browser(marcos).get(PAGE).content.decode()
    assert "<del>Novo lead</del>" in page
    assert "<ins>Lead novo</ins>" in page
    assert "is-changed" in page
    assert "Só há uma versão" in browser(rafael).get(PAGE).content.decode()
    assert browser(marcos).get(PAGE, {"de": "77"}).status_code == 404
