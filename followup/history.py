"""Everything that was treated in a contact, in one line of time: its opinions and e-mails, what was done with it, and what happened on the
way of its lead meanwhile (BIM-24, BIM-42); or only the opinions that used a standard text (BIM-43).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from followup.models import ContactEvent, CycleReply, Mention, Opinion
from followup.sight import sees_lead_of
from purifikar.db.prepared import prepared
from workflow import timeline

SIZE, MOST_PRINTED = 30, 2000
STANDARD = "padrao"
CYCLE = ContactEvent.What.CYCLE
ICONS = {
    Opinion.Source.WRITTEN: "message-square",
    Opinion.Source.EMAIL: "mail",
    Opinion.Source.REPLY: "mail",
    Opinion.Source.SYSTEM: "info",
}
EVENT_ICONS = {"aberto": "plus", "encerrado": "circle-check", "reaberto": "undo-2", "alterado": "pencil", "passado": "arrow-left-right", "feito": "check", "data": "calendar"}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line. `opinion` is there where it is one, with its mail and its files."""

    icon: str
    title: str
    text: str
    at: datetime
    tone: str = ""
    opinion: Opinion | None = None


class ContactHistory:
    """`only` is "padrao" for the standard one; `before` is the moment after which the page before this one ended."""

    def __init__(self, contact, member, *, only="", before="", size=SIZE, by_name=False):
        self.contact, self.member, self.reader, self.size = contact, member, member.user, size
        self.named_as_you = None if by_name else self.reader  # paper says everybody's name
        self.only = STANDARD if only == STANDARD else ""
        self.before = _moment(before)

    @property
    def tabs(self):
        return [("", "Histórico completo", not self.only), (STANDARD, "Histórico padrão", bool(self.only))]

    @cached_property
    def _found(self):
        opinions = self._opinions()
        lines = [self._line(opinion) for opinion in opinions]
        if not self.only:
            lines += self._events() + self._cycles() + self._on_the_way({opinion.text for opinion in opinions})
        return sorted(lines, key=lambda line: line.at, reverse=True)

    @property
    def lines(self):
        """The newest first."""
        return self._found[: self.size]

    @property
    def older(self):
        return self.lines[-1].at.isoformat() if len(self._found) > self.size else ""

    @property
    def in_order(self):
        """As paper tells it: from the beginning."""
        return self.lines[::-1]

    @cached_property
    def points(self):
        """What colleagues still wait to hear of somebody here; first what is asked of the reader (PUR-20)."""
        points = _points(self.contact.pk)
        for point in points:
            point.is_mine = point.user_id == self.reader.pk
        return sorted(points, key=lambda point: not point.is_mine)

    @property
    def _before(self):
        return [self.before] if self.before else []

    def _opinions(self):
        return _opinions(self.contact.pk, *self._before, only=self.only, most=self.size + 1)

    def _line(self, opinion):
        return Line(ICONS[opinion.source], opinion.sender or self._who(opinion.by), opinion.text, opinion.at, "opinion", opinion)

    def _who(self, person):
        if person is None:
            return timeline.SYSTEM
        return "Você" if person == self.named_as_you else str(person)

    def _events(self):
        lines = []
        for event in _events(self.contact.pk, *self._before, most=self.size + 1):
            allowed = f" (autorizado por {event.authorised_by})" if event.authorised_by_id else ""
            lines.append(
                Line(
                    EVENT_ICONS.get(event.what, "circle"),
                    f"{self._who(event.by)}: {event.get_what_display()}{allowed}",
                    event.words,
                    event.at,
                )
            )
        return lines

    def _cycles(self):
        """What was answered to its cycles; put right or completed, only what is different, with what was said before (BIM-48)."""
        lines, earlier = [], {}
        for reply in _replies(self.contact.pk):
            verb = "corrigiu" if reply.cycle_id in earlier else "respondeu"
            text = reply.told_after(earlier.get(reply.cycle_id))
            earlier[reply.cycle_id] = reply
            if self.before is None or reply.at < self.before:
                lines.append(Line("list-checks", f"{self._who(reply.by)}: {verb} o ciclo {reply.cycle}", text, reply.at, "opinion"))
        return lines

    def _on_the_way(self, said):
        """What happened to its lead, where he sees that, while the contact was open; what the opinions say stands with them."""
        if not sees_lead_of(self.contact, self.member):
            return []
        events = self.contact.lead.journey.events.filter(at__gte=self.contact.made_at).exclude(details__has_key="opinion")
        if self.contact.closed_at:
            events = events.filter(at__lte=self.contact.closed_at)
        events = events.exclude(Q(kind="journey.noted") & Q(details__note__in=list(said)))
        newest = _cut(events.select_related("by").order_by("-at"), self._before, self.size + 1)
        told = [timeline.line_of(event, reader=self.named_as_you) for event in newest]
        return [Line(line.icon, line.title, line.text, line.at, line.tone) for line in told]


def _cut(rows, before, most):
    return (rows.filter(at__lt=before[0]) if before else rows)[:most]


@prepared
def _points(contact):
    return Mention.objects.open().with_line().filter(opinion__contact=contact)


@prepared
def _opinions(contact, *before, only, most):
    opinions = Opinion.objects.filter(contact=contact).with_line().order_by("-at")
    return _cut(opinions.standard() if only else opinions, before, most)


@prepared
def _events(contact, *before, most):
    """But those of a cycle, which are told with its answers."""
    events = ContactEvent.objects.filter(contact=contact).exclude(what=CYCLE)
    return _cut(events.select_related("by", "authorised_by").order_by("-at"), before, most)


@prepared
def _replies(contact):
    return CycleReply.objects.filter(contact=contact).with_answers().order_by("at")


def _moment(text):
    try:
        moment = parse_datetime(text.replace(" ", "+")) if text else None
    except ValueError:
        return None
    return moment and (moment if timezone.is_aware(moment) else timezone.make_aware(moment))
