"""Goals: set by the Gerente, seen by whom they concern, measured by the same figures as the reports (PUR-41)."""

from datetime import date

import pytest

from leads.models import Goal
from tenants.models import Membership, User
from tests.leads.test_report_page import figures_on, listed, story  # noqa: F401 (fixture)
from tests.workflow.conftest import clock  # noqa: F401 (fixture)

GOALS = "/u/santos/relatorios/metas/"
NOVEMBER = {"starts": date(2026, 11, 1), "ends": date(2026, 11, 30)}


@pytest.fixture
def goals(story, rafael, marcos):  # noqa: F811
    """Rafael is to bring four leads, somebody else nine, the unit two sales."""
    other = User.objects.create_user("outro@santos.example", name="Outro Consultor")
    Membership.objects.give(other, "consultor", unit=Membership.objects.get(user=rafael).unit)
    Goal.objects.create(measure="leads", target=4, user=rafael, by=marcos, **NOVEMBER)
    Goal.objects.create(measure="leads", target=9, user=other, by=marcos, **NOVEMBER)
    Goal.objects.create(measure="won", target=2, by=marcos, **NOVEMBER)


def seen_by(browser, user):
    return {progress.whom: (progress.done, progress.percent) for progress in browser(user).get(GOALS).context["goals"]}


def test_progress_is_what_the_reports_count(goals, browser, marcos):
    assert seen_by(browser, marcos) == {"Rafael Moreira": (2, 50), "Outro Consultor": (0, 0), "Unidade": (1, 50)}


def test_a_goal_leads_to_its_leads(goals, browser, marcos):
    client = browser(marcos)
    figures = figures_on(client.get(GOALS).content.decode())

    assert len(figures) == 2
    assert [(url, count) for url, count in figures if listed(client, url) != count] == []


def test_a_person_sees_his_own_and_the_units(goals, browser, rafael):
    assert set(seen_by(browser, rafael)) == {"Rafael Moreira", "Unidade"}


def test_the_gerente_sets_changes_and_removes_one(story, browser, marcos, rafael):  # noqa: F811
    facts = {"whom": f"pessoa:{rafael.pk}", "measure": "won", "target": "3", "starts": "2026-11-01", "ends": "2026-11-30"}
    browser(marcos).post(GOALS + "nova/", facts)
    goal = browser(marcos).get(GOALS).context["goals"][0].goal
    browser(marcos).post(f"{GOALS}{goal.pk}/", facts | {"whom": "unidade"})

    assert seen_by(browser, marcos) == {"Unidade": (1, 33)}
    browser(marcos).post(f"{GOALS}{goal.pk}/excluir/")
    assert seen_by(browser, marcos) == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": "0"}, "pelo menos 1"),
        ({"ends": "2026-10-01"}, "vem antes"),
        ({"whom": "pessoa:x"}, "válida"),
        ({"target": ""}, "Informe quantos"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(story, browser, marcos, change, words):  # noqa: F811
    facts = {"whom": "unidade", "measure": "handed", "target": "3", "starts": "2026-11-01", "ends": "2026-11-30"}
    page = browser(marcos).post(GOALS + "nova/", facts | change)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert '<option value="handed" selected>' in page.content.decode()


def test_the_pace_is_the_share_of_the_days_that_are_over():
    goal = Goal(target=30, **NOVEMBER)

    assert [goal.share_passed(date(2026, month, day)) for month, day in ((10, 1), (11, 15), (12, 5))] == [0, 0.5, 1]
