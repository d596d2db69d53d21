import random
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest

from purifikar.lib.worktime import NeverWorks, WorkCalendar

SANTOS = ZoneInfo("America/Sao_Paulo")
SHOP = ((time(8), time(12)), (time(13), time(18)))
WEEK = (SHOP,) * 5 + (((time(9), time(13)),), ())  # Saturdays until 13:00
CARNIVAL = date(2027, 2, 9)
SHOP_CALENDAR = WorkCalendar(SANTOS, WEEK, frozenset({CARNIVAL, date(2026, 11, 20), date(2027, 1, 26)}))


def at(text, zone=SANTOS):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


GOLDEN_HOURS = [
    ("2026-11-24T08:00", 4, "2026-11-24T12:00"),  # the whole morning
    ("2026-11-24T11:00", 2, "2026-11-24T14:00"),  # over lunch
    ("2026-11-24T12:30", 1, "2026-11-24T14:00"),  # begins in the break
    ("2026-11-24T17:30", 1, "2026-11-25T08:30"),  # into the next day
    ("2026-11-27T17:00", 6, "2026-11-30T09:00"),  # Friday over Saturday's four hours to Monday
    ("2026-11-19T17:00", 2, "2026-11-21T10:00"),  # over Consciência Negra
    ("2027-02-08T17:30", 1, "2027-02-10T08:30"),  # over Carnaval, where the unit rests
    ("2027-01-25T18:00", 1, "2027-01-27T09:00"),  # over the municipal holiday
    ("2026-11-29T10:00", 0, "2026-11-30T08:00"),  # on a Sunday nothing is over before Monday opens
]


@pytest.mark.parametrize(("start", "hours", "due"), GOLDEN_HOURS)
def test_business_hours_skip_breaks_nights_and_rest(start, hours, due):
    """BEY-08"""
    assert SHOP_CALENDAR.add_time(at(start), timedelta(hours=hours)) == at(due)


GOLDEN_DAYS = [
    ("2026-11-23T09:00", 3, "2026-11-26T18:00"),  # Monday → Thursday's close
    ("2026-11-18T09:00", 3, "2026-11-23T18:00"),  # the 20th rests, Saturday counts, Sunday doesn't
    ("2026-11-22T09:00", 1, "2026-11-23T18:00"),  # from a Sunday
    ("2026-11-24T09:00", 0, "2026-11-24T18:00"),
    ("2027-02-08T20:00", 1, "2027-02-10T18:00"),  # after closing, over Carnaval
    ("2026-11-27T09:00", 1, "2026-11-28T13:00"),  # ends at Saturday's close
]


@pytest.mark.parametrize(("start", "days", "due"), GOLDEN_DAYS)
def test_working_days_leave_out_the_first_and_end_at_the_close_of_the_last(start, days, due):
    """DIR-11, DIR-39"""
    assert SHOP_CALENDAR.add_days(at(start), days) == at(due)


def test_a_warning_one_hour_before_rings_in_working_time():
    """BEY-08"""
    assert SHOP_CALENDAR.subtract_time(at("2026-11-25T08:30"), timedelta(hours=1)) == at("2026-11-24T17:30")


def test_payment_control_ends_with_the_month_in_the_units_zone():
    """DIR-40"""
    assert SHOP_CALENDAR.end_of_month(at("2026-12-31T23:30")) == at("2026-12-31T23:59:59")


def test_a_calendar_without_hours_says_so():
    with pytest.raises(NeverWorks):
        WorkCalendar(SANTOS, ((),) * 7).add_time(at("2026-11-24T08:00"), timedelta(hours=1))


def test_the_hour_that_daylight_saving_skips_is_not_worked():
    """Brazil's clocks went forward at midnight on 4 Nov 2018."""
    nights = WorkCalendar(SANTOS, (((time(0), time(2)),),) * 7)

    assert nights.worked_between(at("2018-11-04T00:00"), at("2018-11-04T12:00")) == timedelta(hours=1)


FIRST_DAY, DAYS, CALENDARS, CASES = date(2026, 10, 1), 50, 20, 5_000
ZONES = ["America/Sao_Paulo", "America/Manaus", "America/Rio_Branco", "America/Noronha"]


@pytest.mark.parametrize("seed", range(CALENDARS))
def test_intervals_agree_with_a_walk_over_every_minute(seed):
    """BEY-08: 20 random calendars × 5,000 random cases, each checked against a table of every minute."""
    dice = random.Random(seed)
    calendar = _random_calendar(dice)
    minutes = _minutes(calendar)
    worked = [0, *accumulate(minutes)]
    origin = datetime.combine(FIRST_DAY, time.min, tzinfo=calendar.zone).astimezone(UTC)

    for _ in range(CASES):
        first, last = sorted(dice.sample(range(len(minutes)), 2))
        start, end = origin + timedelta(minutes=first), origin + timedelta(minutes=last)
        amount = worked[last] - worked[first]
        assert calendar.worked_between(start, end) == timedelta(minutes=amount)
        if amount and minutes[last - 1]:
            assert calendar.add_time(start, timedelta(minutes=amount)) == end
        if amount and minutes[first]:
            assert calendar.subtract_time(end, timedelta(minutes=amount)) == start


def _random_calendar(dice):
    hours = tuple(_random_day(dice) for _ in range(7))
    hours = hours if any(hours) else (SHOP, *hours[1:])
    rest = frozenset(FIRST_DAY + timedelta(days=dice.randrange(DAYS)) for _ in range(dice.randrange(6)))
    calendar = WorkCalendar(ZoneInfo(dice.choice(ZONES)), hours, rest)
    object.__setattr__(calendar, "intervals", cache(calendar.intervals))  # a day's are the same in each of the cases
    return calendar


def _random_day(dice):
    edges = sorted(dice.sample(range(24 * 60), 2 * dice.randrange(4)))
    moments = [time(edge // 60, edge % 60) for edge in edges]
    return tuple(zip(moments[::2], moments[1::2], strict=True))


def _minutes(calendar):
    """For every minute of the time: 1 when somebody works in it. Asks the wall clock of each one, by itself."""
    start = datetime.combine(FIRST_DAY, time.min, tzinfo=calendar.zone).astimezone(UTC)
    table = []
    for minute in range(DAYS * 24 * 60):
        local = (start + timedelta(minutes=minute)).astimezone(calendar.zone)
        wall = local.time()
        open_now = any(begin <= wall < end for begin, end in calendar.hours[local.weekday()])
        table.append(int(open_now and local.date() not in calendar.rest))
    return table
