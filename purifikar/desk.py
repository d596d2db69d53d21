"""The Assessor Comercial's desk: one queue over all units out of the network's register, the next call first (PUR-36, PUR-37).

The register alone answers for all units; a unit's schema is entered only for the one lead that is being called.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from leads.lead_list import limit_in_words
from leads.lead_page import LeadPage
from leads.models import CallAttempt, Lead
from purifikar.lib.formats import thousands, when
from purifikar.lib.keyset import AFTER, BEFORE, JOINT, page_of
from purifikar.lib.links import network_url
from purifikar.lib.remembered import remembered
from purifikar.lib.spans import span
from purifikar.lib.worktime import NeverWorks
from tenants.models import Centre, Membership, OpenWork, Unit
from tenants.models.centre import ATTENDANT
from tenants.models.open_work import NO_LIMIT
from tenants.roles import Permission
from tenants.schema import release_fingerprint
from workflow import calendar

SHOWN = 50
MANY = 2000  # so many take longer to count than to show
EVENTS_SHOWN, ATTEMPTS_SHOWN = 6, 4
MINE, UNOWNED, TEAM = "", "sem-dono", "equipe"
COLUMNS = (
    "id", "title", "detail", "stage", "attempts", "since", "due_at", "call_at", "unit__name", "unit__state", "unit__schema_fingerprint",
    "holder__name",
)  # fmt: skip
SOON, LATER = timedelta(hours=2), timedelta(days=1)


@dataclass(slots=True)
class Row:
    """A lead of the queue as its line shows it."""

    key: UUID
    title: str
    detail: str
    unit: str
    stage: str
    attempts: int
    holder: str
    url: str
    answers: bool
    kind: str
    words: str
    age: str
    level: int | None
    call: str


def row_of(work, now, query):
    """`level` is how much of the limit has run, in per cent; what is late needs none."""
    age = span(now - work.since).split(" e ")[0]
    call = f"ligar {when(timezone.localtime(work.call_at), now)}" if work.call_at else ""
    kind, words, level = "internal", "sem prazo", None
    if work.due_at:
        kind, words = limit_in_words(timezone.localtime(work.due_at), now)
        whole = (work.due_at - work.since).total_seconds()
        level = None if kind == "late" or whole <= 0 else round(100 * (now - work.since).total_seconds() / whole)
    url = network_url("desk_call", work.id) + query
    answers = work.unit__state == Unit.State.ACTIVE and work.unit__schema_fingerprint == release_fingerprint()
    return Row(
        work.id, work.title, work.detail, work.unit__name, work.stage, work.attempts, work.holder__name, url, answers, kind, words,
        age, level, call,
    )  # fmt: skip


@dataclass(frozen=True)
class Reach:
    """Which work that waits for nobody is a person's to take up: of the centres whose work he does, as attendant only where the unit
    has its attendants at the Franqueadora (FOL-15). A Coordenador follows that of attendants (FOL-16).
    """

    everywhere: bool = False
    direct: tuple = ()  # slugs of centres
    attending: tuple = ()
    role: str = ""

    @property
    def unclaimed(self):
        if self.everywhere:
            return Q()
        return Q(centre__in=self.direct) | Q(centre__in=self.attending, unit__attendant_role=self.role)


def reach_of(member):
    if member.may(Permission.UNITS_MANAGE):
        return Reach(everywhere=True)
    if member.get_role().coordinates:
        return Reach(direct=tuple(centre.slug for centre in Centre.objects.all() if ATTENDANT in centre.roles))
    centres = Centre.objects.of(member)
    attending = tuple(centre.slug for centre in centres if ATTENDANT in centre.roles and member.role not in centre.roles)
    direct = tuple(centre.slug for centre in centres if centre.slug not in attending)
    return Reach(direct=direct, attending=attending, role=member.role)


class Desk:
    """The queue that the address asks for: whose (`fila`), of which unit and stage."""

    def __init__(self, member, params):
        self.member, self.user, self.params = member, member.user, params
        asked = params.get("fila", self._first)
        self.scope = asked if asked in dict(self.scopes) else self._first
        self.unit, self.stage = params.get("unidade", ""), params.get("etapa", "")

    @property
    def _first(self):
        return self.scopes[0][0] if self.member.attends else self.scopes[-1][0]

    @property
    def scopes(self):
        mine = [(MINE, "Minha fila")] if self.member.attends else []
        team = [(TEAM, "Minhas equipes")] if self.member.get_role().coordinates else []
        return [*mine, (UNOWNED, "Sem responsável"), *team]

    @property
    def works(self):
        return self.member.may(Permission.LEAD_WORK)

    @property
    def gives(self):
        """Who does not work the queue but gives it out (FOL-05, FOL-16)."""
        return self.member.may(Permission.LEAD_GIVE) and not self.works

    # --- the queue ----------------------------------------------------------------------------------------------------

    @cached_property
    def _all(self):
        work = OpenWork.objects.filter(kind=OpenWork.Kind.LEAD)
        if self.scope == MINE:
            return work.held_by(self.user)
        return work.filter(holder=None).filter(reach_of(self.member).unclaimed) if self.scope == UNOWNED else self._of_team(work)

    def _of_team(self, work):
        people = Membership.objects.active().visible_to(self.member).values("user")
        return work.filter(Q(holder__in=people) | Q(holder=None))

    @property
    def queue(self):
        work = self._all.in_calling_order()
        if self.unit:
            work = work.filter(unit__slug=self.unit)
        return work.filter(stage=self.stage) if self.stage else work

    @cached_property
    def page(self):
        return page_of(self.queue.values_list("turn", *COLUMNS, named=True), self._keys, order=("turn", "id"), size=SHOWN)

    @property
    def _keys(self):
        """The address without a page key that begins with no moment."""
        for name in (AFTER, BEFORE):
            if name in self.params and not _moment(self.params[name].split(JOINT)[0]):
                kept = self.params.copy()
                del kept[name]
                return kept
        return self.params

    @cached_property
    def rows(self):
        now = timezone.localtime()
        return [row_of(work, now, self.query) for work in self.page.rows]

    def told(self):
        """With its rows in words already, by the reader's own clock, before a unit's clock rules."""
        self.rows = [*self.rows]
        return self

    def next_after(self, work):
        """The one that follows in this queue; after the last one the first again, None when nothing else waits."""
        others = self.queue.select_related("unit", "holder").exclude(pk=work.pk)
        turn = work.call_at or work.due_at or NO_LIMIT
        return others.filter(Q(turn__gt=turn) | Q(turn=turn, pk__gt=work.pk)).first() or others.first()

    # --- counters and filters, all out of one query -----------------------------------------------------------------

    @cached_property
    def _groups(self):
        """A queue of thousands is counted anew every few seconds only; a person's usual one at each look."""
        return remembered(
            f"desk:{self.user.pk}:{self.scope}", self._count_groups, if_worth=lambda groups: sum(each["count"] for each in groups) > MANY
        )

    def _count_groups(self):
        now = timezone.localtime()
        tonight = timezone.make_aware(datetime.combine(now.date(), time.max))
        counts = {"late": Count("pk", Q(due_at__lt=now)), "today": Count("pk", Q(due_at__gte=now, due_at__lte=tonight))}
        return list(self._all.order_by().values("unit__slug", "unit__name", "stage").annotate(count=Count("pk"), **counts))

    def _sum(self, name):
        wanted = [group for group in self._groups if self.unit in ("", group["unit__slug"]) and self.stage in ("", group["stage"])]
        return sum(group[name] for group in wanted)

    @property
    def count(self):
        return self._sum("count")

    @property
    def late(self):
        return self._sum("late")

    @property
    def today(self):
        return self._sum("today")

    @property
    def late_words(self):
        return "1 vencido" if self.late == 1 else f"{thousands(self.late)} vencidos"

    @property
    def today_words(self):
        return "1 vence hoje" if self.today == 1 else f"{thousands(self.today)} vencem hoje"

    @property
    def units(self):
        return sorted({(group["unit__name"], group["unit__slug"]) for group in self._groups})

    @property
    def stages(self):
        return sorted({group["stage"] for group in self._groups})

    @cached_property
    def query(self):
        """What the addresses of a call carry along, so that its queue goes on as it was."""
        kept = {name: self.params[name] for name in ("fila", "unidade", "etapa", AFTER, BEFORE) if self.params.get(name)}
        fresh = self.params.copy()
        fresh.clear()
        fresh.update(kept)
        return f"?{fresh.urlencode()}" if kept else ""


class Call:
    """The lead that is being called, inside its unit: who, how to reach him, what happened, what may be decided."""

    def __init__(self, work, member):
        self.work, self.unit, self.member = work, work.unit, member
        self.lead = get_object_or_404(Lead.objects.visible_to(member).with_page(), journey=work.subject)
        self.lead.journey.place()
        self.page = LeadPage(self.lead, member, work.unit)

    @property
    def other_clock(self):
        """By which clock its moments are said, where it isn't the Franqueadora's."""
        return self.unit.get_time_zone_display() if self.unit.time_zone != settings.TIME_ZONE else ""

    @property
    def works(self):
        return self.member.may(Permission.LEAD_WORK)

    @cached_property
    def attempts(self):
        """The last calls, the newest last."""
        return list(self.lead.attempts.order_by("-at")[:ATTEMPTS_SHOWN])[::-1]

    @property
    def number(self):
        """Which attempt the next one is."""
        return self.lead.journey.attempts + 1

    @property
    def events(self):
        return self.page.history.lines[:EVENTS_SHOWN]

    @cached_property
    def results(self):
        """(value, label, key, the next attempt that it suggests)"""
        return [
            (value, label.capitalize(), str(key), self.suggested[value])
            for key, (value, label) in enumerate(CallAttempt.Result.choices, start=1)
        ]

    @cached_property
    def suggested(self):
        """When to call again, by result: two working hours on when nobody answered, else the day after, in working time."""
        return {value: self._next(value in CallAttempt.SOON) for value in CallAttempt.Result.values}

    def _next(self, soon):
        now, work = timezone.now().replace(second=0, microsecond=0), calendar.of(self.unit).calendar
        try:
            return work.add_time(now, SOON) if soon else work.add_time(now + LATER, timedelta())
        except NeverWorks:
            return now + LATER

    @property
    def choices(self):
        """The ways out of the stage, each with its key after those of the results."""
        first = len(CallAttempt.Result.values) + 1
        return [(choice, str(key) if key < 10 else "") for key, choice in enumerate(self.page.choices, start=first)]


def found(pk):
    """That row of the queue; 404 when it left the queue meanwhile."""
    return get_object_or_404(OpenWork.objects.filter(kind=OpenWork.Kind.LEAD).select_related("unit", "holder"), pk=pk)


def entering(work, memberships):
    """The membership by which this person enters the unit of that row; 404 where he has no business."""
    member = Membership.letting_into(memberships, work.unit)
    if member is None or not member.may(Permission.LEAD_SEE):
        raise Http404
    return member


def _moment(text):
    try:
        return parse_datetime(text)
    except ValueError:
        return None
