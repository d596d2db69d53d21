"""The lead list's filters, read from its address: a value that means nothing filters nothing, so an old link never breaks."""

from collections import namedtuple
from datetime import date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from leads.finding import found_by
from leads.models import Lead, Source
from purifikar.db.prepared import prepared
from purifikar.lib.remembered import remembered
from tenants.models import Membership
from tenants.roles import Permission
from workflow.models import Journey, Process, ProcessVersion, Stage
from workflow.models.journey import NO_LIMIT

ME, NOBODY = "eu", "ninguem"
ALL_CHANNELS = "todos"
BY_LIMIT, NEWEST = "prazo", "novos"
ORDERS = {BY_LIMIT: "prazo", NEWEST: "mais novos"}
LATE, TODAY, INTERNAL, OPEN, CLOSED = "vencido", "hoje", "interna", "aberto", "encerrado"
ANY = "qualquer"
SITUATIONS = {  # in the address → (state, words), in the order of the legend (BIM-08)
    LATE: ("late", "vencido"),
    TODAY: ("today", "desta data"),
    INTERNAL: ("internal", "data interna"),
    OPEN: ("open", "aberto"),
    CLOSED: ("closed", "encerrado"),
}
VIEWS = [  # ready views: name, what the address then says
    ("Meus", {"responsavel": ME}),
    ("Atrasados", {"prazo": LATE}),
    ("Sem responsável", {"responsavel": NOBODY}),
    ("Todos", {}),
    ("Encerrados", {"prazo": CLOSED}),
]
NAMES = ("etapa", "responsavel", "prazo", "bairro", "origem", "canal", "de", "ate", "q", "ordem")

StageChoice = namedtuple("StageChoice", "kind key slug name order ends channel is_ours")


class LeadFilter:
    """What the address asks for, for one person in one unit; `channel_view` is remembered for him (FOL-26)."""

    def __init__(self, params, *, member, unit):
        self.member, self.unit, self.user = member, unit, member.user
        self.given = {name: value for name in NAMES if (value := params.get(name, "").strip()[:80].replace("\0", ""))}
        self.now = timezone.now()

    # --- what the address says ----------------------------------------------------------------------------------------

    def get(self, name):
        return self.given.get(name, "")

    @property
    def situation(self):
        return self.get("prazo") if self.get("prazo") in SITUATIONS else ""

    @property
    def newest_first(self):
        return self.get("ordem") == NEWEST or self.situation == CLOSED

    @property
    def channel(self):
        """The address first, then what the person chose to see; without store flow there is nothing to choose."""
        wished = self.get("canal") or (self.user.channel_view if self.takes_flow else "")
        return wished if wished in Source.Channel.values else ""

    @property
    def is_narrow(self):
        return any(self.get(name) for name in NAMES if name not in ("ordem", "canal"))

    def address(self, **changes):
        """This page's address with other values; an empty one goes."""
        query = {name: value for name, value in {**self.given, **changes}.items() if value}
        return "?" + urlencode(query)

    @property
    def query(self):
        return urlencode(self.given)

    # --- what may be chosen: everything in one query ------------------------------------------------------------------

    @cached_property
    def _choices(self):
        """Stages that leads are or may be in, sources, and people, as rows of one shape."""
        return _choices(self.unit.process, self.unit.pk)

    @cached_property
    def choices(self):
        by_kind = {"stage": [], "source": [], "person": []}
        for row in self._choices:
            by_kind[row[0]].append(StageChoice(*row))
        by_kind["stage"].sort(key=lambda stage: (-stage.is_ours, stage.order))
        for kind in ("source", "person"):
            by_kind[kind].sort(key=lambda each: each.name.casefold())
        return by_kind

    @cached_property
    def stages(self):
        """The running stages by slug, those of the unit's own process first and in its order."""
        stages = {}
        for stage in self.choices["stage"]:
            if not stage.ends:
                stages.setdefault(stage.slug, stage)
        return list(stages.values())

    @property
    def sources(self):
        return self.choices["source"]

    @cached_property
    def people(self):
        return list({each.key: each for each in self.choices["person"]}.values())

    @cached_property
    def _versions(self):
        """Of each version of a process that leads go through: its key, process, state, whether walk-ins begin in it, its ends."""
        return remembered("versions", self._versions_now)

    @staticmethod
    def _versions_now():
        stages = Stage.objects.filter(version=OuterRef("pk")).order_by()
        flow, ends = Exists(stages.filter(channel=Source.Channel.FLOW)), ArraySubquery(stages.exclude(ends="").values("pk"))
        versions = ProcessVersion.objects.filter(process__kind=Process.Kind.LEAD).order_by()
        return list(versions.values_list("pk", "process__slug", "state", flow, ends))

    @cached_property
    def takes_flow(self):
        """Whether walk-ins exist here, so that Web / Fluxo / Todos means something (FOL-24, FOL-28)."""
        ours = (self.unit.process, ProcessVersion.State.PUBLISHED)
        begins = any(flow for _, slug, state, flow, _ in self._versions if (slug, state) == ours)
        return begins and (not self.unit.process_has_store_flow or self.unit.has_store_flow)

    # --- which leads --------------------------------------------------------------------------------------------------

    is_wide = False  # so many of them that to go through all in order, asking each, is shorter than to gather one's own first

    @cached_property
    def wanted(self):
        """{what: values as they stand in the SQL}, beside the words that are searched for; where one has no value, no lead is meant."""
        wanted = {"now": [self.now], "midnight": [_midnight(timezone.localdate(self.now) + timedelta(days=1))]}
        if slug := self.get("etapa"):
            wanted["stage"] = [UUID(stage.key) for stage in self.choices["stage"] if stage.slug == slug]
        if key := self.user.pk if self.get("responsavel") == ME else _key(self.get("responsavel")):
            wanted["holder"] = [key]
        if district := self.get("bairro"):
            wanted["district"] = [district]
        if slug := self.get("origem"):
            wanted["source"] = [UUID(source.key) for source in self.sources if source.slug == slug]
        if self.channel:
            wanted["channel"] = [self.channel]
        for name, asked, days in (("since", "de", 0), ("until", "ate", 1)):
            if day := _day(self.get(asked)):
                wanted[name] = [_midnight(day + timedelta(days=days))]
        return wanted

    @property
    def unheld(self):
        return self.get("responsavel") == NOBODY

    @property
    def seen(self):
        return Lead.objects.seen_by(self.member) if self.is_wide else Lead.objects.visible_to(self.member)

    @property
    def leads(self):
        return self.narrow(self.seen)

    @property
    def own_parts(self):
        """As `leads` for whoever sees only his own, by what makes each one his: most of them in the order of their limits by an index."""
        return [self.narrow(leads) for leads in Lead.objects.parts_of(self.user)]

    def narrow(self, leads, *, situation=None):
        """The leads that the address asks for; `situation` instead of the address's own."""
        leads = narrowed(leads, self.wanted, self.situation if situation is None else situation, unheld=self.unheld)
        return found_by(leads, self.get("q")) if self.get("q") else leads

    def is_in(self, situation):
        """Whether a lead is in that situation, for counting."""
        return _situation(situation, self.wanted, "journey__")

    @property
    def concerns_journeys_only(self):
        """Whether journeys alone can be counted: nothing of the lead itself is asked for, and all of them are to be seen."""
        of_lead = self.wanted.keys() & {"district", "source", "channel", "since", "until"}
        return not (of_lead or self.get("q")) and self.member.may(Permission.LEAD_SEE_ALL)

    def journeys(self, situation):
        """The journeys of the leads of that situation, without a look at the leads: what the counters count."""
        if situation == CLOSED:  # by the stages that end, which an index knows
            where = Q(stage__in=[key for *_, ends in self._versions for key in ends])
        else:
            where = Q(version__in=[key for key, *_ in self._versions])
        journeys = Journey.objects.alias(due_key=Coalesce("due_at", Value(NO_LIMIT))).filter(self._of_journeys)
        return journeys.filter(_situation(situation, self.wanted, ""), where)

    @property
    def running_journeys(self):
        return Journey.objects.running().filter(self._of_journeys)

    @property
    def _of_journeys(self):
        return _of_journeys(self.wanted, "", unheld=self.unheld)

    # --- what the page shows of them ----------------------------------------------------------------------------------

    @property
    def views(self):
        """(name, address, whether it is this one)"""
        asked = {name: value for name, value in self.given.items() if name not in ("ordem", "canal")}
        return [(name, "?" + urlencode(wanted or {"ordem": BY_LIMIT}), asked == wanted) for name, wanted in VIEWS]

    @property
    def orders(self):
        return [(value, words, value == (NEWEST if self.newest_first else BY_LIMIT)) for value, words in ORDERS.items()]

    @property
    def more(self):
        """How many filters are set that the page does not show at once."""
        return sum(bool(self.get(name)) for name in ("bairro", "origem", "de", "ate", "q"))


@prepared
def _choices(process, unit):
    published = Q(version__process__slug=process, version__state=ProcessVersion.State.PUBLISHED)
    # The first by its limit, not just any: an index knows it, where for any one the planner may read all journeys to find none.
    first = Journey.objects.running().filter(stage=OuterRef("pk")).order_by(Coalesce("due_at", Value(NO_LIMIT))).values("pk")[:1]
    in_use = ~Q(ends="") | Q(first__isnull=False)  # what ended is in stages that end
    stages = Stage.objects.alias(first=Subquery(first)).filter(published | in_use, version__process__kind=Process.Kind.LEAD)
    ours = Case(When(published, then=Value(1)), default=Value(0))
    members = Membership.objects.active().filter(Q(unit=unit) | Q(unit=None, role__in=("comercial", "coordenador", "admin")))
    rows = _rows(stages.order_by(), "stage", F("slug"), F("name"), F("order"), F("ends"), F("channel"), ours)
    return rows.union(
        _rows(Source.objects.order_by(), "source", F("slug"), F("name"), channel=F("channel")),
        _rows(members.order_by(), "person", Value(""), F("user__name"), key="user"),
        all=True,
    ).order_by()


def _rows(queryset, kind, slug, name, order=Value(0), ends=Value(""), channel=Value(""), ours=Value(0), *, key="pk"):  # noqa: B008
    text = TextField()
    return queryset.annotate(
        c_kind=Value(kind, output_field=text), c_key=Cast(key, text), c_slug=Cast(slug, text), c_name=Cast(name, text), c_order=order,
        c_ends=Cast(ends, text), c_channel=Cast(channel, text), c_ours=ours,
    ).values_list("c_kind", "c_key", "c_slug", "c_name", "c_order", "c_ends", "c_channel", "c_ours")  # fmt: skip


def narrowed(leads, wanted, situation, *, unheld):
    """Those leads that `wanted` means (`LeadFilter.wanted`)."""
    leads = leads.alias(due_key=Coalesce("journey__due_at", Value(NO_LIMIT)))
    return leads.filter(_of_journeys(wanted, "journey__", unheld=unheld), *_of_leads(wanted)).filter(
        _situation(situation, wanted, "journey__")
    )


def _of_journeys(wanted, path, *, unheld):
    holder = wanted["holder"][0] if "holder" in wanted else None
    held = Q(**{f"{path}holder": holder}) if holder or unheld else Q()
    return held & Q(**{f"{path}stage__in": wanted["stage"]}) if "stage" in wanted else held


def _of_leads(wanted):
    lookups = {"district": "district__iexact", "channel": "channel", "since": "created_at__gte", "until": "created_at__lt"}
    asked = [Q(**{lookup: wanted[name][0]}) for name, lookup in lookups.items() if name in wanted]
    return [*asked, Q(source__in=wanted["source"])] if "source" in wanted else asked


def _situation(situation, wanted, path):
    running, ended = Q(**{f"{path}ended_at": None}), Q(**{f"{path}ended_at__isnull": False})
    (now,), (midnight,) = wanted["now"], wanted["midnight"]
    return {
        "": running,
        ANY: Q(),
        LATE: running & Q(due_key__lt=now),
        TODAY: running & Q(due_key__gte=now, due_key__lt=midnight),
        INTERNAL: running & Q(due_key=NO_LIMIT),
        OPEN: running & Q(due_key__gte=midnight, due_key__lt=NO_LIMIT),
        CLOSED: ended,
    }[situation]


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _key(text):
    try:
        return UUID(text)
    except ValueError:
        return None
