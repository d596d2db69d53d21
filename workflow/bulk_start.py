"""Many journeys that begin at the same moment in the same stage, as `journey.start()` begins each, in a few statements for all.

An import of thousands uses it. What it writes of a journey is what starting it by itself writes; a test compares the two.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from purifikar.db.copying import Rows, written_json
from tenants.models import Alarm, OpenWork
from workflow import calendar, registry, rotation
from workflow.models import ArmedLimit, Event, Journey, ProcessVersion
from workflow.models.stage import Stage

WAITING = "espera na fila do centro"


@dataclass(slots=True)
class Beginning:
    """A journey about to begin, as much of it as the rotation asks. `lead` is what travels on it, made or not."""

    pk: UUID
    creator: Any
    version: ProcessVersion
    lead: Any = None
    holder: Any = None
    why: str = ""
    channel: str = ""
    key: str = ""  # pk as text, written many times
    holder_key: str | None = None

    @property
    def holder_id(self):
        return self.holder and self.holder.pk

    @property
    def creator_id(self):
        return self.creator and self.creator.pk

    @property
    def events(self):
        return Event.objects.none()


class BulkStart:
    """One batch in one stage: first all that begin, then `lay` them, make what travels on them, and `finish`, in one transaction.

    `holder` gets all of them, whomever the stage would pick; `to_queue` gives them to nobody.
    """

    def __init__(self, stage, *, by, now, holder=None, to_queue=False):
        self.stage, self.by, self.now, self.holder, self.to_queue = stage, by, now, holder, to_queue
        self.by_key = str(by.pk)
        self.like = Journey(version=stage.version, stage=stage, creator=by, started_at=now, entered_at=now)
        self.limits = list(stage.limits.prefetch_related("alarms"))
        self.clocks = calendar.of(connection.tenant)
        self.armed = [ArmedLimit.counting(self.like, limit, self.clocks) for limit in self.limits]
        self.like.due_at = min((armed.due_at for armed in self.armed), default=None)
        self.beginnings, self.described = [], []
        self.events = Rows(Event(journey=self.like, at=now), "journey_id", "kind", "by_id", "details")

    def begin(self, key, title, detail, address, *, channel="", lead=None):
        """One more. `channel` is what the shared queue says of it."""
        beginning = Beginning(key, self.by, self.stage.version, lead, channel=channel, key=str(key))
        self.beginnings.append(beginning)
        self.described.append((title[:160], detail[:200], address))
        return beginning

    def tell(self, key, kind, details, *, by=True):
        """What happened on a journey before it started; in the order in which it is told. `details` may be JSON that is written already."""
        self.events.add(key, kind, self.by_key if by else None, details)

    def lay(self):
        """Picks the holders and writes the journeys as they are after the start."""
        keys = {}
        for beginning, (holder, why) in zip(self.beginnings, self._picked(), strict=True):
            beginning.holder, beginning.why = holder, why
            if holder is not None:
                beginning.holder_key = keys.get(holder.pk) or keys.setdefault(holder.pk, str(holder.pk))
        journeys = Rows(self.like, "holder_id", "title", "detail", "address", "channel")
        for beginning, words in zip(self.beginnings, self.described, strict=True):
            journeys.add(beginning.holder_key, *words, beginning.channel, key=beginning.key)
        journeys.write()

    def finish(self):
        """Everything that hangs on the start."""
        entered = {}  # many say the same
        for beginning in self.beginnings:
            same = beginning.holder_key, beginning.why
            if same not in entered:
                facts = {"stage": self.stage.name, "to": str(beginning.holder or ""), "why": beginning.why, "holder": beginning.holder_key}
                entered[same] = written_json(facts)
            self.tell(beginning.key, "journey.entered", entered[same])
        self.events.write()
        self._arm()
        self._queue()
        if self.stage.actions:
            self._act()

    def _arm(self):
        """The limits and their alarms: the same moments for all, as they begin at the same one."""
        for like in self.armed:
            rows = Rows(like, "journey_id")
            armed = [(beginning.key, rows.add(beginning.key)) for beginning in self.beginnings]
            rows.write()
            for deed, moment in like.moments(self.clocks).items():
                self._set_alarms(deed, max(moment, self.now), armed)

    def _set_alarms(self, deed, moment, armed):
        alarms = Rows(Alarm(unit=connection.tenant, deed=deed, fires_at=moment, retry_at=moment), "journey", "subject")
        for pair in armed:
            alarms.add(*pair)
        alarms.write()

    def _queue(self):
        like = OpenWork(unit=connection.tenant, subject=self.like.pk, **self.like.queue_row())
        rows = Rows(like, "subject", "holder_id", "title", "detail", "address", "channel")
        for beginning, words in zip(self.beginnings, self.described, strict=True):
            rows.add(beginning.key, beginning.holder_key, *words, beginning.channel)
        rows.write()

    def _act(self):
        for journey in Journey.objects.filter(pk__in=[each.pk for each in self.beginnings]).select_related("stage").order_by("pk"):
            for action in self.stage.actions:
                registry.entry_action(action)(journey, by=self.by)

    def _picked(self):
        """(holder, why) for each."""
        if self.to_queue or self.stage.picks == Stage.Picks.QUEUE:
            return [(None, WAITING)] * len(self.beginnings)
        if self.holder is not None:
            return [rotation.pick(self.like, self.stage, chosen=self.holder)] * len(self.beginnings)
        return rotation.pick_many(self.beginnings, self.stage)
