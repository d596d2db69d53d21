"""The pages of a unit's agenda: month, filters, what is gone, repeated ones, and a constant number of queries (issue 5, Agenda)."""

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from tests.workflow.booking import at, own_kind, visit, weekly
from workflow.models import Appointment

AGENDA = "/u/santos/agenda/"


@pytest.fixture
def november(clock, santos):
    clock.at("2026-11-23 08:00")
    return santos


def page(client, **asked):
    return client.get(AGENDA, asked)


def days(answer):
    return answer.context["agenda"].days


def test_a_month_is_whole_weeks_with_what_is_in_them(browser, rafael, november):
    """BIM-13"""
    with tenant_context(november):
        visit(rafael, at("2026-11-30 09:00"))
    answer = page(browser(rafael), ver="mes", dia="2026-11-23")
    shown = days(answer)

    assert (len(shown), shown[0].day.isoformat(), shown[0].is_outside) == (42, "2026-10-26", True)
    assert [len(day.entries) for day in shown if day.day.isoformat() == "2026-11-30"] == [1]
    assert "Novembro de 2026" in answer.content.decode()


def test_months_follow_each_other(browser, rafael, november):
    period = page(browser(rafael), ver="mes", dia="2026-12-31").context["agenda"].period

    assert ("dia=2026-11-01" in period.earlier, "dia=2027-01-01" in period.later) == (True, True)


def test_a_full_day_of_a_month_says_how_many_more(browser, rafael, november):
    with tenant_context(november):
        for hour in range(9, 16):
            visit(rafael, at(f"2026-11-24 {hour:02}:00"), kind="retorno")
    content = page(browser(rafael), ver="mes").content.decode()

    assert ">mais 4<" in content


def test_what_is_gone_shows_struck_out_with_who_and_why_when_asked(browser, rafael, marcos, november):
    """BIM-14"""
    with tenant_context(november):
        visit(rafael, at("2026-11-24 09:00")).move(at("2026-11-25 10:00"), by=marcos, why="Chuva forte")
        visit(rafael, at("2026-11-26 09:00")).cancel(by=marcos, why="Desistiu")
    content = page(browser(rafael), todos="1").content.decode()

    assert content.count("is-gone") == 2
    assert "movido por Marcos Antunes em 23/11 às 08:00; Chuva forte; agora 25/11 às 10:00" in content
    assert "is-gone" not in page(browser(rafael)).content.decode()


def test_by_kind_and_by_person(browser, marcos, rafael, denise, november):
    """BIM-15"""
    with tenant_context(november):
        visit(rafael, at("2026-11-24 09:00"), kind=own_kind().slug, place="Loja")
        visit(rafael, at("2026-11-24 11:00"), place="Rua Alfa")
        visit(denise, at("2026-11-24 11:00"), kind="demonstracao", place="Rua Beta")
    content = page(browser(marcos), pessoa=rafael.pk, tipo="demonstracao").content.decode()

    assert [each in content for each in ("Loja", "Rua Alfa", "Rua Beta")] == [True, False, False]


def test_a_repeated_one_says_its_rhythm(browser, rafael, november):
    with tenant_context(november):
        weekly(rafael, at("2026-11-24 09:00"), times=3)
    client = browser(rafael)

    assert "toda semana: ter, 3 vezes" in page(client).content.decode()
    assert "2 depois deste" in client.get(AGENDA + "1/").content.decode()


def test_repeated_ones_are_marked_moved_and_cancelled_from_the_pages(browser, rafael, november):
    """PUR-12, BIM-14"""
    client = browser(rafael)
    client.post(AGENDA + "novo/", {"person": rafael.pk, "kind": "visita", "starts_at": "2026-11-24T09:00", "every": "1", "times": "4", "skip_rest": "on"})  # fmt: skip
    client.post(AGENDA + "3/mover/", {"scope": "seguintes", "starts_at": "2026-12-09T09:00", "why": "Férias"})
    client.post(AGENDA + "2/cancelar/", {"scope": "este", "why": "Feriado"})

    with tenant_context(november):
        left = [timezone.localtime(each.starts_at).day for each in Appointment.objects.marked()]
    assert left == [24, 9, 16]


def test_a_clash_of_a_series_keeps_all_that_was_typed_and_offers_to_leave_the_day_out(browser, rafael, november):
    with tenant_context(november):
        visit(rafael, at("2026-12-01 09:00"))
    sent = {"person": rafael.pk, "kind": "visita", "starts_at": "2026-11-24T09:00", "every": "1", "times": "3", "skip_rest": "on", "note": "Levar filtro"}  # fmt: skip
    answer = browser(rafael).post(AGENDA + "novo/", sent)
    content = answer.content.decode()

    assert answer.status_code == 422
    assert "Ter 01/12: Rafael Moreira das 09:00 às 10:00 (Santos)" in content
    assert [each in content for each in ("Levar filtro", "Deixar esses dias de fora")] == [True, True]


def test_free_days_lead_to_the_form_with_that_person_and_hour(browser, marcos, rafael, november):
    """BIM-15, BIM-45"""
    content = browser(marcos).get(AGENDA + "dias-livres/", {"pessoa": rafael.pk, "duracao": "240"}).content.decode()
    form = browser(marcos).get(AGENDA + "novo/", {"pessoa": rafael.pk, "inicio": "2026-11-24T11:00Z"}).context["form"]

    assert f"novo/?pessoa={rafael.pk}&amp;inicio=2026-11-24T11:00Z" in content
    assert (form["person"].value(), form["starts_at"].value().hour) == (str(rafael.pk), 8)


def test_however_full_the_month_it_asks_as_much(browser, marcos, rafael, denise, november, django_assert_max_num_queries):
    """Issue 5: constant in number."""
    client = browser(marcos)
    with tenant_context(november):
        for hour in range(8, 18):
            weekly(rafael, at(f"2026-11-03 {hour:02}:00"), times=3, others=[denise])
    client.get(AGENDA)
    with django_assert_max_num_queries(16):
        client.get(AGENDA, {"ver": "mes", "pessoa": rafael.pk, "todos": "1"})
