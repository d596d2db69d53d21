"""The lead's page: what it shows to whom, what it costs, and what may be changed on it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from tests.conftest import HTMX
from tests.leads.scenes import address, events, handed_to_rafael, local, marinas_lead, sale, seen  # noqa: F401 (fixtures)
from tests.workflow.play import soon
from workflow import registry


def page(browser, who, lead):
    return browser(who).get(address("lead", lead.number))


def words(answer):
    return " ".join(answer.content.decode().split())


def queries(browser, who, lead):
    """What the page asks of the database; the switches of the search path and the test's own savepoints are none of it."""
    client = browser(who)
    client.get(address("lead", lead.number))
    with CaptureQueriesContext(connection) as captured:
        client.get(address("lead", lead.number))
    return [query["sql"] for query in captured if query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]


def test_it_says_what_to_do_who_has_it_and_until_when(browser, camila, lead):
    """BEY-02, BEY-08"""
    said = words(page(browser, camila, lead))

    assert "Ligue para o cliente" in said
    assert "com você" in said
    assert "2 h úteis" in said or "1 h " in said
    assert "Próximo contato" in said


def test_every_way_out_says_what_it_asks_for_and_who_gets_it_next(browser, camila, lead):
    """BIM-33, BIM-69"""
    said = words(page(browser, camila, lead))

    assert "Não atendeu" in said
    assert "Pede a data do próximo contato. Fica com você." in said
    assert "Pede um motivo. Encerra como perdido." in said


def test_a_seller_reads_that_his_walk_in_stays_with_him(browser, caio, campinas):
    """FOL-21"""
    walk_in = sale(campinas, by=caio, process="processo-2-fluxo", channel="fluxo")
    said = words(browser(caio).get(address("lead", walk_in.number, unit="campinas")))

    assert "Pede um parecer e a data do próximo contato. Fica com você." in said


def test_contact_is_one_tap_away(browser, camila, lead):
    """BEY-01, BEY-14"""
    said = words(page(browser, camila, lead))

    assert 'href="tel:+5513997410022"' in said
    assert "https://wa.me/5513997410022?text=Ol%C3%A1%2C%20Marina%21%20Aqui%20%C3%A9%20Camila" in said
    assert 'href="mailto:marina@mail.example"' in said
    assert "https://www.google.com/maps/dir/?api=1" in said


def test_the_seller_sees_the_way_and_the_history_but_no_decisions(browser, rafael, lead):
    """FOL-17: he may write, not finalise"""
    said = words(page(browser, rafael, lead))

    assert "quem decide é Atendimento. Está com Camila Duarte." in said
    assert "Encerra como perdido" not in said
    assert "você está aqui" in said


def test_the_way_names_the_stages_behind_and_ahead(browser, rafael, with_rafael):
    said = words(page(browser, rafael, with_rafael))

    assert 'aria-label="Etapa 3 de' in said
    assert "Camila Duarte · menos de 1 min" in said
    assert "Primeiro pagamento" in said


def test_another_units_number_is_not_found(browser, caio, campinas, lead):
    answer = browser(caio).get(address("lead", lead.number, unit="campinas"))
    assert answer.status_code == 404
    assert browser(caio).get(address("lead", lead.number)).status_code == 404


def test_a_seller_does_not_find_another_sellers_lead(browser, rafael, camila, santos, lead):
    """FOL-16"""
    other = sale(santos, by=camila)
    assert page(browser, rafael, lead).status_code == 200
    assert page(browser, rafael, other).status_code == 404


def test_the_seller_who_visited_goes_on_seeing_it_after_his_answer(browser, rafael, camila, santos):
    """PUR-35"""
    lead = sale(santos, by=camila)
    with tenant_context(santos):
        lead.decide("falou", by=camila, note="Atendeu.")
        lead.decide("agendar", by=camila, person=rafael, starts_at=soon(), kind="visita", note="Quer ver.")
        lead.decide("responder", by=rafael, note="Feita.")

    assert page(browser, rafael, lead).status_code == 200


@pytest.mark.parametrize("who", ["camila", "rafael", "marcos"])
def test_it_costs_at_most_fifteen_queries(browser, request, lead, who):
    """Issue 3: lead page with timeline and panels ≤ 15"""
    asked = queries(browser, request.getfixturevalue(who), lead)
    assert len(asked) <= 15, "\n".join(asked)


def test_its_cost_does_not_grow_with_its_history(browser, camila, santos, lead):
    before = len(queries(browser, camila, lead))
    with tenant_context(santos):
        for number in range(80):
            lead.journey.record("journey.noted", by=camila, note=f"Parecer {number}")

    assert len(queries(browser, camila, lead)) == before


def test_the_history_comes_thirty_at_a_time(browser, camila, santos, lead):
    with tenant_context(santos):
        for number in range(40):
            lead.journey.record("journey.noted", by=camila, note=f"Parecer {number}.")
    first = page(browser, camila, lead)
    older = first.context["page"].history.older
    more = browser(camila).get(address("lead_history", lead.number), {"antes": older}, headers=HTMX)

    assert "Parecer 39." in words(first)
    assert "Parecer 9." not in words(first)
    assert "Parecer 9." in words(more)
    assert "Cadastro por Rafael Moreira" in words(more)


def test_the_history_shows_one_kind_when_asked(browser, camila, santos, lead):
    with tenant_context(santos):
        lead.journey.record("journey.noted", by=camila, note="Quer gelada.")
    said = words(browser(camila).get(address("lead", lead.number), {"historico": "pareceres"}))

    assert "Quer gelada." in said
    assert "Cadastro por" not in said


def test_a_parecer_goes_into_the_history(browser, camila, santos, lead):
    """BIM-19"""
    answer = browser(camila).post(address("lead_note", lead.number), {"note": "Liga depois.", "next_at": local(lead.next_at)})

    assert answer.status_code == 302
    assert events(lead, santos, "journey.noted")[0].details["note"] == "Liga depois."


def test_by_htmx_the_history_and_the_next_date_come_back(browser, camila, lead):
    moment = local(soon())
    answer = browser(camila).post(address("lead_note", lead.number), {"note": "Liga depois.", "next_at": moment}, headers=HTMX)

    assert 'id="lead-history"' in words(answer)
    assert 'id="lead-next" hx-swap-oob="true"' in words(answer)


def test_a_parecer_on_a_lead_whose_date_has_passed_asks_for_a_new_one(browser, camila, santos, lead):
    """BEY-02: saving a parecer without a next date is impossible"""
    with tenant_context(santos):
        lead.set_next(timezone.now() - timedelta(hours=1))
    answer = browser(camila).post(address("lead_note", lead.number), {"note": "Ligou."}, headers=HTMX)

    assert answer.status_code == 422
    assert "quando será o próximo contato?" in words(answer)
    assert "Ligou." in words(answer)


def test_the_next_date_can_be_moved_but_never_cleared(browser, camila, santos, lead):
    """BEY-02, field note 7"""
    assert browser(camila).post(address("lead_next", lead.number), {"next_at": ""}).status_code == 422
    past = local(timezone.now() - timedelta(days=1))
    assert browser(camila).post(address("lead_next", lead.number), {"next_at": past}).status_code == 422
    assert browser(camila).post(address("lead_next", lead.number), {"next_at": local(soon())}).status_code == 302
    assert events(lead, santos, "journey.next_contact")


def test_temperature_value_and_chance_are_changed_in_place(browser, camila, santos, lead):
    """BIM-63"""
    sent = {"temperature": "quente", "value": "2.149,00", "probability": "70"}
    answer = browser(camila).post(address("lead_deal", lead.number), sent, headers=HTMX)
    now = seen(lead, santos)

    assert answer.status_code == 200
    assert (now.temperature, now.value, now.probability) == ("quente", 2149, 70)


def test_a_chance_above_hundred_comes_back_with_words(browser, camila, lead):
    sent = {"temperature": "quente", "value": "", "probability": "130"}
    answer = browser(camila).post(address("lead_deal", lead.number), sent, headers=HTMX)

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#lead-deal"


def test_the_channel_is_not_to_be_changed(browser, camila, santos, lead):
    """FOL-23"""
    form = browser(camila).get(address("lead_edit", lead.number)).context["form"]
    assert "channel" not in form.fields


def test_panels_of_other_apps_are_asked_for_by_their_address(browser, camila, lead, monkeypatch):
    monkeypatch.setattr(registry, "_panels", [registry.Panel("Propostas", "lead_history", "lead")])
    said = words(page(browser, camila, lead))

    assert f'hx-get="{address("lead_history", lead.number)}"' in said
    assert "<h2>Propostas</h2>" in said


def test_midia_finds_no_lead(browser, mirela, lead):
    """FOL-33: no personal data"""
    assert page(browser, mirela, lead).status_code in (403, 404)
