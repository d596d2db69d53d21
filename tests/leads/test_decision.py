"""Deciding on the lead's page: only what the outcome asks for, by whoever may, once."""

import pytest
from django_tenants.utils import tenant_context

from tenants.models import Membership, OpenWork, User
from tests.conftest import HTMX
from tests.leads.scenes import address, events, facts, handed_to_rafael, inside, local, marinas_lead, sale, seen  # noqa: F401 (fixtures)
from tests.workflow.play import soon


def words(answer):
    return " ".join(answer.content.decode().split())


def decide(browser, who, lead, slug, sent, **options):
    return browser(who).post(address("lead_decide", lead.number, slug), sent, **options)


@pytest.mark.parametrize(
    ("slug", "asked"), [("falou", {"note"}), ("sem-resposta", {"next_at"}), ("descartar", {"reason", "note"})]
)  # fmt: skip
def test_the_form_asks_only_what_the_outcome_requires(browser, camila, lead, slug, asked):
    """BIM-34; a listed reason leaves room for other words"""
    form = browser(camila).get(address("lead_decide", lead.number, slug)).context["form"]
    assert set(form.fields) - {"turn"} == asked


def test_by_htmx_only_the_form_comes(browser, camila, lead):
    answer = browser(camila).get(address("lead_decide", lead.number, "falou"), headers=HTMX)

    assert words(answer).startswith("<form")
    assert "<html" not in words(answer)


def test_a_decision_moves_the_lead_and_shows_the_pieces_that_changed(browser, camila, santos, lead):
    """BIM-35"""
    answer = decide(browser, camila, lead, "falou", facts(lead, santos, note="Quer gelada."), headers=HTMX)

    assert seen(lead, santos).journey.stage.slug == "tratativa"
    for piece in ("now", "lead-head", "lead-way", "lead-history", "lead-agenda"):
        assert f'id="{piece}"' in words(answer)
    assert "Em tratativa: continua com você." in words(answer)


def test_without_javascript_the_decision_leads_back_to_the_lead(browser, camila, santos, lead):
    answer = decide(browser, camila, lead, "falou", facts(lead, santos, note="Quer gelada."))

    assert answer.status_code == 302
    assert answer.headers["Location"] == address("lead", lead.number)


def test_a_refused_decision_keeps_what_was_typed_and_speaks_at_the_field(browser, camila, santos, lead):
    """Field note 9; DIR-03"""
    sent = facts(lead, santos, reason="", note="O número é da vizinha.")
    answer = decide(browser, camila, lead, "descartar", sent, headers=HTMX)

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#decide-form"
    assert "Escolha o motivo." in words(answer)
    assert "O número é da vizinha." in words(answer)
    assert seen(lead, santos).journey.turn == 0


def test_a_decision_whose_time_has_not_come_says_what_is_missing(browser, camila, santos, lead):
    """PUR-40: nobody has accepted a proposal; its address can be typed all the same"""
    with tenant_context(santos):
        lead.decide("falou", by=camila, note="Quer gelada.")
    answer = browser(camila).get(address("lead_decide", lead.number, "proposta-aceita"), follow=True)

    assert "A decisão Proposta aceita ainda não pode ser tomada: falta uma proposta aceita." in words(answer)


def test_what_the_second_wrote_waits_in_his_parecer(browser, camila, marcos, santos, lead):
    """Issue 3, two at once; field note 9: nothing typed is lost"""
    sent = facts(lead, santos, note="Atendeu a esposa; ligar às 18h.")
    with tenant_context(santos):
        lead.decide("falou", by=camila, note="Quer gelada.")
    answer = decide(browser, marcos, lead, "falou", sent, headers=HTMX)

    assert "Já foi decidido por Camila Duarte" in words(answer)
    assert "Atendeu a esposa; ligar às 18h." in words(answer)


def test_a_seller_too_late_is_told_who_answered_in_his_place(browser, marcos, rafael, santos, with_rafael):
    """FOL-10, FOL-17: the lead is not his to decide any more, and he reads why"""
    sent = facts(with_rafael, santos, note="Gostou.")
    with tenant_context(santos):
        with_rafael.decide("responder", by=marcos, note="Ele me contou por telefone.")
    answer = decide(browser, rafael, with_rafael, "responder", sent, headers=HTMX)

    assert (answer.status_code, "Já foi decidido por Marcos Antunes" in words(answer)) == (200, True)


def test_a_reason_that_is_not_listed_is_refused(browser, camila, santos, lead):
    """Field note 10"""
    assert decide(browser, camila, lead, "descartar", facts(lead, santos, reason="Choveu")).status_code == 422


def test_a_reason_and_other_words_both_go_into_the_history(browser, camila, santos, lead):
    decide(browser, camila, lead, "descartar", facts(lead, santos, reason="Contato errado", note="É da vizinha."))

    assert events(lead, santos, "journey.reason")[0].details["reason"] == "Contato errado"
    assert events(lead, santos, "journey.noted")[0].details["note"] == "É da vizinha."
    assert not seen(lead, santos).is_running


def test_the_next_contact_becomes_the_leads_date(browser, camila, santos, lead):
    """BEY-02"""
    moment = soon().replace(second=0, microsecond=0)
    decide(browser, camila, lead, "sem-resposta", facts(lead, santos, next_at=local(moment)))
    assert seen(lead, santos).next_at == moment


@pytest.fixture
def treated(lead, santos, camila):
    with tenant_context(santos):
        lead.decide("falou", by=camila, note="Atendeu.")
    return lead


def test_an_appointment_hands_over_to_the_seller(browser, camila, rafael, santos, treated):
    """FOL-09, PUR-38"""
    visit = {"person": rafael.pk, "kind": "visita", "starts_at": local(soon()), "minutes": 60, "place": "em casa", "note": "Quer ver."}
    answer = decide(browser, camila, treated, "agendar", facts(treated, santos, **visit))

    assert answer.status_code == 302
    now = seen(treated, santos)
    assert (now.journey.holder, now.seller) == (rafael, rafael)
    with tenant_context(santos):
        assert now.journey.appointments.get().person == rafael


def test_a_taken_hour_is_refused_at_its_field(browser, camila, rafael, santos, treated):
    """Field note 12"""
    visit = {"person": rafael.pk, "kind": "visita", "starts_at": local(soon()), "minutes": 60, "note": "Quer ver."}
    other = sale(santos, by=camila)
    with tenant_context(santos):
        other.decide("falou", by=camila, note="Atendeu.")
    decide(browser, camila, other, "agendar", facts(other, santos, **visit))
    answer = decide(browser, camila, treated, "agendar", facts(treated, santos, **visit))

    assert answer.status_code == 422
    assert "já tem um compromisso" in str(answer.context["form"].errors["starts_at"])


def test_the_answer_brings_it_back_to_the_attendant_by_itself(browser, camila, rafael, santos, with_rafael):
    """FOL-10, FOL-11"""
    answer = decide(browser, rafael, with_rafael, "responder", facts(with_rafael, santos, note="Gostou."), headers=HTMX)

    assert seen(with_rafael, santos).journey.holder == camila
    assert "Negociação: agora com Camila Duarte." in words(answer)


def test_the_second_is_told_who_was_quicker_and_sees_how_it_is(browser, camila, marcos, santos, lead):
    """Issue 3: two at once"""
    sent = facts(lead, santos, note="Quer gelada.")
    decide(browser, camila, lead, "falou", sent)
    answer = decide(browser, marcos, lead, "falou", sent, headers=HTMX)

    assert "Já foi decidido por Camila Duarte em" in words(answer)
    assert "Falou com o cliente." in words(answer)
    assert 'id="now"' in words(answer)
    assert seen(lead, santos).journey.turn == 1


def test_opening_a_decision_of_an_old_page_says_so_too(browser, camila, santos, lead):
    decide(browser, camila, lead, "falou", facts(lead, santos, note="Quer gelada."))
    answer = browser(camila).get(address("lead_decide", lead.number, "falou"), {"turno": "0"}, headers=HTMX)
    assert "Já foi decidido por Camila Duarte" in words(answer)


def test_a_step_that_the_process_does_not_allow_is_refused(browser, camila, santos, lead):
    """BIM-69"""
    answer = decide(browser, camila, lead, "fechar", facts(lead, santos, note="Vendido!"), headers=HTMX)

    assert "O processo não tem essa saída da etapa Primeiro contato." in words(answer)
    assert seen(lead, santos).journey.turn == 0


@pytest.mark.parametrize("process", ["processo-2", "purifikar"])
def test_the_seller_may_not_finalise(browser, rafael, camila, santos, process):
    """FOL-17"""
    lead = sale(santos, by=rafael, process=process)
    answer = decide(browser, rafael, lead, "descartar", facts(lead, santos, reason="Repetido"))

    assert answer.status_code == 403
    assert seen(lead, santos).is_running


def test_the_recepcao_does_not_treat(browser, nair, lead):
    """FOL-32"""
    assert browser(nair).get(address("lead", lead.number)).status_code == 200
    assert decide(browser, nair, lead, "falou", {}).status_code == 403


def test_the_gerente_may_step_in(browser, marcos, santos, lead):
    """PUR-43"""
    decide(browser, marcos, lead, "falou", facts(lead, santos, note="Falei eu."))
    assert seen(lead, santos).journey.stage.slug == "tratativa"


@pytest.fixture
def paula(db):
    """Another Assessora Comercial."""
    user = User.objects.create_user("paula@rede.example", name="Paula Nunes")
    Membership.objects.give(user, "comercial")
    return user


def test_a_lead_is_handed_to_a_colleague_with_the_reason(browser, camila, santos, lead, paula):
    answer = browser(camila).post(address("lead_hand", lead.number), {"person": paula.pk, "why": "Férias"})

    assert answer.status_code == 302
    assert seen(lead, santos).journey.holder == paula
    assert events(lead, santos, "journey.handed")[0].details["why"] == "Férias"
    assert OpenWork.objects.get().holder == paula


def test_a_lead_is_handed_only_to_who_does_that_work(browser, camila, rafael, lead):
    """FOL-17: a seller doesn't get what only the attendant finalises"""
    assert browser(camila).post(address("lead_hand", lead.number), {"person": rafael.pk, "why": "Férias"}).status_code == 422


def test_the_limit_pauses_for_a_reason_and_runs_again(browser, camila, santos, lead):
    """BEY-08"""
    browser(camila).post(address("lead_pause", lead.number), {"why": "Cliente viajou"})
    with tenant_context(santos):
        assert [armed.pause_note for armed in lead.journey.armed_limits.unsettled()] == ["Cliente viajou"]
    page = browser(camila).get(address("lead", lead.number))
    assert "em pausa desde" in words(page)
    browser(camila).post(address("lead_resume", lead.number))
    with tenant_context(santos):
        assert lead.journey.armed_limits.running().count() == 1


def test_the_limit_does_not_pause_without_a_reason(browser, camila, lead):
    assert browser(camila).post(address("lead_pause", lead.number), {"why": ""}).status_code == 422


def test_a_decided_lead_keeps_a_date_that_has_not_passed(santos, camila, lead):
    """BEY-02"""
    with inside(santos):
        lead.next_at = lead.created_at
        lead.save(update_fields=["next_at"])
        lead.decide("falou", by=camila, note="Atendeu.")
        assert not lead.is_next_late
