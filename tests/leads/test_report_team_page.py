"""People and queue: who holds how much, who is late or away, what is fair, where leads stick; and what went up to the Gerente."""

from datetime import timedelta

from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import Involvement
from tenants.models import Absence
from tests.leads.test_report_page import story  # noqa: F401 (fixture)
from tests.workflow.conftest import clock  # noqa: F401 (fixture)
from workflow.models import ArmedLimit, Occurrence

TEAM, PROBLEMS = "/u/santos/relatorios/pessoas/", "/u/santos/relatorios/problemas/"


def rows_of(client, url):
    """How many rows the lead list of a figure shows."""
    return len(client.get(url).context["list"].rows)


def test_open_and_late_leads_lead_to_the_list(story, browser, marcos):  # noqa: F811
    """PUR-42, DIR-44"""
    client = browser(marcos)
    team = client.get(TEAM).context["team"]
    cells = [cell for hand in team.hands for cell in (hand.open, hand.late)] + [
        cell for place in team.places for cell in (place.waiting, place.late)
    ]

    assert [(hand.name, hand.open.value, hand.late.value) for hand in team.hands] == [("Camila Duarte", 2, 2), ("Rafael Moreira", 1, 0)]
    assert [(place.name, place.waiting.value, place.late.value) for place in team.places] == [("Em atendimento", 2, 2), ("Visita", 1, 0)]
    assert [cell for cell in cells if cell.value and rows_of(client, cell.url) != cell.value] == []


def test_each_ones_share_stands_beside_what_is_due(story, browser, marcos):  # noqa: F811
    """Coordenador: fairness"""
    hands = {hand.name: (hand.came.value, hand.percent, hand.due) for hand in browser(marcos).get(TEAM).context["team"].hands}

    assert hands == {"Camila Duarte": (5, 100, 100), "Rafael Moreira": (0, None, None)}


def test_who_is_away_is_told(story, browser, marcos, camila, clock):  # noqa: F811
    today = timezone.localdate()
    Absence.objects.create(user=camila, starts=today, ends=today + timedelta(days=2), by=marcos)

    assert f"ausente até {today + timedelta(days=2):%d/%m}" in browser(marcos).get(TEAM).content.decode()


def test_a_consultor_sees_himself_only(story, browser, rafael):  # noqa: F811
    team = browser(rafael).get(TEAM).context["team"]

    assert ([hand.name for hand in team.hands], team.places) == (["Rafael Moreira"], [])


def test_a_missed_limit_says_whose_it_was_and_what_became_of_it(story, browser, marcos, camila, santos):  # noqa: F811
    """PUR-43: owner and outcome"""
    with tenant_context(santos):
        armed = ArmedLimit.objects.filter(journey=story[0].journey).first()
        Occurrence.objects.create(
            journey=story[0].journey, armed_limit=armed, limit="Primeiro contato", person=camila, due_at=timezone.now()
        )
    page = browser(marcos).get(PROBLEMS + "?ver=todos").content.decode()

    assert "Primeiro contato" in page
    assert "com Camila Duarte" in page
    assert "lead encerrado como perdido" in page or "cumprido depois" in page


def test_a_call_for_help_is_shown_until_it_is_answered(story, browser, marcos, camila, santos):  # noqa: F811
    """PUR-43, PUR-46"""
    with tenant_context(santos):
        asked = Involvement.objects.ask(story[1], marcos, words="O cliente pede desconto.", by=camila)
    assert "O cliente pede desconto." in browser(marcos).get(PROBLEMS).content.decode()
    with tenant_context(santos):
        asked.reply("Dou 5 %.", by=marcos)

    assert "O cliente pede desconto." not in browser(marcos).get(PROBLEMS).content.decode()
    assert "Dou 5 %." in browser(marcos).get(PROBLEMS + "?ver=todos").content.decode()
