"""The network's report, panel and ranking: read from the units' rows in `public`, never from a unit's tables."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads import tasks
from leads.models import FigureMark, LeadFigure
from purifikar.panel import Panel
from purifikar.ranking import first_names
from tenants.models import Unit, UnitDay, UnitPulse, User
from tests.leads.conftest import in_santos, process, published, site  # noqa: F401 (fixtures)
from tests.leads.test_report_page import (
    ALL_DAYS,
    FIGURE,
    listed,
    story,  # noqa: F401 (fixture)
)
from tests.workflow.conftest import clock  # noqa: F401 (fixture)

PANEL, REPORT, RANKING = "/rede/painel/", "/rede/relatorios/", "/rede/ranking/"


@pytest.fixture
def pulse():
    """`pulse(santos, open=20, late=2)`: how that unit stands."""
    return lambda unit, **facts: UnitPulse.objects.create(unit=unit, **{"at": timezone.now(), **facts})


@pytest.fixture
def day():
    """`day(santos, ago=3, leads=5)`: so much happened there so many days ago."""

    def written(unit, *, ago=0, dimension="total", key="", **sums):
        return UnitDay.objects.create(
            unit=unit, day=timezone.localdate() - timedelta(days=ago), channel="web", dimension=dimension, key=key, **sums
        )

    return written


def findings():
    return {standing.unit.slug: [words for _, words, _ in standing.findings] for standing in Panel().outside}


def test_a_unit_as_always_is_not_shown(santos, campinas, pulse, day):
    """BEY-11: by exception"""
    for unit in (santos, campinas):
        pulse(unit, open=40, late=4)
        day(unit, ago=2, leads=9, won=1)

    assert findings() == {}


def test_many_late_leads_are_outside_the_normal(santos, campinas, manaus, pulse):
    for unit, late in ((santos, 15), (campinas, 1), (manaus, 2)):
        pulse(unit, open=30, late=late)

    assert findings() == {"santos": ["50 % dos leads com prazo vencido (15)"]}


def test_untouched_leads_silence_and_no_sales_are_outside_the_normal(santos, campinas, manaus, pulse, day):
    pulse(santos, open=30, untouched=4)
    pulse(campinas, open=30, at=timezone.now() - timedelta(hours=3))
    pulse(manaus, open=30)
    day(manaus, ago=30, leads=8)
    day(manaus, ago=25, won=1)
    day(manaus, ago=1, leads=8)

    assert findings() == {
        "santos": ["4 leads que ninguém tratou desde ontem ou antes"], "campinas": ["Os números não chegam"],
        "manaus": ["Nenhuma venda há 25 dias"],
    }  # fmt: skip


def test_half_the_usual_leads_are_outside_the_normal(santos, pulse, day):
    pulse(santos, open=30)
    for ago in (10, 17, 24, 31):
        day(santos, ago=ago, leads=10, won=1)
    day(santos, ago=2, leads=4)

    assert findings() == {"santos": ["4 leads em 7 dias; o usual são 10"]}


def test_the_panel_leads_to_what_is_wrong(santos, pulse, browser, helena, mirela):
    pulse(santos, open=30, late=15)

    assert 'href="/u/santos/leads/?prazo=vencido"' in browser(helena).get(PANEL).content.decode()
    assert "/u/santos/" not in browser(mirela).get(PANEL).content.decode()


def test_the_networks_figures_lead_to_their_leads_in_the_unit(story, browser, helena):  # noqa: F811
    """PUR-42, PUR-48: of all and of one source"""
    client = browser(helena)
    for query in (ALL_DAYS, ALL_DAYS + "&origem=site", ALL_DAYS + "&origem=site&campanha=ver%C3%A3o"):
        figures = [(url.replace("&amp;", "&"), int(figure)) for url, figure in FIGURE.findall(client.get(REPORT + query).content.decode())]
        assert len(figures) == 6
        assert [(url, count) for url, count in figures if listed(client, url) != count] == []


def test_each_sees_the_networks_figures_that_are_his(story, browser, helena, camila, silvio, mirela):  # noqa: F811
    """FOL-33: Mídia no names; a Coordenador without a team nothing"""
    leads = {who: browser(who).get(REPORT + ALL_DAYS).context["report"].tops[0][1].value for who in (helena, camila, silvio, mirela)}
    page = browser(mirela).get(REPORT + ALL_DAYS).content.decode()

    assert list(leads.values()) == [5, 5, 0, 5]
    assert "verão" in page
    assert "Camila" not in page
    assert "/u/santos/" not in page


def test_no_page_of_the_network_reads_a_units_table(story, browser, helena):  # noqa: F811
    """Architecture, Growth"""
    with CaptureQueriesContext(connection) as asked:
        for page in (PANEL, REPORT + ALL_DAYS, RANKING, "/rede/relatorios/numeros.csv" + ALL_DAYS):
            assert browser(helena).get(page).status_code == 200

    assert [query["sql"][:100] for query in asked if '"leads_' in query["sql"] or '"workflow_' in query["sql"]] == []


def test_the_units_own_task_writes_what_the_network_reads(story, santos):  # noqa: F811
    UnitDay.objects.all().delete()
    with tenant_context(santos):
        FigureMark.objects.all().delete()
        LeadFigure.objects.all().delete()
    tasks.count_unit(str(santos.pk))
    pulse = UnitPulse.objects.get(unit=santos)

    assert (pulse.open, pulse.late, pulse.untouched, pulse.unheld) == (3, 2, 1, 0)
    assert UnitDay.objects.totals().added("channel").get()["n_leads"] == 5


def test_as_many_queries_however_many_units(santos, pulse, day, browser, helena):
    counts = []
    for more in (0, 20):
        Unit.objects.bulk_create(
            Unit(slug=f"u{n}", schema_name=f"unit_u{n}", name=f"Bairro {n}", cnpj=f"{n:014}", city="Recife", uf="PE", state="ativa")
            for n in range(more)
        )
        with CaptureQueriesContext(connection) as asked:
            for page in (PANEL, REPORT):
                browser(helena).get(page)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_ranking_shows_first_names_only_and_renews_itself(story, browser, santos, helena):  # noqa: F811
    """FOL-34"""
    tv = User.objects.create_user("tv@santos.example", name="Televisão")
    tv.memberships.create(role="ranking", unit=santos)
    page = browser(tv).get("/u/santos/ranking/").content.decode()

    assert "Rafael" in page
    assert "Moreira" not in page
    assert 'hx-trigger="every 60s"' in page
    assert "Santos" in browser(helena).get(RANKING).content.decode()


def test_two_of_one_name_get_an_initial():
    names = {1: "Ana Salgado", 2: "Ana Beatriz Prado", 3: "Caio Bertolini"}

    assert first_names(names) == {1: "Ana S.", 2: "Ana P.", 3: "Caio"}
