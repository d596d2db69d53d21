"""Events as sentences: what a lead's history says to people, with how long each stage took.

Each kind of event has a teller. Upper apps add their own in their `wiring.py`:

    @tells("work_order.opened", icon="wrench")
    def _(event):
        return f"{event.who} abriu a OS {event.details['number']}", ""
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from purifikar.db.prepared import prepared
from purifikar.lib.formats import when
from purifikar.lib.spans import span
from workflow.models import Event

PAGE = 30
NEAR = 4  # lines between which the same words count as said once
ANSWERED_ICON = "calendar-check"
SYSTEM = "Pelo sistema"
# The tabs of a history: name in the address → (label, beginnings of the kinds shown)
TABS = {
    "": ("Tudo", ()),
    "pareceres": ("Pareceres", ("journey.noted", "journey.answered")),
    "agenda": ("Agenda", ("appointment.", "journey.next_contact")),
    "prazos": ("Prazos", ("limit.", "journey.decided", "journey.entered")),
}

MOVES = ("journey.entered", "journey.handed", "journey.ended")  # from stage to stage and hand to hand: what the way is drawn from
MOVES_READ = 60

_tellers = {}


@dataclass(frozen=True)
class Told:
    """What a teller gets: the event's facts, and people named as the reader would name them."""

    kind: str
    details: dict
    who: str
    reader: str
    at: datetime | None = None

    @property
    def by(self):
        """The doer inside a sentence."""
        return "você" if self.who == "Você" else "o sistema" if self.who == SYSTEM else self.who

    def name(self, person):
        return "você" if person and person == self.reader else person

    def get(self, key):
        return self.details.get(key) or ""

    def moment(self, key):
        return moment_words(self.get(key))


@dataclass(frozen=True)
class Line:
    """One line of the history. `tone` is "", "opinion" (somebody's own words), "good" or "late"."""

    icon: str
    title: str
    text: str
    at: datetime
    tone: str = ""


@dataclass(frozen=True)
class Teller:
    tell: object
    icon: str
    tone: str


def tells(*kinds, icon="circle", tone=""):
    """Registers how events of these kinds are told: a function that takes a Told and returns (title, text)."""

    def register(tell):
        for kind in kinds:
            _tellers[kind] = Teller(tell, icon, tone)
        return tell

    return register


def told_kinds():
    return set(_tellers)


def line_of(event, *, reader=None):
    """The sentence of one event; one that nobody tells is told by its kind, never left out."""
    who = SYSTEM if event.by is None else "Você" if event.by == reader else str(event.by)
    teller = _tellers.get(event.kind, UNTOLD)
    title, text = teller.tell(Told(event.kind, event.details, who, str(reader) if reader else "", event.at))
    return Line(teller.icon, title, _ended(text), event.at, teller.tone)


@dataclass(frozen=True)
class History:
    """A page of lines, the newest first, and the key after which the older ones go on (empty: there are none)."""

    lines: list
    older: str


def history_of(journey, *, tab="", before=None, reader=None, size=PAGE):
    """One page of a journey's history, in one query however long it is."""
    events = journey.events.filter(told_on(tab)).select_related("by").order_by("-id")
    if before:
        events = events.filter(pk__lt=before)
    return _history(list(events[: size + 1]), reader, size)


def newest_of(journey, *, tab="", reader=None, size=PAGE):
    """(the newest page of the history, all moves so far newest first): what a page shows at once, in one query."""
    events = _newest(journey.pk, tab=tab, size=size)
    wanted = re.compile(_pattern(tab))
    lines = [event for event in events if wanted.match(event.kind)]
    return _history(lines[: size + 1], reader, size), [event for event in events if event.kind in MOVES]


def told_on(tab):
    return Q(kind__regex=_pattern(tab))


def _pattern(tab):
    beginnings = TABS.get(tab, TABS[""])[1]
    return "^(" + "|".join(part.replace(".", r"\.") for part in beginnings) + ")"


def _history(events, reader, size):
    shown = events[:size]
    lines = [line_of(event, reader=reader) for event in shown]
    return History(list(_without_echoes(lines)), str(shown[-1].pk) if len(events) > size else "")


def _without_echoes(lines):
    """The answer to an appointment is also the decision's parecer: the words stand once, where they were written."""
    for place, line in enumerate(lines):
        near = lines[max(0, place - NEAR) : place] + lines[place + 1 : place + NEAR + 1]
        if line.icon == ANSWERED_ICON and any(other.text == line.text for other in near):
            line = replace(line, text="", tone="")
        yield line


def moment_words(text):
    """A moment out of an event's details: "hoje 14:30"."""
    try:
        return when(timezone.localtime(datetime.fromisoformat(text)), timezone.localtime())
    except (TypeError, ValueError):
        return ""


def took(minutes):
    return span(timedelta(minutes=minutes or 0))


def _ended(text):
    text = text.strip()
    return f"{text}." if text and text[-1] not in ".!?…" else text


def _sentence(text):
    return text[:1].upper() + text[1:]


UNTOLD = Teller(lambda told: (told.who, told.get("words") or told.kind), "circle", "")


@tells("journey.decided", icon="arrow-right")
def _decided(told):
    return f"{told.who}: {told.get('outcome')}", f"{told.get('stage')} durou {took(told.details.get('minutes'))}{_in_time(told)}"


def _in_time(told):
    """Whether the limit that counted was met by leaving the stage; nothing where none did."""
    if not told.get("due") or told.at is None:
        return ""
    late = told.at - datetime.fromisoformat(told.get("due"))
    return f", {span(late)} além do prazo" if late > timedelta() else ", dentro do prazo"


@tells("journey.entered", icon="arrow-left-right")
def _entered(told):
    to, stage, why = told.name(told.get("to")), told.get("stage"), _sentence(told.get("why"))
    return (f"{stage}: com {to}", why) if to else (f"{stage}: na fila", why)


@tells("journey.handed", icon="arrow-left-right")
def _handed(told):
    to = told.name(told.get("to")) or "a fila do centro"
    return f"{told.who} {'repassou' if told.who != SYSTEM else 'repassado'} para {to}", _sentence(told.get("why"))


@tells("journey.ended", icon="circle-check", tone="good")
def _ended_journey(told):
    return f"Encerrado em {told.get('stage')}", _sentence(told.get("result").removeprefix("encerra como "))


@tells("journey.noted", icon="message-square", tone="opinion")
def _noted(told):
    return told.who, told.get("note")


@tells("journey.reason", icon="tag")
def _reason(told):
    return "Motivo", told.get("reason")


@tells("journey.next_contact", icon="calendar")
def _next_contact(told):
    return "Próximo contato", told.moment("at")


@tells("journey.task", icon="clipboard-list")
def _task(told):
    return f"Tarefa para {told.name(told.get('to')) or 'o centro'}", told.get("task")


def _in_words(answer):
    """As people write it: yes and no, and a day the Brazilian way round."""
    if isinstance(answer, bool):
        return "sim" if answer else "não"
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3/\2/\1", str(answer))


@tells("journey.answered", icon="list-checks", tone="opinion")
def _answered(told):
    labels = told.get("labels") or {}
    answers = {labels.get(slug, slug): _in_words(value) for slug, value in told.get("answers").items() if value != ""}
    pairs = (f"{question}{'' if question.endswith('?') else ':'} {answer}" for question, answer in answers.items())
    return f"{told.who} respondeu", "; ".join(pairs)


@tells("limit.paused", icon="pause")
def _paused(told):
    return f"{told.who}: prazo em pausa", f"{told.get('limit')}: {told.get('why')}"


@tells("limit.resumed", icon="play")
def _resumed(told):
    paused = f" depois de {took(told.details.get('minutes'))} em pausa" if told.get("minutes") else ""
    return f"Prazo retomado{paused}", f"{told.get('limit')}, agora até {told.moment('due')}"


@tells("limit.moved", icon="clock")
def _moved(told):
    return "Prazo recalculado", f"{told.get('limit')}: de {told.moment('old')} para {told.moment('new')}, {told.get('why')}"


@tells("appointment.booked", icon="calendar-plus")
def _booked(told):
    what = told.get("kind") or "compromisso"
    return f"{told.who} marcou {what}", f"Com {told.name(told.get('person'))}, {told.moment('at')}"


@tells("appointment.answered", icon=ANSWERED_ICON, tone="opinion")
def _appointment_answered(told):
    return f"{told.who} respondeu ao compromisso", told.get("result")


@tells("appointment.moved", icon="calendar")
def _appointment_moved(told):
    why = f": {told.get('why')}" if told.get("why") else ""
    return f"{told.who} remarcou {told.get('what') or 'o compromisso'}", f"Para {told.moment('at')}{why}"


@tells("appointment.handed", icon="calendar")
def _appointment_handed(told):
    return f"{told.who} passou {told.get('what') or 'o compromisso'} a {told.name(told.get('person'))}", told.moment("at")


@tells("appointment.cancelled", icon="calendar-off")
def _appointment_cancelled(told):
    return f"{told.who} cancelou o compromisso", told.get("why")


@tells("limit.warned", icon="bell")
def _warned(told):
    return f"Aviso de prazo a {told.get('to') or 'ninguém'}", f"{told.get('limit')}, até {told.moment('due')}{_late(told)}"


@tells("limit.kept", icon="circle-alert", tone="late")
def _kept(told):
    return f"Prazo vencido: continua com {told.name(told.get('to')) or 'o centro'}", f"{told.get('limit')}: {told.get('why')}"


@tells("limit.missed", icon="circle-alert", tone="late")
def _missed(told):
    holder = told.name(told.get("to"))
    return (
        f"Prazo não cumprido{f' por {holder}' if holder else ''}",
        f"{told.get('limit')} passou há {told.get('overdue')}; ocorrência registrada",
    )


@tells("limit.decided", icon="clock", tone="late")
def _limit_decided(told):
    return "O prazo venceu e o sistema decidiu", f"{told.get('limit')}: {told.get('outcome')}"


@tells("limit.undecided", icon="circle-alert", tone="late")
def _limit_undecided(told):
    return "O prazo venceu e o sistema não pôde decidir", f"{told.get('limit')}, {told.get('outcome')}: {told.get('why')}"


def _late(told):
    return f" (saiu {told.get('late')} depois da hora)" if told.get("late") else ""


@prepared
def _newest(journey, *, tab, size):
    events = Event.objects.filter(journey=journey)
    shown = events.filter(told_on(tab)).order_by("-id").values("pk")[: size + 1]
    both = events.filter(Q(kind__in=MOVES) | Q(pk__in=shown)).select_related("by").order_by("-id")
    return both[: size + 1 + MOVES_READ]
