"""The text of a calendar, read again by the rules of RFC 5545."""

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from purifikar.lib import ical
from purifikar.lib.ical import Event, escaped, folded

calendar = partial(ical.calendar, zone="America/Sao_Paulo")
NINE = datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("America/Sao_Paulo"))


def an_event(**facts):
    given = {"uid": "1@purifikar", "starts_at": NINE, "ends_at": NINE + timedelta(hours=1), "title": "Visita", "place": "", "stamp": NINE}
    return Event(**{**given, **facts})


def unescaped(text):
    """What a calendar program makes of a TEXT, letter by letter."""
    signs, plain = iter(text), ""
    for sign in signs:
        plain += {"n": "\n", "N": "\n"}.get(following := next(signs), following) if sign == "\\" else sign
    return plain


def read(text):
    """The events as dicts: lines unfolded, names and values parted, texts unescaped."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    events, lines = [], text.replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    for line in lines:
        name, value = line.split(":", 1)
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            events[-1].setdefault(name, unescaped(value))
    return events


def test_moments_are_written_in_utc():
    """BIM-13"""
    event = read(calendar("Agenda", [an_event()]))[0]

    assert (event["DTSTART"], event["DTEND"]) == ("20261126T120000Z", "20261126T130000Z")


@pytest.mark.parametrize("title", ["Visita: Silva, Sá & Cia; loja 2", "com \\ barra", "duas\nlinhas", "á" * 200, "🚰" * 60])
def test_any_title_comes_out_as_it_went_in(title):
    assert read(calendar("Agenda", [an_event(title=title)]))[0]["SUMMARY"] == title


def test_no_line_is_longer_than_75_octets():
    text = calendar("Agenda", [an_event(title="ção " * 100, place="R. São João, 12; fundos " * 20)])

    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_a_line_of_75_octets_is_left_as_it_is():
    assert folded("x" * 75) == "x" * 75
    assert folded("x" * 76) == "x" * 75 + "\r\n x"


def test_nothing_that_is_written_can_begin_a_line_of_its_own():
    written = calendar("Agenda", [an_event(title="Visita\r\nEND:VEVENT\r\nBEGIN:VALARM", place="a\x00b\x0bc\x7f")])

    assert "BEGIN:VALARM" not in written.split("\r\n")
    assert escaped("a\x00b\x0bc\x7f") == "abc"


def test_an_event_without_a_place_says_none():
    text = calendar("Agenda", [an_event(stamp=datetime(2026, 1, 1, tzinfo=UTC))])

    assert "LOCATION" not in text
    assert "DTSTAMP:20260101T000000Z" in text


def test_what_google_and_outlook_ask_for_stands_in_every_event():
    """RFC 5545 3.6.1, 3.8.7.4; an alarm inside its event"""
    text = calendar("Agenda", [an_event(sequence=3, url="https://x.example/agenda/7/", description="a\nb", alarm=60)])
    event = read(text)[0]

    assert (event["SEQUENCE"], event["LAST-MODIFIED"], event["STATUS"]) == ("3", event["DTSTAMP"], "CONFIRMED")
    assert (event["URL"], event["DESCRIPTION"], event["TRIGGER"]) == ("https://x.example/agenda/7/", "a\nb", "-PT60M")
    assert text.index("BEGIN:VEVENT") < text.index("BEGIN:VALARM") < text.index("END:VALARM") < text.index("END:VEVENT")
    assert "METHOD:PUBLISH" in text


def test_a_cancelled_one_takes_no_time_and_rings_no_bell():
    event = read(calendar("Agenda", [an_event(is_cancelled=True, alarm=60)]))[0]

    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert "TRIGGER" not in event


def test_the_same_events_give_the_same_text():
    assert calendar("Agenda", [an_event()]) == calendar("Agenda", [an_event()])
