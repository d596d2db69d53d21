"""The Purifikar's own process, played from the street to the first payment."""

import pytest
from django.core.exceptions import ValidationError

from tenants.models import OpenWork
from tests.workflow.play import lead, soon, treated, units, visit
from workflow.models import Appointment, Limit


@pytest.fixture
def at():
    with units() as enter:
        yield enter


def test_purifikar_the_consultor_registers_and_the_assessor_comercial_receives(at, santos, rafael, camila):
    """PUR-11, PUR-21, PUR-36, requirements 1.5, point 2"""
    at(santos, "purifikar")
    deal = lead(by=rafael)

    assert (deal.creator, deal.holder) == (rafael, camila)
    assert OpenWork.objects.get(holder=camila).stage == "Primeiro contato"


def test_purifikar_contact_made_successful_sale_made(at, santos, rafael, camila, marcos):
    """BIM-35, PUR-35, PUR-37, PUR-38, PUR-40"""
    at(santos, "purifikar")
    deal = lead(by=rafael)
    deal.decide("sem-resposta", by=camila, next_at=soon())
    deal.decide("falou", by=camila, note="Quer uma demonstração.")
    deal.decide("agendar", by=camila, **visit(rafael, kind="apresentacao"))
    assert deal.holder == rafael
    deal.decide("responder", by=rafael, note="Apresentação feita.")
    assert (deal.holder, deal.stage.name) == (camila, "Negociação")
    deal.decide("fechar", by=camila, note="Contrato assinado.")

    assert (deal.stage.name, deal.holder) == ("Pedido registrado", marcos)


@pytest.fixture
def order(at, santos, rafael, camila, marcos, denise):
    """A sale of Santos, just registered."""
    at(santos, "purifikar")
    deal = treated(camila)
    deal.decide("fechar", by=camila, note="Fechou por telefone.")
    return deal


@pytest.fixture
def installing(order, marcos, denise):
    """… on its way to be installed."""
    order.decide("passar", by=marcos)
    order.decide("viavel", by=denise, answers={"ponto_de_agua": True, "pressao": True, "tomada": True, "espaco": "bancada"})
    order.decide("estimado", by=denise, answers={"mangueira": "2,5", "conexoes": "kit 1/4", "rota": "Embaré"})
    team = {"tecnicos": "Wagner e Davi", "prazo": "2026-11-27"}
    order.decide("passar", by=denise, starts_at=soon(), answers=team)
    return order


def test_purifikar_from_the_order_to_the_client(installing, denise, marcos):
    """DIR-01..05, DIR-17, DIR-20, DIR-40"""
    assert installing.holder == denise
    assert Appointment.objects.get(kind="instalacao").person == denise
    installing.decide("instalado", by=denise)
    installing.decide("atualizado", by=denise, answers={"aparelho": "PK Inox 4471", "data": "2026-11-24"})
    installing.decide("pago", by=marcos, answers={"data": "2026-11-28", "valor": "189,90"})

    assert (installing.result, installing.stage.name) == ("ganho", "Cliente")
    assert installing.events.filter(kind="journey.answered").last().details["answers"]["valor"] == "189.90"


def test_purifikar_not_feasible_is_cancelled_with_its_reason(order, marcos, denise):
    """DIR-03"""
    order.decide("passar", by=marcos)
    with pytest.raises(ValidationError, match="Escolha um destes motivos"):
        order.decide("inviavel", by=denise, reason="sei lá", note="…")
    order.decide("inviavel", by=denise, reason="Sem tomada", note="A cozinha não tem tomada livre.")

    assert (order.result, order.stage.name) == ("perdido", "Sem viabilidade técnica")


def test_purifikar_the_form_asks_each_question(order, marcos, denise):
    """DIR-02"""
    order.decide("passar", by=marcos)

    with pytest.raises(ValidationError) as refused:
        order.decide("viavel", by=denise, answers={"ponto_de_agua": True, "pressao": "talvez"})
    assert set(refused.value.message_dict) == {"answers.pressao", "answers.tomada", "answers.espaco"}


def test_purifikar_customer_not_at_home_is_a_task_to_agree_on_another_day(installing, denise):
    """DIR-13, DIR-14"""
    installing.decide("ausente", by=denise)
    assert (installing.holder, installing.stage.name) == (denise, "Remarcar instalação")
    assert "combine outro dia e hora" in installing.events.filter(kind="journey.task").last().details["task"]
    assert OpenWork.objects.get(subject=installing.pk).priority == OpenWork.Priority.HIGH
    installing.decide("remarcado", by=denise, starts_at=soon())

    assert installing.stage.slug == "instalacao"
    assert sorted(Appointment.objects.filter(kind="instalacao").values_list("state", flat=True)) == ["cancelado", "marcado"]


def test_purifikar_not_possible_closes_at_once_with_a_coded_reason(installing, denise):
    """DIR-12, DIR-15, DIR-16"""
    assert "com gentileza" in installing.stage.hint
    installing.decide("impossivel", by=denise, reason="O prédio não permite", note="Síndico recusou.")

    assert (installing.result, installing.stage.name) == ("perdido", "Não instalado")


def test_purifikar_the_limits_of_the_direct_sales_diagram(at, santos):
    """DIR-S1 to DIR-S7"""
    at(santos, "purifikar")
    limits = Limit.objects.filter(version__process__slug="purifikar")
    table = {limit.slug: (limit.amount, limit.clock) for limit in limits}

    assert {table[slug] for slug in ("viabilidade", "material", "equipe", "atualizacao")} == {(24, "horas")}
    assert (table["instalacao"], table["controle-instalacao"]) == ((3, "dias_uteis"), (5, "dias_uteis"))
    assert table["pagamento"] == (0, "fim_do_mes")


def test_purifikar_three_and_five_working_days_count_from_the_same_event(installing, denise):
    """DIR-11, DIR-39, requirements 1.5, point 4"""
    armed = {each.limit.slug: each for each in installing.armed_limits.select_related("limit")}
    three, five = armed["instalacao"], armed["controle-instalacao"]

    assert three.started_at == five.started_at < installing.entered_at
    assert [alarm.deed for alarm in three.limit.alarms.all()] == ["avisar_responsavel", "ocorrencia"]
    assert [alarm.deed for alarm in five.limit.alarms.all()] == ["avisar_gerente"]
    installing.decide("instalado", by=denise)
    assert {each.state for each in installing.armed_limits.filter(limit__in=[three.limit, five.limit])} == {"cumprido"}
