"""The unit's calendar: golden cases, and what a change of it does (reliability.md §9 rows 53 to 56; DIR-11, DIR-39, DIR-40)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from purifikar.lib.worktime import NeverWorks
from tenants.models import Unit
from workflow import calendar
from workflow.models import Limit

SP, MANAUS, RIO_BRANCO, NORONHA = "America/Sao_Paulo", "America/Manaus", "America/Rio_Branco", "America/Noronha"


def at(words, zone=SP):
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone))


def due(unit, start, amount, clock, zone=SP):
    """The due moment as the unit's wall clock shows it."""
    moment = calendar.of(unit).due(at(start, zone), Limit(amount=amount, clock=clock))
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "amount", "pace", "expected"),
    [
        ("2026-11-23 09:00", 24, "horas", "2026-11-24 09:00"),
        ("2026-11-27 17:00", 24, "horas", "2026-11-28 17:00"),  # 24 h run through the night and the weekend
        ("2026-11-27 17:00", 2, "horas_uteis", "2026-11-30 09:00"),  # Friday evening
        ("2026-11-23 11:00", 2, "horas_uteis", "2026-11-23 14:00"),  # lunch
        ("2026-11-23 03:00", 1, "horas_uteis", "2026-11-23 09:00"),  # at night
        ("2026-11-23 09:00", 3, "dias_uteis", "2026-11-26 18:00"),
        ("2026-11-23 23:30", 3, "dias_uteis", "2026-11-26 18:00"),  # the day itself doesn't count
        ("2026-11-28 12:00", 1, "dias_uteis", "2026-11-30 18:00"),  # from a Saturday
        ("2026-12-23 10:00", 3, "dias_uteis", "2026-12-29 18:00"),  # Christmas on a Friday
        ("2026-04-01 10:00", 3, "dias_uteis", "2026-04-07 18:00"),  # Good Friday
        ("2026-11-19 10:00", 1, "dias_uteis", "2026-11-23 18:00"),  # 20 November rests in the whole country since 2024
        ("2026-07-08 10:00", 1, "dias_uteis", "2026-07-10 18:00"),  # 9 July rests in São Paulo
        ("2026-02-13 10:00", 3, "dias_uteis", "2026-02-18 18:00"),  # Carnaval is worked unless the unit says otherwise
        ("2026-11-23 09:00", 0, "fim_do_mes", "2026-11-30 23:59"),
        ("2026-12-31 23:59", 0, "fim_do_mes", "2026-12-31 23:59"),
        ("2028-02-10 09:00", 0, "fim_do_mes", "2028-02-29 23:59"),
    ],
)
def test_the_golden_table_of_santos(clock, santos, start, amount, pace, expected):
    """Row 54"""
    assert due(santos, start, amount, pace) == expected


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([], "2026-02-18 18:00"),
        (["carnaval"], "2026-02-20 18:00"),  # Monday and Tuesday rest
        (["carnaval", "cinzas"], "2026-02-23 18:00"),
        (["cinzas"], "2026-02-19 18:00"),
    ],
)
def test_carnaval_rests_as_the_unit_decides(clock, santos, chosen, expected):
    """Row 54"""
    santos.optional_rest = chosen
    assert due(santos, "2026-02-13 10:00", 3, "dias_uteis") == expected


@pytest.mark.parametrize(("chosen", "expected"), [([], "2026-06-04 18:00"), (["corpus-christi"], "2026-06-05 18:00")])
def test_corpus_christi_rests_as_the_unit_decides(clock, santos, chosen, expected):
    santos.optional_rest = chosen
    assert due(santos, "2026-06-03 10:00", 1, "dias_uteis") == expected


def test_a_municipal_holiday_rests_every_year_or_once(clock, santos):
    santos.holidays.create(day=date(2000, 1, 26), name="Aniversário de Santos")
    santos.holidays.create(day=date(2026, 11, 24), name="Só desta vez", yearly=False)

    assert due(santos, "2027-01-25 10:00", 1, "dias_uteis") == "2027-01-27 18:00"
    assert due(santos, "2026-11-23 10:00", 1, "dias_uteis") == "2026-11-25 18:00"


def test_a_holiday_on_29_february_exists_in_leap_years_only(clock, santos):
    santos.holidays.create(day=date(2000, 2, 29), name="Dia raro")
    days = [rest.day for rest in calendar.rest_days(santos, range(2027, 2029)) if rest.name == "Dia raro"]
    assert days == [date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("zone", "uf", "start", "expected"),
    [
        (MANAUS, "AM", "2026-11-23 09:00", "2026-11-24 18:00"),
        (MANAUS, "AM", "2026-09-04 09:00", "2026-09-08 18:00"),  # Independence on a Monday, and 5 September is Amazonas' own
        (RIO_BRANCO, "AC", "2026-11-23 23:30", "2026-11-24 18:00"),  # already the 24th in São Paulo
        (NORONHA, "PE", "2026-11-23 00:30", "2026-11-24 18:00"),  # still the 22nd in São Paulo
    ],
)
def test_days_are_those_of_the_units_own_zone(clock, zone, uf, start, expected):
    """Row 56"""
    unit = Unit(time_zone=zone, uf=uf)
    moment = _clocks_without_rows(unit).due(at(start, zone), Limit(amount=1, clock="dias_uteis"))
    assert f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == expected


def test_saturday_hours_count(clock, santos):
    santos.working_hours = [[["08:00", "12:00"], ["13:00", "18:00"]]] * 5 + [[["09:00", "13:00"]], []]
    assert due(santos, "2026-11-27 10:00", 1, "dias_uteis") == "2026-11-28 13:00"
    assert due(santos, "2026-11-27 17:00", 3, "horas_uteis") == "2026-11-28 11:00"


def test_a_week_without_work_is_refused_not_walked_forever(clock, santos):
    santos.working_hours = [[]] * 7
    with pytest.raises(NeverWorks):
        due(santos, "2026-11-27 10:00", 1, "dias_uteis")


def test_the_days_of_rest_say_by_whose_word(clock, santos):
    santos.optional_rest = ["corpus-christi"]
    santos.holidays.create(day=date(2000, 1, 26), name="Aniversário de Santos")
    known = {rest.day: (rest.name, rest.source) for rest in calendar.rest_days(santos, [2027])}

    assert known[date(2027, 1, 26)] == ("Aniversário de Santos", "municipal")
    assert known[date(2027, 5, 27)] == ("Corpus Christi", "facultativo")
    assert known[date(2027, 12, 25)] == ("Natal", "nacional ou estadual")


@pytest.mark.parametrize(
    "change",
    [
        lambda unit: Unit.objects.update(working_hours=[[["08:00", "12:00"]]] * 5 + [[], []]),
        lambda unit: Unit.objects.update(optional_rest=["carnaval"]),
        lambda unit: Unit.objects.update(time_zone=MANAUS),
        lambda unit: unit.holidays.create(day=date(2000, 1, 26), name="Aniversário"),
    ],
    ids=["hours", "optional", "zone", "municipal"],
)
def test_a_changed_calendar_is_found_however_it_was_changed(clock, santos, change):
    """Row 55"""
    Unit.objects.update(calendar_fingerprint=calendar.fingerprint(santos))
    assert calendar.changed_units() == []
    change(santos)

    assert calendar.changed_units() == [santos]


def _clocks_without_rows(unit):
    return calendar.Clocks(calendar._calendar_of(unit, ()))


def test_the_hour_that_summer_time_skipped_is_not_counted(clock):
    """Row 56: Brazil's clocks went forward at midnight on 4 November 2018."""
    unit = Unit(time_zone=SP, uf="SP", working_hours=[[["00:00", "23:59"]]] * 7)
    clocks = _clocks_without_rows(unit)
    worked = clocks.calendar.worked_between(at("2018-11-03 12:00"), at("2018-11-04 12:00"))

    assert worked == timedelta(hours=22, minutes=59)
