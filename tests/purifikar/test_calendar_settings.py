"""A unit's working week and facultative holidays (BEY-08, requirements 1.5 point 7)."""

import pytest

from tenants.models import Unit

PAGE = "/u/santos/configuracoes/calendario/"


def week(**changes):
    """The form of an office week, with changes: `opens_5="09:00"`."""
    facts = {"opens": "08:00", "closes": "18:00", "break_from": "12:00", "break_to": "13:00"}
    office = {f"{part}_{day}": value for day in range(5) for part, value in facts.items()}
    return {**office, **changes}


def test_it_shows_the_week_and_the_days_of_rest(browser, marcos, clock_of_2026):
    page = browser(marcos).get(PAGE).text
    assert 'value="08:00"' in page
    assert "Sexta-feira Santa" in page
    assert "nacional ou estadual" in page


def test_a_saturday_and_carnaval_are_kept(browser, marcos, santos):
    answer = browser(marcos).post(PAGE, week(opens_5="09:00", closes_5="13:00", optional_rest=["carnaval"]))

    unit = Unit.objects.get()
    assert answer.status_code == 302
    assert unit.working_hours[0] == [["08:00", "12:00"], ["13:00", "18:00"]]
    assert unit.working_hours[5:] == [[["09:00", "13:00"]], []]
    assert unit.optional_rest == ["carnaval"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_0": ""}, "closes_0"),
        ({"opens_5": "", "closes_5": "13:00"}, "opens_5"),
        ({"closes_0": "07:00"}, "closes_0"),
        ({"break_to_0": ""}, "break_to_0"),
        ({"break_from_0": "07:00"}, "break_from_0"),
        ({"break_to_0": "11:00"}, "break_from_0"),
        ({"break_from_6": "12:00", "break_to_6": "13:00"}, "opens_6"),
        ({"opens_0": "oito"}, "opens_0"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_kept(browser, marcos, changes, field):
    answer = browser(marcos).post(PAGE, week(**changes, optional_rest=["cinzas"]))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Unit.objects.get().optional_rest == []


def test_a_week_without_any_work_is_refused(browser, marcos):
    answer = browser(marcos).post(PAGE, {"opens_0": ""})
    assert "pelo menos um dia de trabalho" in answer.text


@pytest.mark.parametrize(("who", "status"), [("marcos", 200), ("rafael", 403), ("otavio", 404), ("helena", 200)])
def test_only_who_configures_the_unit_opens_it(browser, request, santos, who, status):
    assert browser(request.getfixturevalue(who)).get(PAGE).status_code == status


@pytest.fixture
def clock_of_2026(monkeypatch):
    from datetime import UTC, datetime

    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
