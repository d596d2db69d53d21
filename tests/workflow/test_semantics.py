"""Each ready process played by its roles, exactly as the requirements tell it, in units of different processes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django_tenants.utils import tenant_context

from tenants.models import Commitment, Membership, Network, OpenWork
from tests.workflow.play import ends_within_reach, lead, person, soon, treated, units, visit
from workflow.beginnings import channels_of
from workflow.models import Appointment, Event, Journey, NotAllowed, Outcome, Process
from workflow.ready import ready_processes


@pytest.fixture
def at():
    with units() as enter:
        yield enter


# Every process


@pytest.mark.parametrize("slug", ready_processes())
def test_in_a_fully_staffed_unit_no_ready_process_has_a_problem(at, santos, slug, rafael, denise, marcos, nair, camila):
    """BIM-36"""
    at(santos, slug)

    assert Process.objects.get(slug=slug).published.problems() == []


# Processo 1


def test_processo_1_the_same_attendant_from_the_receipt_to_the_end(at, santos, rafael):
    """FOL-02, FOL-03"""
    at(santos, "processo-1", attendant_role="consultor")
    bruna = person("Bruna Leal", "consultor", santos)
    deal = lead()
    first = deal.holder
    deal.decide("falou", by=first, note="Atendeu.", next_at=soon())
    deal.decide("seguir", by=first, note="Pensa até sexta.", next_at=soon())
    deal.decide("vender", by=first, note="Fechou.")

    assert first in (rafael, bruna)
    assert {event.details["to"] for event in deal.events.filter(kind="journey.entered")} == {str(first)}
    assert deal.result == "ganho"


def test_processo_1_next_lead_goes_to_the_next_attendant(at, santos, rafael):
    """FOL-02, FOL-04"""
    at(santos, "processo-1", attendant_role="consultor")
    bruna = person("Bruna Leal", "consultor", santos)

    assert {lead().holder, lead().holder} == {rafael, bruna}


# Processo 2 without store flow


def test_processo_2_the_appointment_is_the_handover_and_the_answer_brings_the_lead_back(at, santos, rafael, camila):
    """FOL-08, FOL-09, FOL-10, FOL-11"""
    at(santos, "processo-2")
    person("Anderson Luz", "comercial")
    deal = lead()
    attendant = deal.holder
    deal.decide("falou", by=attendant, note="Atendeu.", next_at=soon())
    assert deal.holder == attendant

    deal.decide("agendar", by=attendant, **visit(rafael))
    assert (deal.holder, deal.stage.name) == (rafael, "Com o Vendedor")
    assert Appointment.objects.get(journey=deal).person == rafael
    assert deal.events.filter(kind="journey.task").exists()

    deal.decide("responder", by=rafael, note="Gostou e pediu desconto.")
    assert (deal.holder, deal.stage.name) == (attendant, "Finalização")


def test_processo_2_the_answer_is_kept_with_the_appointment(at, santos, rafael, camila):
    """FOL-10"""
    at(santos, "processo-2")
    deal = treated(camila)
    deal.decide("agendar", by=camila, **visit(rafael))
    deal.decide("responder", by=rafael, note="Gostou e pediu desconto.")

    assert list(Appointment.objects.values_list("state", "result")) == [("feito", "Gostou e pediu desconto.")]


def test_processo_2_what_did_not_take_place_frees_the_sellers_time(at, santos, rafael, camila):
    at(santos, "processo-2")
    deal = treated(camila)
    deal.decide("agendar", by=camila, **visit(rafael))
    deal.decide("nao-aconteceu", by=rafael, note="Ninguém em casa.")

    assert list(Appointment.objects.values_list("state", "result")) == [("cancelado", "Ninguém em casa.")]
    assert not Commitment.objects.exists()


def test_processo_2_no_handover_without_an_appointment(at, santos, rafael, camila):
    """FOL-09: the seller, the day and the kind are asked for, each at its field."""
    at(santos, "processo-2")
    deal = treated(camila)

    with pytest.raises(ValidationError) as refused:
        deal.decide("agendar", by=camila, note="…")
    assert set(refused.value.message_dict) == {"person", "starts_at", "kind"}
    assert Journey.objects.get(pk=deal.pk).stage.slug == "tratativa"


def test_processo_2_sellers_cannot_finalise(at, santos, rafael, camila):
    """FOL-17"""
    at(santos, "processo-2")
    deal = treated(camila)
    deal.decide("agendar", by=camila, **visit(rafael))

    assert ends_within_reach(deal) == set()
    for finalising in ("vender", "perder"):
        with pytest.raises(NotAllowed):
            deal.decide(finalising, by=rafael, note="…", reason="Preço")


@pytest.mark.parametrize("slug", ["processo-2", "purifikar"])
def test_where_sellers_only_answer_no_stage_of_theirs_leads_to_an_end(at, santos, slug):
    """FOL-17, requirements 1.5, point 2"""
    at(santos, slug)
    theirs = Outcome.objects.filter(stage__version__process__slug=slug, stage__centre="vendas")

    assert theirs.exists()
    assert not theirs.exclude(target__ends="").exists()


def test_processo_2_the_attendant_finalises(at, santos, rafael, camila):
    """FOL-11, FOL-17"""
    at(santos, "processo-2")
    deal = treated(camila)
    deal.decide("agendar", by=camila, **visit(rafael))
    deal.decide("responder", by=rafael, note="Comprou.")
    deal.decide("vender", by=camila, note="Contrato assinado.")

    assert (deal.result, deal.holder) == ("ganho", camila)


def test_processo_2_what_did_not_take_place_comes_back_too(at, santos, rafael, camila):
    """FOL-11"""
    at(santos, "processo-2")
    deal = treated(camila)
    deal.decide("agendar", by=camila, **visit(rafael))
    deal.decide("nao-aconteceu", by=rafael, note="Ninguém em casa.")

    assert (deal.holder, deal.stage.slug) == (camila, "tratativa")


# Processo 2 with store flow


def test_flow_a_web_lead_goes_as_in_processo_2(at, campinas, caio, camila):
    """FOL-18"""
    at(campinas, "processo-2-fluxo")
    deal = treated(camila)
    deal.decide("agendar", by=camila, **visit(caio))
    assert ends_within_reach(deal) == set()
    deal.decide("responder", by=caio, note="Veio à loja.")
    deal.decide("vender", by=camila, note="Fechou.")

    assert (deal.result, deal.holder) == ("ganho", camila)


def test_flow_a_seller_treats_and_finalises_his_own_walk_in(at, campinas, caio, camila):
    """FOL-19, FOL-21, FOL-22"""
    at(campinas, "processo-2-fluxo")
    person("Patrícia Nogueira", "consultor", campinas)
    deal = lead(by=caio, channel="fluxo")
    deal.decide("seguir", by=caio, note="Volta com o marido.", next_at=soon())
    deal.decide("vender", by=caio, note="Levou a PK Inox.")

    assert [event.details["to"] for event in deal.events.filter(kind="journey.entered")] == ["Caio Bertolini", "Caio Bertolini"]
    assert (deal.result, deal.holder) == ("ganho", caio)


def test_flow_a_seller_still_receives_what_the_attendant_directs(at, campinas, caio, camila):
    """FOL-20, FOL-21"""
    at(campinas, "processo-2-fluxo")
    deal = treated(camila)
    deal.decide("direcionar", by=camila, person=caio, note="Prefere resolver na loja.")

    assert (deal.holder, deal.stage.name) == (caio, "Atendimento na loja")
    assert ends_within_reach(deal) == {"ganho", "perdido"}


def test_flow_a_seller_still_receives_what_the_reception_directs(at, campinas, caio):
    """FOL-20, FOL-32"""
    at(campinas, "processo-2-fluxo")
    reception = person("Jéssica Prado", "recepcao", campinas)
    patricia = person("Patrícia Nogueira", "consultor", campinas)

    assert lead(by=reception, channel="fluxo", holder=patricia).holder == patricia
    assert lead(by=reception, channel="fluxo").holder in (caio, patricia)


@pytest.mark.parametrize("registers", ["jessica", "caio"])
def test_flow_the_seller_to_whom_it_was_directed_keeps_it_to_the_end(at, campinas, caio, registers):
    """FOL-20, FOL-21: he does the whole treatment, whoever registered it and however often he comes back to it"""
    at(campinas, "processo-2-fluxo")
    by = caio if registers == "caio" else person("Jéssica Prado", "recepcao", campinas)
    patricia = person("Patrícia Nogueira", "consultor", campinas)
    deal = lead(by=by, channel="fluxo", holder=patricia)
    for _ in range(3):
        deal.decide("seguir", by=patricia, note="Volta amanhã.", next_at=soon())

    assert (deal.holder, deal.events.last().details["why"]) == (patricia, "continua com quem já estava")


def test_flow_leads_are_directed_to_sellers_only(at, campinas, caio, camila, otavio):
    """FOL-20"""
    at(campinas, "processo-2-fluxo")

    with pytest.raises(ValidationError, match="não recebe trabalho da etapa"):
        treated(camila).decide("direcionar", by=camila, person=otavio, note="…")


@pytest.mark.parametrize(("allowed", "enabled"), [(True, True), (True, False), (False, True)])
def test_flow_works_where_the_network_allows_and_the_unit_enables_it(at, campinas, caio, allowed, enabled):
    """FOL-24"""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": allowed})
    at(campinas, "processo-2-fluxo", store_flow=enabled)

    assert channels_of(caio.memberships.get()) == (["web", "fluxo"] if allowed and enabled else ["web"])


def test_processes_without_two_roads_take_leads_of_any_channel_at_their_one_beginning(at, santos, rafael, camila):
    at(santos, "purifikar")

    assert lead(by=rafael, channel="fluxo").stage.slug == "contato"
    assert channels_of(rafael.memberships.get()) == ["web"]


# Processo 3


def test_hybrid_web_leads_go_to_whoever_receives_them(at, manaus, iara):
    """FOL-28, FOL-29"""
    at(manaus, "processo-3")
    person("Jander Nascimento", "consultor", manaus, receives_web_leads=False, creates_flow_leads=True)

    assert {lead().holder for _ in range(3)} == {iara}


def test_hybrid_whoever_creates_a_flow_lead_keeps_it_to_the_end(at, manaus, iara):
    """FOL-28"""
    at(manaus, "processo-3")
    jander = person("Jander Nascimento", "consultor", manaus, receives_web_leads=False, creates_flow_leads=True)
    deal = lead(by=jander, channel="fluxo")
    deal.decide("seguir", by=jander, note="Volta amanhã.", next_at=soon())
    deal.decide("vender", by=jander, note="Fechou.")

    assert (deal.holder, deal.result) == (jander, "ganho")


def test_hybrid_the_switches_may_be_changed_later(at, manaus, iara):
    """FOL-30"""
    at(manaus, "processo-3")
    jander = person("Jander Nascimento", "consultor", manaus, receives_web_leads=False, creates_flow_leads=True)
    iara.memberships.get().switch(receives_web_leads=False, creates_flow_leads=False)
    jander.memberships.get().switch(receives_web_leads=True, creates_flow_leads=False)

    assert lead().holder == jander
    assert channels_of(jander.memberships.get()) == ["web"]


def test_hybrid_the_flow_is_open_to_those_with_the_switch(at, manaus, iara):
    """FOL-28, FOL-29"""
    at(manaus, "processo-3")
    jander = person("Jander Nascimento", "consultor", manaus, creates_flow_leads=True)

    assert channels_of(jander.memberships.get()) == ["web", "fluxo"]
    assert channels_of(iara.memberships.get()) == ["web"]


def test_hybrid_a_flow_lead_of_another_goes_in_turn_to_whoever_creates_such_leads(at, manaus, iara):
    """FOL-28"""
    at(manaus, "processo-3")
    reception = person("Kétlen Marinho", "recepcao", manaus)
    jander = person("Jander Nascimento", "consultor", manaus, receives_web_leads=False, creates_flow_leads=True)

    assert {lead(by=reception, channel="fluxo").holder for _ in range(2)} == {jander}


# Both at once


def test_two_units_of_different_processes_play_side_by_side(at, santos, campinas, rafael, caio, camila):
    """FOL-01, PUR-05"""
    at(campinas, "processo-2-fluxo")
    at(santos, "purifikar")
    in_santos = treated(camila)
    with tenant_context(campinas):
        in_campinas = treated(camila)
        in_campinas.decide("direcionar", by=camila, person=caio, note="Vai à loja.")
    with pytest.raises(NotAllowed):
        in_santos.decide("direcionar", by=camila, person=rafael, note="…")

    assert set(OpenWork.objects.values_list("unit__slug", "stage")) == {("santos", "Em tratativa"), ("campinas", "Atendimento na loja")}


def test_nobody_is_in_two_places_at_once_even_in_two_units(at, santos, campinas, camila, rafael):
    """PUR-38: the seller's time is one, whatever unit asks for it."""
    Membership.objects.give(rafael, "consultor", unit=campinas)
    at(campinas, "processo-2")
    at(santos, "processo-2")
    moment = soon()
    treated(camila).decide("agendar", by=camila, **visit(rafael, starts_at=moment))
    with tenant_context(campinas):
        second = treated(camila)
        with pytest.raises(ValidationError, match=r"Rafael Moreira já tem um compromisso em .* \(Santos\)"):
            second.decide("agendar", by=camila, **visit(rafael, starts_at=moment + timedelta(minutes=30)))
        second.decide("agendar", by=camila, **visit(rafael, starts_at=moment + timedelta(minutes=60)))

    assert Commitment.objects.of(rafael).count() == 2


def test_a_refused_appointment_leaves_no_trace(at, santos, camila, rafael):
    at(santos, "processo-2")
    deal, before = treated(camila), Event.objects.count()
    with pytest.raises(ValidationError):
        deal.decide("agendar", by=camila, **visit(rafael, starts_at=soon() - timedelta(days=2)))

    assert (Event.objects.count(), Appointment.objects.count(), Commitment.objects.count()) == (
        before + 1,
        0,
        0,
    ) or Event.objects.count() == before
