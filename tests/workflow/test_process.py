import pytest
from django.core.exceptions import ValidationError

from tenants.models import Network
from workflow.models import Journey, Limit, LimitAlarm, Outcome, Process, ProcessVersion, Stage


def _words(version):
    return [problem.words for problem in version.problems()]


def test_a_sound_process_is_published(process, camila, rafael):
    process.draft.publish(by=camila)

    assert process.published.number == 1


def test_a_dead_end_is_named(process, camila, rafael):
    """BIM-36"""
    Outcome.objects.filter(stage__slug="finalizar").delete()

    assert "A etapa Voltou da visita não tem saída." in _words(process.draft)


def test_a_circle_without_an_end_is_named(process, camila, rafael):
    here = Stage.objects.get(slug="finalizar")
    Outcome.objects.filter(stage=here).update(target=Stage.objects.get(slug="visitar"))

    assert "Da etapa Voltou da visita não se chega a um encerramento." in _words(process.draft)


def test_an_unreachable_stage_is_named(process, camila, rafael):
    Outcome.objects.filter(slug="agendar").delete()

    assert "Nada leva à etapa Visita." in _words(process.draft)


def test_a_stage_without_a_limit_is_named(process, camila, rafael):
    """BEY-02"""
    Limit.objects.filter(slug="visita").delete()

    assert "A etapa Visita não tem prazo." in _words(process.draft)


def test_a_centre_that_nobody_is_in_is_named(process, camila):
    assert "Ninguém está no centro Vendas, da etapa Visita." in _words(process.draft)


def test_two_stages_of_one_name_are_named(process, camila, rafael):
    """FOL-11: a lead comes back by the name of the stage in which somebody had it"""
    Stage.objects.filter(slug="finalizar").update(name="Em atendimento")

    assert "Há outra etapa chamada Em atendimento. Dê um nome a cada uma." in _words(process.draft)


def test_a_beginning_that_ends_is_named(process, camila, rafael):
    Stage.objects.filter(slug="perdido").update(channel="web")

    assert "A etapa Perdido é um começo, e não pode encerrar o processo." in _words(process.draft)


def test_leads_of_the_web_without_a_beginning_are_named(process, camila, rafael):
    """FOL-18, FOL-28: each of them would be refused at the door"""
    Stage.objects.filter(slug="atender").update(channel="fluxo")

    assert _words(process.draft) == ["Nenhuma etapa é o começo dos leads da web: eles não teriam onde entrar."]


def test_walk_ins_without_a_beginning_are_named_where_the_store_flow_is_on(process, in_santos, camila, rafael):
    """FOL-19, FOL-24"""
    Stage.objects.filter(slug="atender").update(channel="web")
    assert _words(process.draft) == []
    Process.objects.update(slug="processo-2-fluxo")
    in_santos.process, in_santos.store_flow = "processo-2-fluxo", True
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})

    assert _words(Process.objects.get().draft) == ["O fluxo de loja está ligado na unidade, e nenhuma etapa é o começo desses leads."]


def _alarm(limit, outcome):
    return LimitAlarm.objects.create(limit=Limit.objects.get(slug=limit), deed="decidir", outcome=Outcome.objects.get(slug=outcome))


@pytest.mark.parametrize(("asked", "words"), [(["answers"], "um formulário"), (["appointment", "note"], "um compromisso")])
def test_a_limit_that_decides_what_nobody_answers_for_it_is_named(process, camila, rafael, asked, words):
    """BEY-10: at its stage, before it is published"""
    question = {"slug": "rede", "label": "Rede?", "kind": "texto", "choices": [], "optional": False}
    Outcome.objects.filter(slug="desistir").update(requires=asked, answers=[question])
    _alarm("fim", "desistir")
    found = next(problem for problem in process.draft.problems() if "ninguém responde" in problem.words)

    assert found.stage.slug == "finalizar"
    assert found.words.endswith(f"ela pede {words}.")


def test_a_limit_may_decide_what_asks_for_a_reason_only(process, camila, rafael):
    _alarm("fim", "desistir")

    assert process.draft.problems() == []


def test_a_limit_that_takes_a_decision_of_another_stage_is_named(process, camila, rafael):
    _alarm("visita", "vender")

    assert "O prazo Visita toma a decisão Vender, que não é desta etapa." in _words(process.draft)


def test_a_draft_with_problems_is_not_published(process):
    with pytest.raises(ValidationError):
        process.draft.publish(by=None)


def test_a_running_journey_stays_on_its_version(published, journey, camila):
    version = ProcessVersion.objects.create(process=published, number=2)
    end = Stage.objects.create(version=version, slug="fim", name="Fim", order=1, ends="feito")
    begin = Stage.objects.create(version=version, slug="novo", name="Novo", order=0, centre="atendimento", picks="rodizio")
    Outcome.objects.create(stage=begin, slug="encerrar", name="Encerrar", order=0, target=end)
    Limit.objects.create(version=version, slug="x", name="X", starts=begin, amount=1)
    version.publish(by=camila)

    assert Journey.objects.get().stage.slug == "atender"
    assert Journey.objects.at_start_of("venda").stage.slug == "novo"
