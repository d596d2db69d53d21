"""The network's page "Distribuição": whose turn it is in every unit, what waits and who is away, out of the registers (BEY-09)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Absence, Centre, OpenWork, Team, Turn
from tests.workflow.play import person
from workflow.network_distribution import NetworkDistribution
from workflow.turns import Turns

HOME = "/rede/distribuicao/"


@pytest.fixture
def three_units(santos, campinas, manaus, camila, caio, iara, rafael, membership):
    """Turns taken here and there, somebody by name, somebody full, somebody away, and a team that pauses."""
    today, centre = timezone.localdate(), Centre.objects.get(pk="atendimento")
    anderson, renata = person("Anderson Luz", "comercial"), person("Renata Sato", "comercial")
    centre.members.add(membership(rafael))
    membership(anderson).carry(capacity=1, weight=3, by=anderson)
    OpenWork.objects.create(unit=campinas, kind="lead", subject=camila.pk, holder=anderson, centre="atendimento", title="x", address="/")
    Absence.objects.create(user=camila, starts=today, ends=today, by=camila)
    Absence.objects.create(user=iara, starts=today, ends=today, by=iara)
    team = Team.objects.create(name="Praia")
    team.take_in(membership(renata))
    for unit, user, credit in ((None, renata, 0.4), (santos, rafael, -0.2), (None, anderson, 0.1)):
        Turn.objects.create(centre=centre, unit=unit, user=user, credit=credit, taken_at=timezone.now())
    return [santos, campinas, manaus]


def wait(unit, hours):
    since = timezone.now() - timedelta(hours=hours)
    OpenWork.objects.create(unit=unit, kind="lead", subject=unit.pk, centre="atendimento", title="Marina", address="/leads/1/", since=since)


@pytest.mark.parametrize("slug", ["atendimento", "vendas", "gerencia"])
def test_it_says_of_each_unit_what_the_units_own_page_says(three_units, slug):
    rows = {row.unit: row.next for row in NetworkDistribution({"centro": slug}).rows}
    centre = Centre.objects.get(pk=slug)

    assert rows == {unit: (turn := Turns(centre, unit).next) and turn.user for unit in three_units}


def test_where_one_waits_longest_comes_first_with_its_age(three_units, browser, silvio):
    santos, campinas, manaus = three_units
    wait(manaus, 2), wait(campinas, 5)
    page = browser(silvio).get(HOME)

    assert [row.unit for row in page.context["desk"].rows] == [campinas, manaus, santos]
    assert "há 5 h" in page.content.decode()
    assert "Ausentes na Franqueadora: Camila Duarte até" in page.content.decode()


def test_who_is_away_stands_in_his_units_line(three_units, browser, helena):
    rows = {row.unit.slug: row for row in browser(helena).get(HOME).context["desk"].rows}

    assert [absence.user.name for absence in rows["manaus"].away] == ["Iara Tavares"]
    assert rows["manaus"].next is None
    assert rows["santos"].away == []


def test_it_asks_as_few_questions_of_three_units_as_of_one(santos, camila, browser, helena, request):
    counts = []
    for fixture in ("santos", "three_units"):
        request.getfixturevalue(fixture)
        client = browser(helena)
        client.get(HOME)
        with CaptureQueriesContext(connection) as asked:
            client.get(HOME)
        counts.append(len(asked))

    assert max(counts) <= 17, [query["sql"][:150] for query in asked]


def test_no_query_reads_a_units_table(three_units, browser, helena):
    with CaptureQueriesContext(connection) as asked:
        browser(helena).get(HOME)

    assert not [query["sql"] for query in asked if "workflow_" in query["sql"] or "leads_" in query["sql"]]


def test_a_centre_that_there_is_not_is_not_found(browser, helena):
    assert browser(helena).get(HOME, {"centro": "x"}).status_code == 404


def test_after_a_lead_was_given_the_next_one_is_another(three_units, santos):
    with tenant_context(santos):
        given = Turns(Centre.objects.get(pk="atendimento"), santos, locked=True).take(timezone.now())

    assert next(row.next for row in NetworkDistribution({}).rows if row.unit == santos) != given
