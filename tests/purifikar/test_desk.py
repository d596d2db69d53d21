"""The desk of the Assessor Comercial: one queue over all units, and the console of one call."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import CallAttempt, Lead
from purifikar.lib.links import network_url
from tenants.models import Commitment, OpenWork, Team, Unit
from tests.conftest import HTMX
from tests.leads.scenes import events, facts, local, sale, seen
from tests.tenants.test_open_work import hold
from tests.workflow.conftest import clock  # noqa: F401 (fixture)
from workflow.models import AlreadyDecided, Appointment

DESK = "/rede/mesa/"


@pytest.fixture
def lead(santos, camila, rafael):
    """Marina's lead in Santos on Processo 2, with Camila by rotation."""
    return sale(santos, by=rafael, process="processo-2", product="PK Inox")


def work_of(lead):
    return OpenWork.objects.get(subject=lead.journey_id)


def at(name, lead, *more):
    return network_url(name, work_of(lead).pk, *more)


def names(answer):
    return [row.title for row in answer.context["desk"].rows]


def tomorrow(hour=10):
    return local(timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=1))


# --- the queue ---------------------------------------------------------------------------------------------------------


def test_one_queue_over_all_units(browser, camila, santos, campinas):
    """PUR-36"""
    hold(camila, santos, "Marina")
    hold(camila, campinas, "Eduardo")

    assert set(names(browser(camila).get(DESK))) == {"Marina", "Eduardo"}


def test_the_next_call_comes_first(browser, camila, santos):
    """PUR-37: overdue, then due soonest, then what has no limit, the oldest first."""
    now = timezone.now()
    for title, due in [("velho", None), ("amanha", now + timedelta(days=1)), ("vencido", now - timedelta(hours=1)), ("novo", None)]:
        hold(camila, santos, title, due_at=due)

    assert names(browser(camila).get(DESK)) == ["vencido", "amanha", "velho", "novo"]


def test_who_is_to_be_called_later_waits_for_his_moment(browser, camila, santos):
    """PUR-37"""
    now = timezone.now()
    hold(camila, santos, "tentado", due_at=now - timedelta(hours=1), call_at=now + timedelta(hours=2))
    hold(camila, santos, "logo", due_at=now + timedelta(hours=1))

    assert names(browser(camila).get(DESK)) == ["logo", "tentado"]


def test_the_filters_stand_in_the_address(browser, camila, santos, campinas):
    hold(camila, santos, "Marina", stage="Novo lead")
    hold(camila, santos, "Jair", stage="Em tratativa")
    hold(camila, campinas, "Eduardo", stage="Novo lead")

    assert names(browser(camila).get(DESK, {"unidade": "santos", "etapa": "Novo lead"})) == ["Marina"]


def test_the_pages_go_on_by_key(browser, camila, santos, monkeypatch):
    monkeypatch.setattr("purifikar.desk.SHOWN", 2)
    for title in "abc":
        hold(camila, santos, title)
    first = browser(camila).get(DESK)

    assert names(first) == ["a", "b"]
    assert names(browser(camila).get(DESK + first.context["desk"].page.older_url)) == ["c"]
    assert names(browser(camila).get(DESK, {"depois": "nada~disso"})) == ["a", "b"]


def test_what_waits_for_nobody_stands_apart(browser, camila, santos):
    """BIM-68: as the attendant only where the unit's attendants are the Franqueadora's."""
    hold(None, santos, "Marina", centre="atendimento")
    hold(None, santos, "de outro centro", centre="vendas")

    assert names(browser(camila).get(DESK)) == []
    assert names(browser(camila).get(DESK, {"fila": "sem-dono"})) == ["Marina"]


def test_a_unit_with_its_own_attendants_keeps_its_queue(browser, camila, manaus):
    """FOL-15"""
    hold(None, manaus, "Jonas", centre="atendimento")

    assert names(browser(camila).get(DESK, {"fila": "sem-dono"})) == []


def test_a_coordenador_sees_what_his_teams_hold(browser, silvio, camila, rafael, santos, membership):
    """FOL-05"""
    team = Team.objects.create(name="Litoral")
    team.places.create(membership=membership(silvio), leads=True)
    team.places.create(membership=membership(camila), is_principal=True)
    hold(camila, santos, "da equipe")
    hold(rafael, santos, "de outro")

    assert names(browser(silvio).get(DESK)) == ["da equipe"]


def test_however_long_the_queue_it_asks_as_much(browser, camila, santos, campinas, django_assert_max_num_queries):
    for number in range(60):
        hold(camila, (santos, campinas)[number % 2], f"Lead {number}", stage=f"Etapa {number % 9}", due_at=timezone.now())
    client = browser(camila)
    client.get(DESK)

    with django_assert_max_num_queries(12):
        client.get(DESK)


# --- the console -------------------------------------------------------------------------------------------------------


def test_the_console_shows_whom_to_call_and_what_the_stage_asks(browser, camila, lead):
    """PUR-37"""
    page = browser(camila).get(at("desk_call", lead)).content.decode()

    for words in ("tel:+5513997410022", "wa.me/5513997410022", "PK Inox", "Novo lead", "1ª tentativa", "Falou com o cliente"):
        assert words in page


def test_an_attempt_is_counted_and_moves_the_next_call(browser, camila, lead):
    """PUR-37"""
    browser(camila).post(at("desk_attempt", lead), {"result": "nao-atendeu", "next_at": tomorrow(), "note": "Tocou até cair."})
    work = work_of(lead)

    assert (work.attempts, local(work.call_at), local(seen(lead, work.unit).next_at)) == (1, tomorrow(), tomorrow())
    assert events(lead, work.unit, "lead.called")[0].details["result"] == "não atendeu"
    assert events(lead, work.unit, "journey.noted")[0].details["note"] == "Tocou até cair."


def test_without_a_date_two_working_hours_on_are_taken(browser, camila, lead, santos, clock):  # noqa: F811
    """PUR-37"""
    clock.at("2026-11-23 17:00")
    browser(camila).post(at("desk_attempt", lead), {"result": "caixa-postal"})

    assert local(work_of(lead).call_at) == "2026-11-24T09:00"


def test_a_unit_far_away_is_called_by_its_own_clock(browser, camila, manaus, iara):
    """BEY-08"""
    far = sale(manaus, by=iara, process="processo-2")
    page = browser(camila).get(at("desk_call", far)).content.decode()
    browser(camila).post(at("desk_attempt", far), {"result": "depois", "next_at": tomorrow(10)})

    assert "horário de Manaus (UTC−4)" in page
    assert local(work_of(far).call_at) == tomorrow(11)


def test_after_an_answer_the_day_after_is_suggested(browser, camila, lead, clock):  # noqa: F811
    clock.at("2026-11-23 17:00")
    browser(camila).post(at("desk_attempt", lead), {"result": "depois"})

    assert local(work_of(lead).call_at) == "2026-11-24T17:00"


def test_a_decision_begins_the_waiting_anew(browser, camila, lead, santos):
    """A moment for calling belongs to its stage; the count of attempts stays."""
    browser(camila).post(at("desk_attempt", lead), {"result": "depois"})
    browser(camila).post(at("desk_decide", lead, "falou"), facts(lead, santos, note="Quer gelada.", next_at=tomorrow()))

    assert (work_of(lead).stage, work_of(lead).attempts, work_of(lead).call_at) == ("Em tratativa", 1, None)


@pytest.mark.parametrize("sent", [{}, {"result": "sumiu"}, {"result": "depois", "next_at": "2020-01-01T10:00"}])
def test_a_refused_attempt_says_what_is_missing(browser, camila, lead, sent):
    answer = browser(camila).post(at("desk_attempt", lead), sent, headers=HTMX)

    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#step")
    assert work_of(lead).attempts == 0


def test_a_lead_that_ended_meanwhile_comes_not_back_into_the_queue(camila, lead, santos):
    """Of two who work it, one calls while the other finishes."""
    with tenant_context(santos):
        late = Lead.objects.get(pk=lead.pk)
        assert late.is_running  # as the caller's page read it
        lead.decide("descartar", by=camila, reason="Repetido")
        with pytest.raises(AlreadyDecided):
            CallAttempt.objects.log(late, result="depois", next_at=timezone.now(), by=camila)

    assert not OpenWork.objects.filter(subject=lead.journey_id).exists()


def test_after_the_attempt_the_next_row_is_open(browser, camila, lead, campinas, caio):
    """PUR-37: "Gravar e próxima", in another unit."""
    other = sale(campinas, by=caio, process="processo-2")
    answer = browser(camila).post(at("desk_attempt", lead), {"result": "depois"}, headers=HTMX).content.decode()

    assert f'data-call="{work_of(other).pk}"' in answer
    assert 'id="queue" hx-swap-oob="true"' in answer


def test_without_htmx_the_next_rows_page_opens(browser, camila, lead, campinas, caio):
    other = sale(campinas, by=caio, process="processo-2")
    answer = browser(camila).post(at("desk_attempt", lead) + "?etapa=Novo+lead", {"result": "depois"})

    assert answer.url == at("desk_call", other) + "?etapa=Novo+lead"


def test_the_hand_over_is_an_appointment_of_the_seller(browser, camila, lead, santos, rafael):
    """PUR-38, FOL-09"""
    treated(browser, camila, lead, santos)
    sent = {"person": rafael.pk, "kind": "visita", "starts_at": tomorrow(), "minutes": "60", "note": "Prefere de manhã."}
    browser(camila).post(at("desk_decide", lead, "agendar"), facts(lead, santos, **sent))

    assert work_of(lead).holder == rafael
    assert local(Commitment.objects.of(rafael).get().starts_at) == tomorrow()


def test_the_sellers_days_are_shown(browser, camila, lead, santos, rafael, clock):  # noqa: F811
    """BIM-45, PUR-38"""
    clock.at("2026-11-23 09:00")
    treated(browser, camila, lead, santos)
    with tenant_context(santos):
        Appointment.objects.book(person=rafael, starts_at=clock.now + timedelta(days=1), kind="visita", by=rafael)
    page = browser(camila).get(at("desk_decide", lead, "agendar"))

    assert [day.kind for day in page.context["free"][0].days] == ["livre", "parcial", "livre", "livre", "livre"]
    assert "Agenda de Rafael Moreira" in page.content.decode()


def test_a_seller_who_is_taken_then_is_refused_at_its_field(browser, camila, lead, santos, rafael):
    """PUR-38"""
    treated(browser, camila, lead, santos)
    with tenant_context(santos):
        start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
        Appointment.objects.book(person=rafael, starts_at=start, kind="visita", by=rafael)
    sent = {"person": rafael.pk, "kind": "visita", "starts_at": tomorrow(), "minutes": "60", "note": "x"}
    answer = browser(camila).post(at("desk_decide", lead, "agendar"), facts(lead, santos, **sent))

    assert answer.status_code == 422
    assert "já tem um compromisso" in answer.content.decode()


def treated(browser, camila, lead, santos):
    browser(camila).post(at("desk_decide", lead, "falou"), facts(lead, santos, note="Quer ver.", next_at=tomorrow()))


# --- who may -----------------------------------------------------------------------------------------------------------


def test_of_two_who_take_the_same_row_the_second_is_told(browser, camila, helena, lead, santos):
    with tenant_context(santos):
        lead.journey.hand_to(None)
    browser(helena).post(at("desk_take", lead))
    answer = browser(camila).post(at("desk_take", lead), follow=True)

    assert "Helena Vasconcelos pegou antes." in answer.content.decode()
    assert work_of(lead).holder == helena


def test_who_takes_a_row_holds_it(browser, camila, lead, santos):
    with tenant_context(santos):
        lead.journey.hand_to(None)
    page = browser(camila).get(at("desk_call", lead)).content.decode()
    browser(camila).post(at("desk_take", lead))

    assert "Pegar este lead" in page
    assert "Gravar e próxima" not in page
    assert work_of(lead).holder == camila


def test_of_two_who_decide_the_second_is_told(browser, camila, lead, santos):
    """FOL-17"""
    late = facts(lead, santos, note="a", next_at=tomorrow())
    treated(browser, camila, lead, santos)
    answer = browser(camila).post(at("desk_decide", lead, "falou"), late, follow=True)

    assert "Já foi decidido por Camila Duarte" in answer.content.decode()


@pytest.fixture
def team(silvio, camila, membership):
    """Camila's team, led by Sílvio."""
    team = Team.objects.create(name="Litoral")
    team.places.create(membership=membership(silvio), leads=True)
    team.places.create(membership=membership(camila), is_principal=True)
    return team


def test_a_coordenador_gives_what_waits_to_an_attendant_of_his_team(browser, silvio, camila, team, lead, santos):
    """FOL-05, FOL-16"""
    with tenant_context(santos):
        lead.journey.hand_to(None)
    page = browser(silvio).get(at("desk_call", lead)).content.decode()
    browser(silvio).post(at("desk_give", lead), {"person": camila.pk, "why": "mais livre"})

    assert "Dar o lead" in page
    assert work_of(lead).holder == camila
    assert [event.details["why"] for event in events(lead, santos, "journey.handed")][-1] == "mais livre"


def test_a_coordenador_gives_to_nobody_outside_his_teams(browser, silvio, lead, helena, camila):
    """FOL-16"""
    browser(silvio).post(at("desk_give", lead), {"person": helena.pk, "why": "x"})

    assert work_of(lead).holder == camila


def test_a_coordenador_follows_the_attendants_queue_only(browser, silvio, santos):
    """FOL-16"""
    hold(None, santos, "Marina", centre="atendimento")
    hold(None, santos, "de outro centro", centre="vendas")

    assert names(browser(silvio).get(DESK, {"fila": "sem-dono"})) == ["Marina"]


def test_a_coordenador_treats_nothing(browser, silvio, lead):
    """FOL-05"""
    page = browser(silvio).get(at("desk_call", lead)).content.decode()

    assert "Gravar e próxima" not in page
    assert browser(silvio).post(at("desk_attempt", lead), {"result": "depois"}).status_code == 403


def test_the_desk_is_not_of_other_roles(browser, mirela, rafael, ulisses, lead):
    """PUR-10"""
    for address in (DESK, at("desk_call", lead)):
        assert browser(mirela).get(address).status_code == 403
        assert browser(rafael).get(address).status_code == 404
        assert browser(ulisses).get(address).status_code == 404


def test_a_unit_that_does_not_answer_says_so_and_the_others_go_on(browser, camila, lead, campinas):
    hold(camila, campinas, "Eduardo")
    Unit.objects.filter(slug="santos").update(schema_fingerprint="outra")

    assert "unidade sem atendimento" in browser(camila).get(DESK).content.decode()
    assert "A unidade não atende agora" in browser(camila).get(at("desk_call", lead)).content.decode()
    assert browser(camila).post(at("desk_attempt", lead), {"result": "depois"}).status_code == 403
