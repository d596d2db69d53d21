"""The lead list: what it shows to whom, its filters in the address, and how much it asks of the database."""

import itertools
import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.lead_list import limit_in_words
from leads.models import Lead, Person, Source
from tenants.models import Network, Unit
from tests.leads.scenes import inside

LIST = "/u/santos/leads/"
NO_QUERIES = ("SET search_path", "SAVEPOINT", "RELEASE")


@pytest.fixture
def many(site, rafael):
    """`many(3)`: leads of Ana 1, Ana 2…, each an hour apart, with Camila."""
    numbers = itertools.count(1)

    def made(count, **facts):
        for number in itertools.islice(numbers, count):
            person = Person.objects.register(name=f"Ana {number}", phones=[f"1399741{number:04}"])
            lead = Lead.objects.take_in(person, source=site, by=rafael, **facts)
            lead.journey.due_at = timezone.now() + timedelta(hours=number)
            lead.journey.save(update_fields=["due_at"])

    return made


@pytest.fixture
def due(lead):
    """`due(hours=-2)`: Marina's lead is due then."""

    def moved(**span):
        lead.journey.due_at = timezone.now() + timedelta(**span)
        lead.journey.save(update_fields=["due_at"])

    return moved


@pytest.fixture
def page_of(browser, santos):
    """`page_of(marcos, "?prazo=vencido")`: the list as that person sees it."""
    return lambda user, query="": browser(user).get(LIST + query).content.decode()


def test_a_line_says_who_where_and_until_when_and_calls_with_one_tap(lead, due, page_of, marcos):
    """BIM-08, BEY-14"""
    due(hours=-2)
    html = page_of(marcos)

    assert "Marina Figueiredo Alves" in html
    assert "Gonzaga" in html
    assert "Em atendimento" in html
    assert 'href="tel:+5513997410022"' in html
    assert 'href="https://wa.me/5513997410022"' in html
    assert "venceu" in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?prazo=vencido", True), ("?prazo=hoje", False), ("?prazo=aberto", False), ("?prazo=interna", False), ("?prazo=encerrado", False),
        ("?etapa=atender", True), ("?etapa=visitar", False), ("?bairro=gonzaga", True), ("?bairro=Embar%C3%A9", False),
        ("?origem=site", True), ("?origem=loja", False), ("?canal=web", True), ("?canal=fluxo", False), ("?responsavel=ninguem", False),
        ("?responsavel=eu", False), ("?de=2020-01-01", True), ("?ate=2020-01-01", False), ("?q=figueir", True), ("?q=bezerra", False),
        ("?q=(13)+9974-1002", True), ("?q=L-1", True), ("?q=L-2", False),
    ],
)  # fmt: skip
def test_the_address_filters(lead, due, page_of, marcos, query, shown):
    due(hours=-2)

    assert ("Marina Figueiredo" in page_of(marcos, query)) is shown


@pytest.mark.parametrize(
    "query", ["?prazo=x", "?de=ontem", "?depois=x~y", "?depois=2026-01-01~x", "?responsavel=%00", "?ordem=z", "?antes=~"]
)
def test_an_address_that_means_nothing_filters_nothing(lead, page_of, marcos, query):
    assert "Marina Figueiredo" in page_of(marcos, query)


def test_what_has_no_limit_has_only_its_own_date(lead, due, page_of, marcos):
    """BIM-08"""
    lead.journey.due_at = None
    lead.journey.save(update_fields=["due_at"])

    assert "interna, amanhã" in page_of(marcos, "?prazo=interna")


@pytest.mark.parametrize("wide", [-1, 3000])
def test_a_consultor_finds_only_his_own(many, lead, page_of, rafael, camila, site, marina, wide, monkeypatch):
    """FOL-16"""
    other = Person.objects.register(name="Doutor Alheio")
    Lead.objects.take_in(other, source=site, by=camila)

    monkeypatch.setattr("leads.lead_list.WIDE", wide)  # gathered first, or asked one by one where they are thousands
    assert "Marina" in page_of(rafael)
    assert "Alheio" not in page_of(rafael)


def test_pages_go_on_by_key_and_come_back(many, browser, marcos):
    many(60)
    first = browser(marcos).get(LIST)
    page = first.context["list"].page
    second = browser(marcos).get(LIST + page.older_url)
    again = browser(marcos).get(LIST + second.context["list"].page.newer_url)

    assert [row.name for row in second.context["list"].rows] == [f"Ana {number}" for number in range(51, 61)]
    assert [row.number for row in again.context["list"].rows] == [row.number for row in first.context["list"].rows]


def test_the_newest_come_first_when_asked(many, browser, marcos):
    many(3)

    assert [row.name for row in browser(marcos).get(LIST + "?ordem=novos").context["list"].rows] == ["Ana 3", "Ana 2", "Ana 1"]


def test_the_legend_counts_what_each_state_holds(lead, due, browser, marcos):
    due(hours=-2)
    legend = {value: count for value, _, _, count, *_ in browser(marcos).get(LIST).context["list"].legend}

    assert legend == {"vencido": 1, "hoje": 0, "interna": 0, "aberto": 0, "encerrado": 0}


def test_the_counters_stop_at_the_cap(many, browser, marcos, monkeypatch):
    """Field note 22"""
    monkeypatch.setattr("leads.lead_list.CAP", 2)
    many(5)  # late in the evening some of them are due tomorrow

    assert "2+ em aberto" in browser(marcos).get(LIST).content.decode()


def test_few_queries_however_many_leads(many, browser, marcos, santos):
    """At most ten, the frame of the page among them."""
    counts = []
    for more in (1, 49):
        many(more)
        client = browser(marcos)
        with tenant_context(santos):
            client.get(LIST)
        with tenant_context(santos), CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        counts.append(len([query for query in asked if not query["sql"].startswith(NO_QUERIES)]))

    assert counts[0] == counts[1] <= 10, [query["sql"][:160] for query in asked]


def test_a_full_page_weighs_at_most_60_kilobytes(many, browser, marcos):
    many(50)

    html = browser(marcos).get(LIST).content
    assert len(html) <= 60_000


@pytest.fixture
def in_flow(campinas, caio, otavio):
    """Campinas on the process with store flow: Web Wanda came by the site, Loja Lina to the shop."""
    with inside(campinas, "processo-2-fluxo"):
        Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
        Unit.objects.filter(pk=campinas.pk).update(store_flow=True)
        for name, channel in (("Web Wanda", "web"), ("Loja Lina", "fluxo")):
            person = Person.objects.register(name=name)
            Lead.objects.take_in(person, source=Source.objects.usual(channel), by=caio, channel=channel, holder=caio)
    return campinas


def test_the_chosen_channel_is_remembered_on_list_board_and_counters(in_flow, browser, otavio, camila):
    """FOL-26"""
    client = browser(otavio)
    client.post("/u/campinas/leads/canal/", {"canal": "fluxo", "next": "/u/campinas/leads/"})
    page, board = client.get("/u/campinas/leads/"), client.get("/u/campinas/leads/quadro/")

    for answer in (page, board):
        assert "Loja Lina" in answer.content.decode()
        assert "Web Wanda" not in answer.content.decode()
    assert page.context["list"].open_count == 1


def test_todos_shows_both_channels_again(in_flow, browser, otavio, camila):
    client = browser(otavio)
    client.post("/u/campinas/leads/canal/", {"canal": "fluxo"})
    client.post("/u/campinas/leads/canal/", {"canal": "todos"})
    html = client.get("/u/campinas/leads/").content.decode()

    assert "Loja Lina" in html
    assert "Web Wanda" in html


def test_without_store_flow_there_is_nothing_to_switch(lead, page_of, marcos):
    """FOL-24"""
    marcos.channel_view = "fluxo"
    marcos.save()
    html = page_of(marcos)

    assert "Leads mostrados" not in html
    assert "Marina" in html


def test_the_switch_leads_nowhere_else(in_flow, browser, otavio):
    answer = browser(otavio).post("/u/campinas/leads/canal/", {"canal": "web", "next": "https://outro.example/"})

    assert answer.headers["Location"] == "/u/campinas/leads/"


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("2026-11-23 08:59", ("late", "venceu hoje 08:59")), ("2026-11-22 16:20", ("late", "venceu ontem 16:20")),
        ("2026-11-13 10:00", ("late", "venceu sex 13/11")), ("2026-11-23 09:40", ("today", "vence em 40 min")),
        ("2026-11-23 10:30", ("today", "hoje 10:30")), ("2026-11-24 08:30", ("open", "amanhã 08:30")),
    ],
)  # fmt: skip
def test_a_limit_is_said_as_people_say_it(due, told):
    now = datetime.fromisoformat("2026-11-23 09:00")

    assert limit_in_words(datetime.fromisoformat(due), now) == told


def test_the_icons_in_the_page_are_those_of_the_sprite():
    sprite = (settings.BASE_DIR / "static/icons.svg").read_text()
    inline = (settings.BASE_DIR / "templates/leads/parts/list_icons.html").read_text()

    drawn = re.findall(r'<symbol id="i-[a-z]+" (.*?</symbol>)', inline)
    assert len(drawn) == 8
    assert all(drawing in sprite for drawing in drawn)
