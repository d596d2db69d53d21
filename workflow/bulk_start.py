"""Many journeys that begin at the same moment in the same stage, as `journey.start()` begins each, in a few statements for all.

An import of thousands uses it. What it writes of a journey is what starting it by itself writes; a test compares the two.
"""

from django.db import connection

from purifikar.db.copying import copy_in
from tenants.models import Alarm, OpenWork
from workflow import calendar, registry, rotation
from workflow.models import ArmedLimit, Event, Journey
from workflow.models.stage import Stage

WAITING = "espera na fila do centro"


class BulkStart:
    """One batch in one stage. First `lay` the journeys, then make what travels on them, then `finish`, all in one transaction.

    `holder` gets all of them, whomever the stage would pick; `to_queue` gives them to nobody.
    """

    def __init__(self, stage, *, by, now, holder=None, to_queue=False):
        self.stage, self.by, self.now, self.holder, self.to_queue = stage, by, now, holder, to_queue
        self.journeys, self.why, self.channels = [], {}, {}
        self.limits = list(stage.limits.prefetch_related("alarms"))
        self.clocks = calendar.of(connection.tenant) if self.limits else None
        self._moments = {}

    def journey(self, title, detail, address, *, channel=""):
        """One more that begins here; not saved. `channel` is what the shared queue says of it."""
        journey = Journey(
            version=self.stage.version, stage=self.stage, creator=self.by, started_at=self.now, entered_at=self.now,
            title=title[:160], detail=detail[:200], address=address,
        )  # fmt: skip
        self.journeys.append(journey)
        self.channels[journey.pk] = channel
        return journey

    def lay(self):
        """Picks the holders, counts the limits, and writes the journeys as they are after the start."""
        for journey, (holder, why) in zip(self.journeys, self._picked(), strict=True):
            journey.holder, self.why[journey.pk] = holder, why
        self.armed = [ArmedLimit.counting(journey, limit, self) for journey in self.journeys for limit in self.limits]
        for armed in self.armed:
            journey = armed.journey
            journey.due_at = min(filter(None, (journey.due_at, armed.due_at)))
        copy_in(self.journeys)

    def finish(self, events=()):
        """Everything that hangs on the start; `events` are those that come before it in each journey's history."""
        copy_in([*events, *(self._entered(journey) for journey in self.journeys)])
        copy_in(self.armed)
        copy_in([alarm for armed in self.armed for alarm in self._alarms(armed)])
        unit = connection.tenant
        channels = self.channels
        copy_in(OpenWork(unit=unit, subject=each.pk, channel=channels[each.pk], **each.queue_row()) for each in self.journeys)
        for action in self.stage.actions:
            for journey in self.journeys:
                registry.entry_action(action)(journey, by=self.by)

    def due(self, start, limit):
        """As the unit's clocks say; once for all that begin at this moment."""
        if limit.pk not in self._moments:
            self._moments[limit.pk] = self.clocks.due(start, limit), None
        return self._moments[limit.pk][0]

    def _alarms(self, armed):
        due, moments = self._moments[armed.limit_id]
        if moments is None:
            moments = armed.moments(self.clocks)
            self._moments[armed.limit_id] = due, moments
        for deed, moment in moments.items():
            rings = max(moment, self.now)
            yield Alarm(unit=connection.tenant, journey=armed.journey_id, subject=armed.pk, deed=deed, fires_at=rings, retry_at=rings)

    def _entered(self, journey):
        holder = journey.holder_id and str(journey.holder_id)
        details = {"stage": self.stage.name, "to": str(journey.holder or ""), "why": self.why[journey.pk], "holder": holder}
        return Event(journey=journey, kind="journey.entered", by=self.by, at=self.now, details=details)

    def _picked(self):
        """(holder, why) for each."""
        if self.to_queue or self.stage.picks == Stage.Picks.QUEUE:
            return [(None, WAITING)] * len(self.journeys)
        if self.holder is not None:
            return [rotation.pick(self.journeys[0], self.stage, chosen=self.holder)] * len(self.journeys)
        return rotation.pick_many(self.journeys, self.stage)
