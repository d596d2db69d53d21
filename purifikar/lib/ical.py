"""A calendar as the iCalendar text that phones and calendar programs subscribe to (RFC 5545).

Moments are written in UTC, as Google writes its own: a TZID has to be explained by a VTIMEZONE, and what Outlook cannot follow
there it takes for another hour, or shows nothing at all (owncloud-archive/calendar#687, SuperKenVery/nju-schedule-ics#8).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

LINE = 75  # octets, the end of the line not counted
CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = "PT1H"
CANCELLED = "Cancelado: "  # for those programs that go on showing it (qwandor/dancelist-data#205)


@dataclass(frozen=True)
class Event:
    """`uid` stays the same however often the event changes, `sequence` counts the changes, `stamp` is when the last one was.

    One that `is_cancelled` is told for a while, so that programs take it off. `alarm` is how many minutes before they remind.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    stamp: datetime
    sequence: int = 0
    description: str = ""
    url: str = ""
    alarm: int | None = None
    is_cancelled: bool = False
    is_busy: bool = True


def calendar(name, events, *, zone):
    """The whole text, its lines ended and folded as the standard asks; the same events give the same text.

    `zone` is the clock by which the calendar is shown: without it Google shows a subscribed one as of UTC, and nobody can change
    that there (andrewbrereton/obsidian-to-ical-plugin#219). The names and intervals stand twice, by RFC 7986 and as was usual before.
    """
    head = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Purifikar//Agenda//PT-BR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", f"X-WR-TIMEZONE:{zone}", f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}",
    ]  # fmt: skip
    lines = [*head, *(line for event in events for line in _lines(event)), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _lines(event):
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{utc(event.stamp)}"
    yield f"LAST-MODIFIED:{utc(event.stamp)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{utc(event.starts_at)}"
    yield f"DTEND:{utc(event.ends_at)}"
    yield f"SUMMARY:{escaped(CANCELLED + event.title if event.is_cancelled else event.title)}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'OPAQUE' if event.is_busy and not event.is_cancelled else 'TRANSPARENT'}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.alarm and not event.is_cancelled:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(event.title)}", f"TRIGGER:-PT{event.alarm}M", "END:VALARM")
    yield "END:VEVENT"


def utc(moment):
    """20261126T133000Z."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text):
    """TEXT of RFC 5545 3.3.11: what separates is escaped, line breaks become \\n, other control signs go."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return "".join(letter for letter in text if letter >= " " and letter != "\x7f")


def folded(line):
    """No line is longer than 75 octets; it goes on after a line break and a space, never inside a letter."""
    pieces, piece, room = [], "", LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", LINE - 1  # the space that begins it counts too
        piece += letter
        room -= size
    return "\r\n ".join([*pieces, piece])
