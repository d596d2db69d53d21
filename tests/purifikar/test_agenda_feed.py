"""The agenda's address read by a parser that is not ours, and what is known that Google Calendar and Outlook refuse or misread.

Nobody can try those two from here; each name in brackets is the public thread in which somebody was bitten by it.
"""

from datetime import timedelta

import icalendar
import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from tests.workflow.booking import at, visit, weekly
from tests.workflow.conftest import clock  # noqa: F401 (fixture)
from workflow.models import Appointment

WHERE = "R. São João, 88; fundos\\à esquerda"


@pytest.fixture
def monday(clock, santos):  # noqa: F811
    clock.at("2026-11-23 08:00")
    with tenant_context(santos):
        yield santos


@pytest.fixture
def fetch(browser, rafael):
    """`fetch()`: the answer that Rafael's calendar program gets, without a sign-in and without saying what it accepts."""
    rafael.renew_agenda_token()

    def asked(method="get", **headers):
        return getattr(browser(), method)(f"/agenda/{rafael.agenda_token}.ics", headers=headers)

    return asked


@pytest.fixture
def read(fetch):
    """`read()`: the calendar and its events, as the other parser has them."""

    def parsed():
        calendar = icalendar.Calendar.from_ical(fetch().content)
        assert calendar.errors == []
        events = calendar.walk("VEVENT")
        assert [event.errors for event in events] == [[]] * len(events)
        return calendar, events

    return parsed


def span(event):
    return event["DTSTART"].dt, event["DTEND"].dt


def test_every_event_has_what_the_standard_demands(monday, rafael, read):
    """RFC 5545 3.6.1: a UID of its own, a stamp, and moments in UTC, which need no VTIMEZONE (owncloud-archive/calendar#687)."""
    made = weekly(rafael, at("2026-11-24 09:00"), times=6)
    calendar, events = read()

    assert (calendar["VERSION"], calendar["METHOD"], calendar.walk("VTIMEZONE")) == ("2.0", "PUBLISH", [])
    assert len({event["UID"] for event in events}) == len(events) == 6
    assert {moment.tzname() for event in events for moment in (*span(event), event["DTSTAMP"].dt)} == {"UTC"}
    assert [span(event) for event in events] == [(each.starts_at, each.ends_at) for each in made]


def test_the_calendar_says_its_name_its_clock_and_how_often_to_look(monday, read):
    """[obsidian-to-ical-plugin#219, cheese-fork#13, moadim-io/daemon#362]"""
    calendar, _ = read()

    assert {str(calendar[name]) for name in ("NAME", "X-WR-CALNAME")} == {"Purifikar"}
    assert calendar["X-WR-TIMEZONE"] == "America/Sao_Paulo"
    assert (calendar["REFRESH-INTERVAL"].dt, calendar["X-PUBLISHED-TTL"]) == (timedelta(hours=1), "PT1H")


def test_words_come_out_as_they_went_in(monday, rafael, read):
    """Commas, semicolons, backslashes, line breaks and accents; lines of at most 75 octets that end in CR LF (RFC 5545 3.1)."""
    visit(rafael, at("2026-11-24 09:00"), place=WHERE, about="Conceição, Irmãos & Cia; " * 4)
    _, (event,) = read()

    assert event["LOCATION"] == WHERE
    assert event["SUMMARY"] == "Visita: " + "Conceição, Irmãos & Cia; " * 4
    assert event["DESCRIPTION"].startswith("Purifikar Santos\nhttp")


def test_a_repeated_one_stands_there_as_the_agenda_shows_it(monday, rafael, read, browser):
    """Each time for itself, without RRULE, EXDATE or RECURRENCE-ID, which programs apply differently (esrg-knights/Squire#369)."""
    made = weekly(rafael, at("2026-11-24 09:00"), times=4)
    made[1].move(at("2026-12-02 15:00"), by=rafael, why="feriado na rua")
    made[2].cancel(by=rafael, why="viajou")
    _, events = read()
    page = browser(rafael).get("/u/santos/agenda/", {"ver": "mes", "dia": "2026-11-23"})
    shown = [entry.starts_at for day in page.context["agenda"].days for entry in day.entries]

    held = [event for event in events if event["STATUS"] == "CONFIRMED"]
    assert [event["DTSTART"].dt for event in held if event["DTSTART"].dt < at("2026-12-06 00:00")] == shown
    assert not {"RRULE", "EXDATE", "RECURRENCE-ID"} & {name for event in events for name in event}


def test_a_moved_one_is_the_same_event_with_a_higher_number(monday, rafael, read, clock):  # noqa: F811
    """[GatherPress#2058, OpenACalendar-Web-Core#176]: without it Google keeps the old hour."""
    marked = visit(rafael, at("2026-11-24 09:00"))
    _, (before,) = read()
    clock.at("2026-11-23 11:00")
    with tenant_context(monday):
        marked.move(at("2026-11-25 15:00"), by=rafael, why="chuva")
    _, (after,) = read()

    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert before["DTSTAMP"].dt != after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == at("2026-11-23 11:00")
    assert after["DTSTART"].dt == at("2026-11-25 15:00")


def test_a_cancelled_one_says_so_in_its_title_too(monday, rafael, read):
    """Google takes it off, others go on showing it [hackgreenville-com#498, w3c/calendar#90, dancelist-data#205]."""
    marked = visit(rafael, at("2026-11-24 09:00"))
    _, (before,) = read()
    with tenant_context(monday):
        marked.cancel(by=rafael, why="viajou")
    _, (gone,) = read()

    assert (gone["STATUS"], gone["TRANSP"], str(gone["SUMMARY"])) == ("CANCELLED", "TRANSPARENT", f"Cancelado: {before['SUMMARY']}")
    assert (gone["UID"], gone["SEQUENCE"], gone.walk("VALARM")) == (before["UID"], before["SEQUENCE"] + 1, [])


def test_the_alarm_rings_as_long_before_as_the_kind_says(monday, rafael, read):
    visit(rafael, at("2026-11-24 09:00"))
    _, (event,) = read()

    (alarm,) = event.walk("VALARM")
    assert (alarm["ACTION"], alarm["TRIGGER"].dt) == ("DISPLAY", -timedelta(hours=1))


def test_what_did_not_change_is_the_same_text_however_often_it_is_fetched(monday, rafael, fetch, clock):  # noqa: F811
    """A DTSTAMP of the fetch would make every event look changed (nextcloud/server#58193)."""
    visit(rafael, at("2026-11-24 09:00"))
    first = fetch()
    clock.at("2026-11-23 15:00")

    assert fetch().content == first.content


def test_a_proxy_may_have_weakened_the_etag(monday, rafael, fetch):
    """RFC 9110 13.1.2; and there is no Last-Modified, which cannot tell what fell out [AI-Shipping-Labs/website#1030]."""
    visit(rafael, at("2026-11-24 09:00"))
    first = fetch()

    assert fetch(**{"If-None-Match": f'"x", W/{first["ETag"]}'}).status_code == 304
    assert not first.has_header("Last-Modified")


def test_it_is_fetched_plainly(monday, rafael, fetch):
    """No redirect, no cookie, no compression, whatever is accepted [markuspoerschke/iCal#541, Meetable#138, webuild#167]."""
    visit(rafael, at("2026-11-24 09:00"))
    for headers in ({}, {"Accept-Encoding": "gzip, br"}, {"Accept": "text/html"}, {"User-Agent": "Google-Calendar-Importer"}):
        answer = fetch(**headers)
        assert (answer.status_code, answer["Content-Type"], answer.cookies) == (200, "text/calendar; charset=utf-8", {})
        assert not answer.has_header("Content-Encoding")
        assert "no-transform" in answer["Cache-Control"]
        assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_program_may_ask_for_the_head_alone(monday, rafael, fetch):
    """[aspnet/live.asp.net#109]"""
    head = fetch("head")

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", fetch()["ETag"])


def test_nothing_tells_fetchers_to_stay_away(browser, db):
    """Google's asks for robots.txt first and obeys it [TracksApp/tracks#1252, Open-Knesset#260]: none, and no page in its place."""
    assert browser().get("/robots.txt").status_code == 404


def test_an_empty_agenda_is_a_calendar_too(monday, read):
    calendar, events = read()

    assert (events, calendar.to_ical().count(b"BEGIN:VCALENDAR")) == ([], 1)


def test_a_year_of_full_days_is_read_whole(monday, rafael, read):
    Appointment.objects.book_all(
        person=rafael, moments=[at("2026-11-24 08:00") + timedelta(hours=hours) for hours in range(0, 5000, 5)], kind="retorno", by=rafael
    )
    _, events = read()

    assert len(events) == 1000


def test_the_page_leads_google_and_the_telephone_there(browser, rafael):
    """Google takes webcal:// only, Outlook https:// only [calagator#556, mjff-eng/asap-hub#4998]."""
    rafael.renew_agenda_token()
    page = browser(rafael).get("/conta/agenda/").content.decode()

    assert f'href="webcal://testserver/agenda/{rafael.agenda_token}.ics"' in page
    assert f"calendar.google.com/calendar/r?cid=webcal%3A%2F%2Ftestserver%2Fagenda%2F{rafael.agenda_token}.ics" in page
    assert f">http://testserver/agenda/{rafael.agenda_token}.ics<" in page


def test_the_units_own_clock_is_told(browser, iara, manaus):
    """BEY-08"""
    iara.renew_agenda_token()
    with tenant_context(manaus):
        visit(iara, timezone.now() + timedelta(days=1))

    calendar = icalendar.Calendar.from_ical(browser().get(f"/agenda/{iara.agenda_token}.ics").content)
    assert calendar["X-WR-TIMEZONE"] == "America/Manaus"
