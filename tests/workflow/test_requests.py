"""Solicitações: asked by anybody of the unit, on the way of their type, seen by whom they concern."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Centre, Channel, Notice, OpenWork
from workflow.decider import Decider
from workflow.install_requests import install_requests
from workflow.models import Request, RequestType


@pytest.fixture
def installed(in_santos):
    install_requests()
    return in_santos


@pytest.fixture
def ask(installed):
    """`ask("juridico", by=denise)`"""
    return lambda slug, title="Trocar os filtros da loja", **facts: Request.objects.ask(
        RequestType.objects.get(process__slug=slug), title, **facts
    )


@pytest.fixture
def sees(membership, installed):
    """What that person sees."""
    return lambda user: set(Request.objects.visible_to(membership(user), Decider(membership(user), installed).own_centres))


def test_a_purchase_goes_by_the_gerente_to_compras_and_back(ask, denise, marcos):
    """PUR-26: approval by the Gerente"""
    asked = ask("compras-e-servicos", by=denise)
    assert (asked.journey.stage.slug, asked.journey.holder) == ("aprovacao", marcos)

    asked.journey.decide("aprovar", by=marcos)
    assert (asked.journey.stage.slug, asked.journey.holder) == ("compra", None)
    asked.journey.decide("comprar", by=marcos, answers={"fornecedor": "Casa dos Filtros", "valor": "320", "chega": "2026-12-01"})
    asked.journey.decide("receber", by=denise, note="Chegou tudo.")
    assert asked.journey.get_result_display() == "encerra como concluído"


def test_it_stands_in_the_queue_with_its_sender(ask, denise, marcos):
    """PUR-19"""
    asked = ask("compras-e-servicos", by=denise, about="Dona Irene")

    row = OpenWork.objects.get(subject=asked.journey_id)
    assert (row.kind, row.holder, row.address) == ("request", marcos, f"/solicitacoes/{asked.number}/")
    assert row.detail == "Compras e serviços · Denise Farias · Dona Irene"


def test_who_may_not_decide_is_refused(ask, denise, marcos, rafael):
    with pytest.raises(ValidationError, match="quem decide é Gerência"):
        ask("compras-e-servicos", by=rafael).journey.decide("aprovar", by=denise)


def test_one_sees_what_one_asked_holds_or_could_do(ask, sees, denise, rafael, marcos):
    bought, cleaned = ask("compras-e-servicos", by=rafael), ask("limpeza-e-manutencao", by=marcos)

    assert sees(rafael) == {bought}
    assert sees(denise) == {cleaned}
    assert sees(marcos) == {bought, cleaned}


def test_somebody_of_the_franqueadora_works_his_centre_in_every_unit(ask, sees, denise, helena, mirela, membership):
    """DIR-57: the marketing of the Franqueadora"""
    membership(mirela).change_role("apoio", by=helena)
    Centre.objects.get(pk="marketing").members.add(membership(mirela))
    asked = ask("atualizacao-de-divulgacao", by=denise)

    assert asked.journey.holder == mirela
    assert sees(mirela) == {asked}


def test_the_day_that_the_asker_names_is_the_deadline(ask, clock, rafael, denise, marcos):
    """DIR-57, DIR-S8: 2026-12-03 is a Thursday"""
    asked = ask("limpeza-e-manutencao", by=rafael, wanted_on=date(2026, 12, 3))
    usual = ask("limpeza-e-manutencao", by=rafael)

    assert _local(asked) == "2026-12-03T18:00"
    assert _local(usual) == "2026-11-25T18:00"


def _local(asked):
    return timezone.localtime(asked.journey.due_at).isoformat()[:16]


def test_the_gerente_asks_one_person(ask, marcos, rafael):
    """PUR-19, PUR-28"""
    asked = ask("demanda-do-gerente", by=marcos, holder=rafael)
    assert asked.journey.holder == rafael

    asked.journey.decide("feito", by=rafael, note="Placa trocada.")
    assert not asked.journey.is_running


def test_numbers_are_the_units_own(ask, campinas, denise, otavio):
    first = ask("juridico", by=denise)
    with tenant_context(campinas):
        install_requests()
        other = Request.objects.ask(RequestType.objects.get(process__slug="juridico"), "Contrato", by=otavio)

    assert first.number == other.number == 1


def test_whoever_asked_is_told_how_it_ended(ask, denise, marcos):
    """BEY-08: in the bell, and by e-mail as she has chosen"""
    Channel.objects.choose(denise, {Notice.Kind.ENDED: Channel.Mail.MORNING})
    asked = ask("compras-e-servicos", by=denise)
    assert not Notice.objects.of(denise).exists()
    asked.journey.decide("recusar", by=marcos, reason="Fora do orçamento")

    told = Notice.objects.get(user=denise)
    assert (told.title, told.text) == ("Recusada: Trocar os filtros da loja", "Por Marcos Antunes: Fora do orçamento")
    assert (told.target, told.mail) == (f"/u/santos/solicitacoes/{asked.number}/", Notice.MailState.MORNING)


def test_nobody_is_told_what_he_ended_himself(ask, marcos):
    ask("compras-e-servicos", by=marcos).journey.decide("recusar", by=marcos, reason="Já foi pedido")

    assert not Notice.objects.filter(kind=Notice.Kind.ENDED).exists()
