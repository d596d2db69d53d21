"""Days on which somebody is away."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from purifikar.lib.links import unit_url
from tenants.models import Absence
from tests.conftest import HTMX

DAYS = {"starts": "2026-12-10", "ends": "2026-12-20", "reason": "ferias", "note": "Quem cobre: Denise"}


@pytest.fixture
def page(santos, rafael, membership):
    """`page("absence_new")`: that page about Rafael, inside Santos."""
    return lambda name, *args: unit_url(santos, name, membership(rafael).pk, *args)


def _away(user, starts, ends):
    return Absence.objects.create(user=user, starts=starts, ends=ends, by=user)


def test_an_absence_is_noted_with_who_noted_it(browser, marcos, rafael, page):
    answer = browser(marcos).post(page("absence_new"), {**DAYS, "user": marcos.pk, "by": rafael.pk})

    absence = Absence.objects.get()
    assert answer.headers["Location"] == page("person")
    assert (absence.user, absence.by) == (rafael, marcos)
    assert (absence.starts, absence.ends, absence.reason) == (date(2026, 12, 10), date(2026, 12, 20), "ferias")


def test_days_that_are_taken_are_said_at_the_field(browser, marcos, rafael, page):
    _away(rafael, date(2026, 12, 18), date(2026, 12, 22))

    answer = browser(marcos).post(page("absence_new"), DAYS, headers=HTMX)

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#person-absences"
    assert "já têm uma ausência marcada: férias de 18/12/2026 a 22/12/2026" in answer.context["absence_form"].errors["starts"][0]
    assert 'value="Quem cobre: Denise"' in answer.text


def test_the_last_day_is_not_before_the_first(browser, marcos, page):
    answer = browser(marcos).post(page("absence_new"), {**DAYS, "ends": "2026-12-09"})

    assert "O último dia vem antes do primeiro." in answer.text
    assert not Absence.objects.exists()


def test_one_day_is_an_absence_too(browser, marcos, page):
    browser(marcos).post(page("absence_new"), {**DAYS, "ends": "2026-12-10"})

    assert Absence.objects.get().is_now is False


def test_an_absence_is_changed_without_meeting_itself(browser, marcos, rafael, page):
    absence = _away(rafael, date(2026, 12, 10), date(2026, 12, 20))

    browser(marcos).post(page("absence", absence.pk), {**DAYS, "ends": "2026-12-15"})

    assert Absence.objects.get().ends == date(2026, 12, 15)


def test_an_absence_is_taken_back(browser, marcos, rafael, page):
    absence = _away(rafael, date(2026, 12, 10), date(2026, 12, 20))

    browser(marcos).post(page("absence_remove", absence.pk))

    assert not Absence.objects.exists()


@pytest.mark.parametrize("name", ["absence", "absence_remove"])
def test_the_absence_of_somebody_else_is_not_found_here(browser, marcos, denise, page, name):
    absence = _away(denise, date(2026, 12, 10), date(2026, 12, 20))

    assert browser(marcos).post(page(name, absence.pk), DAYS).status_code == 404
    assert Absence.objects.exists()


@pytest.mark.parametrize("name", ["absence", "absence_remove"])
def test_a_colleague_changes_no_absence(browser, denise, rafael, page, name):
    absence = _away(rafael, date(2026, 12, 10), date(2026, 12, 20))

    assert browser(denise).post(page(name, absence.pk), DAYS).status_code == 403


def test_who_is_away_today_is_shown_in_the_list(browser, marcos, rafael, santos):
    today = timezone.localdate()
    _away(rafael, today - timedelta(days=1), today + timedelta(days=1))

    assert f"ausente até {today + timedelta(days=1):%d/%m}" in browser(marcos).get("/u/santos/pessoas/").text


def test_who_was_away_until_yesterday_is_back(browser, marcos, rafael, membership):
    yesterday = timezone.localdate() - timedelta(days=1)
    _away(rafael, yesterday, yesterday)

    assert not membership(rafael).is_away
    assert "ausente" not in browser(marcos).get("/u/santos/pessoas/").text


def test_two_absences_never_share_a_day(rafael):
    """In the database, whoever writes."""
    _away(rafael, date(2026, 12, 10), date(2026, 12, 20))

    with pytest.raises(IntegrityError), transaction.atomic():
        _away(rafael, date(2026, 12, 20), date(2026, 12, 21))
    _away(rafael, date(2026, 12, 21), date(2026, 12, 22))
