"""The report's page: every figure leads to as many leads, each role sees what is his, and it asks the database as often however much there is."""

import html
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from leads.models import Lead, Person
from leads.reports.catch_up import catch_up
from tenants.models import Membership, Team, TeamPlace, User
from tests.workflow.conftest import clock  # noqa: F401 (fixture)

REPORT, LEADS = "/u/santos/relatorios/", "/u/santos/relatorios/leads/"
FIGURE = re.compile(r'<a(?: class="pk-figure")? href="(/u/santos/relatorios/leads/[^"]*)">([\d.+]+)<')
ALL_DAYS = "?periodo=livre&de=2026-01-01&ate=2027-12-31"


@pytest.fixture
def story(clock, site, santos, rafael, camila, marcos):  # noqa: F811
    """Five leads in Santos in November: one lost, one with Rafael, one sold, one called, one that nobody touched."""
    clock.at("2026-11-23 09:00")
    leads = [_lead(site, rafael, name, district) for name, district in zip("ABCDE", ["Gonzaga", "Gonzaga", "Embaré", "", ""], strict=True)]
    clock.ahead(hours=2)
    leads[0].decide("perder", by=camila, reason="Preço")
    for lead in leads[1:3]:
        lead.decide("agendar", by=camila, person=rafael, note="Quer ver.")
    clock.ahead(days=1)
    leads[2].decide("responder", by=rafael, note="Gostou.")
    leads[2].decide("vender", by=camila)
    leads[3].attempts.log(leads[3], result="atendeu", next_at=clock.now, by=camila)
    catch_up()
    return leads


def _lead(site, rafael, name, district):
    person = Person.objects.register(name=f"{name} da Silva")
    return Lead.objects.take_in(person, source=site, by=rafael, campaign="verão", district=district, value=Decimal("1299.90"))


def figures_on(text):
    return [(html.unescape(url), int(figure.replace(".", ""))) for url, figure in FIGURE.findall(text)]


def listed(client, url):
    """How many leads the page of a figure says and shows."""
    found = client.get(url).context["list"]
    assert found.count == len(found.rows)
    return found.count


@pytest.mark.parametrize("who", ["marcos", "rafael", "camila"])
def test_every_figure_leads_to_as_many_leads(story, browser, request, who):
    """PUR-42: click each of them"""
    client = browser(request.getfixturevalue(who))
    figures = figures_on(client.get(REPORT + ALL_DAYS).content.decode())

    assert len(figures) > 15
    assert [(url, count) for url, count in figures if listed(client, url) != count] == []


def test_the_figures_are_those_of_the_story(story, browser, marcos):
    """Issue 4: leads, treated in time, handed over, won, lost by reason"""
    report = browser(marcos).get(REPORT + ALL_DAYS).context["report"]
    tops = {words: cell.value for words, cell, *_ in report.tops}
    reasons = next(section for section in report.sections if section.slug == "motivos")

    assert tops == {"Leads": 5, "Tratados": 4, "no prazo": 3, "Repassados": 2, "Ganhos": 1, "Perdidos": 1}
    assert [(row.name, row.cells[0].value) for row in reasons.rows] == [("Preço", 1)]


def test_sales_are_told_by_consultor_and_channel(story, browser, marcos):
    """FOL-23: for the commissions"""
    report = browser(marcos).get(REPORT + ALL_DAYS).context["report"]
    section = next(section for section in report.sections if section.slug == "comissoes")

    assert [(row.name, [cell.value for cell in row.cells]) for row in section.rows] == [("Rafael Moreira", [1, Decimal("1299.90"), 0, 0])]


def test_hot_neighbourhoods_come_first(story, browser, marcos):
    """DIR-26"""
    report = browser(marcos).get(REPORT + ALL_DAYS).context["report"]
    section = next(section for section in report.sections if section.slug == "bairros")

    assert [(row.name, row.cells[0].value) for row in section.rows] == [("Gonzaga", 2), ("sem bairro", 2), ("Embaré", 1)]


def test_the_funnel_says_where_leads_are_lost_and_how_long_they_take(story, browser, marcos):
    """DIR-42, DIR-44"""
    steps = {step.slug: step for step in browser(marcos).get(REPORT + ALL_DAYS).context["report"].funnel.steps}

    assert [(step.reached, step.waiting, step.lost) for step in steps.values()] == [(5, 2, 1), (2, 1, 0), (1, 0, 0), (1, 0, 0)]
    assert (steps["atender"].time, steps["atender"].is_worst, steps["visitar"].time) == ("2 h", True, "1 dia")


def test_midia_sees_sources_and_campaigns_and_nobodys_name(story, browser, santos):
    """FOL-33, DIR-55"""
    midia = User.objects.create_user("midia@santos.example", name="Mídia de Santos")
    Membership.objects.give(midia, "midia", unit=santos)
    page = browser(midia).get(REPORT + ALL_DAYS).content.decode()

    assert "verão" in page
    assert figures_on(page) == []
    assert "Rafael" not in page
    assert browser(midia).get(LEADS + "?numero=leads").status_code == 403


def test_a_coordenador_sees_his_teams(story, browser, silvio, camila, membership):
    """FOL-05"""
    assert browser(silvio).get(REPORT + ALL_DAYS).context["report"].figures.totals["leads"] == 0
    team = Team.objects.create(name="Manhã")
    TeamPlace.objects.create(team=team, membership=membership(silvio), leads=True)
    TeamPlace.objects.create(team=team, membership=membership(camila), is_principal=True)

    assert browser(silvio).get(REPORT + ALL_DAYS).context["report"].figures.totals["leads"] == 5


def test_an_address_that_means_nothing_lists_nothing(story, browser, marcos):
    for query in (
        "",
        "?numero=x",
        "?numero=x&depois=ontem~x",
        "?numero=leads&por=x",
        "?numero=leads&por=atendente&chave=x",
        "?numero=ganhos&de=ontem&ate=%00",
    ):
        page = browser(marcos).get(LEADS + query)
        assert page.status_code == 200
        assert page.context["list"].count in (0, 1)


def test_the_file_says_the_same_without_formulas(story, browser, marcos):
    story[4].campaign = "=1+1"
    story[4].change(by=marcos, names=["campaign"])
    catch_up()
    lines = browser(marcos).get("/u/santos/relatorios/numeros.csv" + ALL_DAYS).content.decode("utf-8-sig").splitlines()

    assert "Resumo;Leads;Tratados;no prazo;Repassados;Ganhos;Perdidos" in lines
    assert "'=1+1 · Formulário do site;1;0;0;0;0;0" in lines


def test_as_many_queries_however_many_leads(story, browser, marcos, santos, site, rafael):
    counts = []
    for more in (0, 30):
        with tenant_context(santos):
            for number in range(more):
                _lead(site, rafael, f"Mais {number}", f"Bairro {number}")
            catch_up()
        client = browser(marcos)
        client.get(REPORT + ALL_DAYS)
        with CaptureQueriesContext(connection) as asked:
            client.get(REPORT + ALL_DAYS)
        counts.append(len([query for query in asked if query["sql"].startswith("SELECT") and "search_path" not in query["sql"]]))

    assert counts[0] == counts[1] <= 36, [query["sql"][:120] for query in asked]
