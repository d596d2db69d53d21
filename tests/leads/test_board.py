"""The board: columns by stage, and a card that is moved by the process's own decisions (field note 9)."""

import pytest
from django_tenants.utils import tenant_context

from leads.models import Lead

BOARD = "/u/santos/leads/quadro/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def move(browser, lead, santos):
    """`move(camila, etapa="perdido")`: drops Marina's card on that stage; `go` sends the form."""

    def moved(user, *, etapa="", saida="", **form):
        query = f"?etapa={etapa}" if etapa else f"?saida={saida}"
        with tenant_context(santos):  # the test goes on inside Santos
            return browser(user).post(f"{BOARD}{lead.number}/mover/{query}", {"turn": lead.journey.turn, **form}, headers=HTMX)

    return moved


def stage_of(lead):
    return Lead.objects.with_desk().get(pk=lead.pk).journey.stage.slug


def test_each_stage_is_a_column_with_its_leads(lead, browser, marcos):
    board = browser(marcos).get(BOARD).context["board"]

    assert [(column.name, column.count, len(column.rows)) for column in board.columns] == [
        ("Em atendimento", 1, 1), ("Visita", 0, 0), ("Voltou da visita", 0, 0),
    ]  # fmt: skip


def test_a_column_shows_twenty_and_says_how_many_more(lead, site, marina, rafael, browser, marcos):
    for _ in range(21):
        Lead.objects.take_in(marina, source=site, by=rafael)

    assert "ver todos, mais 2" in browser(marcos).get(BOARD).content.decode()


def test_a_drop_that_asks_for_something_opens_its_form(move, lead, camila):
    """BIM-33, BIM-34"""
    page = move(camila, etapa="perdido").content.decode()

    assert 'name="reason"' in page
    assert stage_of(lead) == "atender"


def test_the_answered_form_moves_the_card(move, lead, camila):
    answer = move(camila, saida="perder", go="1", reason="Preço")

    assert answer.headers["HX-Retarget"] == "#board"
    assert stage_of(lead) == "perdido"


def test_the_form_without_its_answer_comes_back(move, lead, camila):
    answer = move(camila, saida="perder", go="1", reason="")

    assert answer.status_code == 422
    assert "Motivo" in answer.content.decode()
    assert stage_of(lead) == "atender"


def test_what_else_is_written_beside_the_reason_is_kept(move, lead, camila):
    """BIM-33, BIM-34: the same on every path, so also on the board"""
    lead.journey.stage.outcomes.filter(slug="perder").update(reasons=["Preço"])
    move(camila, saida="perder", go="1", reason="Preço", note="Achou caro perto do galão.")

    assert lead.journey.events.get(kind="journey.noted").details["note"] == "Achou caro perto do galão."


def test_a_drop_where_no_way_leads_goes_back_with_the_reason(move, lead, camila):
    page = move(camila, etapa="finalizar").content.decode()

    assert "O processo não leva de Em atendimento até essa etapa" in page
    assert stage_of(lead) == "atender"


def test_a_way_that_asks_for_nothing_is_gone_at_once(move, lead, camila, rafael):
    lead.decide("agendar", by=camila, person=rafael, note="Visita")
    lead.decide("responder", by=rafael, note="Quer comprar")
    move(camila, etapa="vendido", turn=lead.journey.turn)

    assert stage_of(lead) == "vendido"


def test_the_second_of_two_is_told_who_was_quicker(move, lead, camila, marcos):
    """Issue 3, section 1"""
    seen = lead.journey.turn
    lead.decide("perder", by=camila, reason="Preço")
    page = move(marcos, saida="perder", go="1", reason="x", turn=seen).content.decode()

    assert "Já foi decidido por Camila Duarte" in page


def test_also_where_the_decision_took_it_out_of_the_seconds_hands(move, lead, camila, marcos, rafael):
    """FOL-10, FOL-17: the Gerente answered for the seller, who is told so"""
    lead.decide("agendar", by=camila, person=rafael, note="Visita")
    seen = lead.journey.turn
    lead.decide("responder", by=marcos, note="Ele me contou por telefone.")
    page = move(rafael, saida="responder", go="1", note="Gostou.", turn=seen).content.decode()

    assert "Já foi decidido por Marcos Antunes" in page


def test_who_may_not_decide_is_told_why(move, lead, rafael):
    """FOL-17"""
    page = move(rafael, etapa="perdido").content.decode()

    assert "quem decide é" in page
    assert stage_of(lead) == "atender"


def test_without_script_the_ways_out_are_a_page(lead, browser, camila):
    page = browser(camila).get(f"{BOARD}{lead.number}/mover/").content.decode()

    assert "saida=agendar" in page
    assert "saida=perder" in page
    assert "pede um motivo" in page


def test_a_seller_sees_only_his_own_cards(lead, browser, rafael, site, marina, camila):
    """FOL-16"""
    Lead.objects.take_in(marina, source=site, by=camila)

    assert browser(rafael).get(BOARD).context["board"].columns[0].count == 1


def test_a_card_that_one_may_not_move_has_no_handle(lead, browser, rafael, camila, santos):
    """FOL-17: the seller sees the lead he registered; it is the attendant's to move."""
    with tenant_context(santos):
        sellers, attendants = browser(rafael).get(BOARD).text, browser(camila).get(BOARD).text

    assert "Marina Figueiredo Alves" in sellers
    assert "Mover Marina" not in sellers
    assert "Mover Marina" in attendants
