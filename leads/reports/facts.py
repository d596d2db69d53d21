"""A lead's figures, read off the lead, its journey and its timeline. Nothing here changes a lead."""

from functools import cached_property
from zoneinfo import ZoneInfo

from leads.models import Lead, LeadFigure
from tenants.models import Centre, Membership
from tenants.models.centre import ATTENDANT
from workflow.models import ArmedLimit, Event, Stage

TOLD = ("journey.decided", "journey.entered", "journey.reason", "lead.called")
LONGEST_REASON = 80


class Facts:
    """The figures of some leads as their timelines tell them now; eight queries, however many leads."""

    def __init__(self, unit, journeys):
        self.unit, self.zone = unit, ZoneInfo(unit.time_zone)
        self.leads = list(Lead.objects.filter(journey__in=journeys).select_related("journey__stage", "source"))
        self.keys = [lead.journey_id for lead in self.leads]

    def figures(self):
        """One unsaved LeadFigure for each lead that was begun."""
        return [Timeline(self, lead).figure() for lead in self.leads if lead.journey.started_at]

    @cached_property
    def events(self):
        """{journey: its events in order}"""
        told = Event.objects.filter(journey__in=self.keys, kind__in=TOLD).order_by("journey", "id")
        return _by_first(told.values_list("journey", "kind", "by", "at", "details"))

    @cached_property
    def stages(self):
        """{version: {stage's name: (slug, centre)}}: the timeline tells a stage by its name."""
        versions = {lead.journey.version_id for lead in self.leads}
        stages = Stage.objects.filter(version__in=versions).values_list("version", "name", "slug", "centre")
        return {version: {name: (slug, centre) for name, slug, centre in rows} for version, rows in _by_first(stages).items()}

    @cached_property
    def first_limits(self):
        """{journey: until when somebody was to treat it}: of the limits that began to count first, the one that runs out first."""
        limits = ArmedLimit.objects.filter(journey__in=self.keys, limit__until=None).order_by("journey", "started_at", "due_at")
        found = {}
        for journey, due in limits.values_list("journey", "due_at"):
            found.setdefault(journey, due)
        return found

    @cached_property
    def attending(self):
        """The centres whose work is to treat leads."""
        return {centre.slug for centre in Centre.objects.all() if ATTENDANT in centre.roles}

    @cached_property
    def selling(self):
        return set(Membership.objects.of_unit(self.unit).selling().values_list("user", flat=True))

    def day(self, moment):
        return moment and moment.astimezone(self.zone).date()


class Timeline:
    """One lead's way, told event by event."""

    def __init__(self, facts, lead):
        self.facts, self.lead, self.journey = facts, lead, lead.journey
        self.stages = facts.stages[lead.journey.version_id]
        self.treated_at = self.handed_at = self.attendant = self.began_in = None
        self.reached, self.stayed, self.reason, self.left, self.decider = [], {}, "", "", None
        for kind, by, at, details in facts.events.get(lead.journey_id, []):
            self.READERS[kind](self, by, at, details)

    def figure(self):
        day, ended = self.facts.day, not self.journey.is_running
        due = self.facts.first_limits.get(self.journey.pk)
        attendant = self._attendant()
        if self.journey.result == Stage.Ends.WON:
            self.reached.append(self.journey.stage.slug)
        return LeadFigure(
            lead=self.lead, came_on=day(self.lead.created_at), treated_on=day(self.treated_at), handed_on=day(self.handed_at),
            ended_on=day(self.journey.ended_at), in_time=bool(self.treated_at and (due is None or self.treated_at <= due)),
            result=self.journey.result, reason=self._reason()[:LONGEST_REASON], value=self.lead.value, channel=self.lead.channel,
            source=self.lead.source.slug, campaign=self.lead.campaign, district=" ".join(self.lead.district.split()),
            attendant_id=attendant, seller_id=self.lead.seller_id or (attendant if attendant in self.facts.selling else None),
            stage=(self.left if ended else "") or self.journey.stage.slug, reached=self.reached,
            minutes=[self.stayed.get(slug) for slug in self.reached],
            keepers=sorted({self.journey.holder_id, self.journey.creator_id, self.lead.seller_id} - {None}),
        )  # fmt: skip

    def _attendant(self):
        """Who has it now in a centre that treats leads; further on its way, who treated it last."""
        treats_now = self.journey.is_running and self.journey.stage.centre in self.facts.attending
        return self.journey.holder_id if treats_now else self.attendant

    def _reason(self):
        """Why it was lost; where nobody was asked, the name of the end says it."""
        return (self.reason or self.journey.stage.name) if self.journey.result == Stage.Ends.LOST else ""

    def _decided(self, by, at, details):
        self.left, centre = self.stages.get(details["stage"], ("", ""))
        self.stayed[self.left] = self.stayed.get(self.left, 0) + details.get("minutes", 0)
        self.reason, self.decider = "", by
        if by:
            self.treated_at = self.treated_at or at
            self.attendant = by if centre in self.facts.attending else self.attendant

    def _entered(self, by, at, details):
        """Handed over is what a person's decision brought for the first time into another centre's hands."""
        slug, centre = self.stages.get(details["stage"], ("", ""))
        if slug and slug not in self.reached:
            self.reached.append(slug)
        if self.began_in is None:
            self.began_in = centre
        elif self.decider and centre != self.began_in:
            self.handed_at = self.handed_at or at

    def _told_why(self, by, at, details):
        self.reason = details.get("reason", "")

    def _called(self, by, at, details):
        self.treated_at = self.treated_at or (at if by else None)

    READERS = {"journey.decided": _decided, "journey.entered": _entered, "journey.reason": _told_why, "lead.called": _called}


def _by_first(rows):
    found = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found
