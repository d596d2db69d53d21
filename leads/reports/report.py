"""What a unit's report shows: the figures of a time and of the one before, each with the address of its leads."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Sum as AddUp
from django.utils import timezone

from leads.models import DayFigure, DayStage, FigureMark, LeadFigure, PersonFigure, PersonStage, Source, StaleDay
from leads.reports import drill, roll
from leads.reports.funnel import Funnel
from leads.reports.period import Period
from leads.reports.pulse import untouched
from leads.reports.roll import ATTENDANT, DISTRICT, MEASURES, REASON, SELLER, SOURCE, TOTAL
from tenants.models import User

CHANNELS = dict(Source.Channel.choices)
COLUMNS = [  # measure, heading
    ("leads", "Leads"), ("treated", "Tratados"), ("in_time", "no prazo"), ("handed", "Repassados"), ("won", "Ganhos"), ("lost", "Perdidos"),
]  # fmt: skip
NOBODY, NO_TEAM, NO_CAMPAIGN, NO_DISTRICT = "na fila", "sem equipe", "sem campanha", "sem bairro"
HOT = 20
CAP = 10_000
ZERO = (0,) * len(MEASURES)


@dataclass(frozen=True)
class Cell:
    """A figure and the address of its leads; none for nothing, and none for whoever may not see leads."""

    value: object
    url: str = ""
    note: str = ""


@dataclass
class Row:
    name: str
    cells: list
    share: int = 0  # of the largest in its table, for the bar
    url: str = ""  # the same report of this row alone


@dataclass
class Section:
    """A table of a report: what tells the leads apart, and the figures of each."""

    slug: str
    title: str
    head: str
    rows: list = field(default_factory=list)
    columns: list = field(default_factory=lambda: [words for _, words in COLUMNS])
    note: str = ""
    more: str = ""  # the address of the rows that are left out


class Figures:
    """The sums of one time for one person, out of what was added up before: by day for the whole unit, by person for a part of it."""

    def __init__(self, scope, period, channel="", reach=None):
        """`reach`: a longer time that contains it, where several are looked at."""
        self.scope, self.period, self.channel = scope, period, channel
        self.reach = reach or (period.first, period.last)

    @cached_property
    def sums(self):
        found = self._of(DayFigure, PersonFigure).values_list("channel", "dimension", "key", "detail")
        rows = [roll.Sum(None, *row) for row in found.annotate(*[AddUp(name) for name in MEASURES])]
        return self._without(rows, roll.sums)

    @cached_property
    def stages(self):
        names = roll.StageSum._fields[3:]
        found = self._of(DayStage, PersonStage).values_list("channel", "stage").annotate(*[AddUp(name) for name in names])
        return self._without([roll.StageSum(None, *row) for row in found], roll.stage_sums)

    @cached_property
    def totals(self):
        """Each measure of everything, without what tells the leads apart."""
        found = self._of(DayFigure, PersonFigure).filter(dimension=TOTAL).aggregate(**{f"n_{name}": AddUp(name) for name in MEASURES})
        totals = {name: found[f"n_{name}"] or 0 for name in MEASURES}
        for row in self._hidden(roll.sums):
            totals = {name: totals[name] - getattr(row, name) * (row.dimension == TOTAL) for name in MEASURES}
        return totals

    def added(self, dimension, key):
        """{what `key(row)` says: its measures added up} of one dimension's rows."""
        found = {}
        for row in self.sums:
            if row.dimension == dimension:
                name = key(row)
                found[name] = tuple(map(sum, zip(found.get(name, ZERO), row[5:], strict=True)))
        return found

    def days(self):
        """(day, how many came, how many were won) of each day on which something happened."""
        if self.scope.is_whole:
            found = self._of(DayFigure, None)
        else:
            found = self._channel_of(PersonFigure.objects.filter(self.scope.whose).by_day(self.period.first, self.period.last))
        yield from found.filter(dimension=TOTAL).order_by().values_list("day").annotate(AddUp("leads"), AddUp("won"))
        for name, won in (("came_on", False), ("ended_on", True)) if self._hidden_keys else ():
            hidden = self._hidden_figures.filter(**{f"{name}__range": (self.period.first, self.period.last)})
            hidden = hidden.filter(result="ganho") if won else hidden
            yield from ((day, 0 if won else -1, -1 if won else 0) for day in hidden.values_list(name, flat=True))

    @property
    def part(self):
        return self._channel_of(self.scope.figures)

    def _of(self, whole, by_person):
        """The rows of this time: by day for whoever sees everything, else those of the people who are his, by whole months where there are."""
        first, last = self.period.first, self.period.last
        if self.scope.is_whole:
            return self._channel_of(whole.objects.filter(day__range=(first, last)).order_by())
        return self._channel_of(by_person.objects.filter(self.scope.whose).within(first, last).order_by())

    def _channel_of(self, found):
        return found.filter(channel=self.channel) if self.channel else found

    @property
    def _hidden_keys(self):
        return self.scope.hidden(*self.reach)

    @property
    def _hidden_figures(self):
        return self._channel_of(LeadFigure.objects.filter(pk__in=self._hidden_keys))

    def _hidden(self, add_up):
        return add_up(self._hidden_figures, self.period.first, self.period.last) if self._hidden_keys else []

    def _without(self, rows, add_up):
        """The rows less what is not for his eyes any more; what comes to nothing is none."""
        hidden = self._hidden(add_up)
        if not hidden:
            return rows
        shape, named = type(hidden[0]), 5 if isinstance(hidden[0], roll.Sum) else 3
        found = {tuple(row[:named]): row[named:] for row in rows}
        for row in hidden:
            known = found.get(row[:named], (0,) * len(row[named:]))
            found[row[:named]] = tuple(old - new for old, new in zip(known, row[named:], strict=True))
        return [shape(*name, *values) for name, values in found.items() if any(values)]


class Report:
    """One person's report over one unit."""

    def __init__(self, scope, params):
        self.scope, self.unit = scope, scope.unit
        self.today = timezone.localdate()
        self.period = Period.of(params, self.today)
        self.channel = params.get("canal", "") if params.get("canal") in CHANNELS else ""
        self.all_districts = params.get("bairros") == "todos"
        reach = (min(self.period.first, self.period.before.first), self.period.last)
        self.figures = Figures(scope, self.period, self.channel, reach)
        self.before = Figures(scope, self.period.before, self.channel, reach)

    @property
    def query(self):
        """This report's address."""
        days = {"periodo": "livre", **self.period.query}
        return urlencode(days | ({"canal": self.channel} if self.channel else {}))

    @property
    def all_districts_url(self):
        return f"?{self.query}&bairros=todos#bairros"

    @cached_property
    def mark(self):
        return FigureMark.objects.first()

    @property
    def is_counting(self):
        """What happened meanwhile is still being read."""
        return self.mark is None or self.mark.is_behind or StaleDay.objects.exists()

    @cached_property
    def tops(self):
        """(words, the figure, what it was before) for the head of the page."""
        now, before = self.figures.totals, self.before.totals
        return [(words, self._cell(name, now[name]), before[name], change(now[name], before[name])) for name, words in COLUMNS]

    @cached_property
    def untouched(self):
        found = untouched(self.figures.part, today=self.today)[: CAP + 1].count()
        return Cell(found, self._url(drill.UNTOUCHED) if found and self.scope.shows_people else "")

    @cached_property
    def sections(self):
        parts = [self._channels, self._sources, self._campaigns]
        parts += [self._attendants, self._sellers, self._commissions, self._teams] if self.scope.shows_people else []
        parts += [self._reasons, self._districts]
        return [section for section in (part() for part in parts) if section.rows]

    @cached_property
    def funnel(self):
        return Funnel(self.figures.stages, self.unit, self._stage_url if self.scope.shows_people else lambda *names: "")

    # --- the tables ---------------------------------------------------------------------------------------------------

    def _channels(self):
        found = self.figures.added(TOTAL, lambda row: row.channel)
        return self._section("canais", "Web e fluxo", "Canal", found, CHANNELS.get, lambda key: {"canal": key})

    def _sources(self):
        names = dict(Source.objects.values_list("slug", "name"))
        found = self.figures.added(SOURCE, lambda row: row.key)
        return self._section("origens", "Origens", "Origem", found, lambda key: names.get(key, key), lambda key: _by(SOURCE, key))

    def _campaigns(self):
        names = dict(Source.objects.values_list("slug", "name"))
        found = {pair: sums for pair, sums in self.figures.added(SOURCE, lambda row: (row.key, row.detail)).items() if pair[1]}
        told = {pair: f"{pair[1]} · {names.get(pair[0], pair[0])}" for pair in found}
        return self._section("campanhas", "Campanhas", "Campanha", found, told.get, lambda key: _by(drill.CAMPAIGN, *key))

    def _attendants(self):
        found = self.figures.added(ATTENDANT, lambda row: row.key)
        return self._people("atendentes", "Quem atende", found, ATTENDANT, NOBODY)

    def _sellers(self):
        found = self.figures.added(SELLER, lambda row: row.key)
        return self._people("consultores", "Consultores", found, SELLER, "sem Consultor")

    def _people(self, slug, title, found, dimension, nobody):
        return self._section(slug, title, "Pessoa", found, lambda key: self._name(key) or nobody, lambda key: _by(dimension, key))

    def _commissions(self):
        """Sales by Consultor, web and flow apart (FOL-23)."""
        section = Section("comissoes", "Vendas por canal, para as comissões", "Consultor", columns=["Web", "valor", "Fluxo", "valor"])
        found = self.figures.added(SELLER, lambda row: (row.key, row.channel))
        people = {key for key, channel in found if any(found[key, channel][4] for channel in CHANNELS if (key, channel) in found)}
        for key in sorted(people, key=lambda key: self._name(key).casefold()):
            cells = []
            for channel in ("web", "fluxo"):
                sums = dict(zip(MEASURES, found.get((key, channel), ZERO), strict=True))
                cells += [self._cell("won", sums["won"], canal=channel, **_by(SELLER, key)), Cell(sums["worth"], note="money")]
            section.rows.append(Row(self._name(key) or "sem Consultor", cells))
        return section

    def _teams(self):
        teams = {str(user): team for user, team in self.scope.teams.items()}
        names = {str(team.pk): team.name for team in teams.values()}
        found = self.figures.added(ATTENDANT, lambda row: str(teams[row.key].pk) if row.key in teams else "") if teams else {}
        return self._section(
            "equipes", "Equipes", "Equipe", found, lambda key: names.get(key, NO_TEAM), lambda key: _by(drill.TEAM, key),
            note="Cada pessoa conta na sua equipe principal.",
        )  # fmt: skip

    def _reasons(self):
        section = Section("motivos", "Por que se perdeu", "Motivo", columns=["Perdidos"])
        found = self.figures.added(REASON, lambda row: row.key)
        for key, sums in sorted(found.items(), key=lambda each: (-each[1][5], each[0])):
            section.rows.append(Row(key or "sem motivo", [self._cell("lost", sums[5], **_by(REASON, key))]))
        return with_shares(section)

    def _districts(self):
        written = {row.key: row.detail for row in sorted(self.figures.sums, key=lambda row: row.leads) if row.dimension == DISTRICT}
        found = self.figures.added(DISTRICT, lambda row: row.key)
        section = self._section(
            "bairros", "Bairros mais quentes", "Bairro", found, lambda key: written[key] or NO_DISTRICT, lambda key: _by(DISTRICT, key)
        )
        if len(section.rows) > HOT and not self.all_districts:
            section.more = f"Ver os {len(section.rows)} bairros"
            section.rows = section.rows[:HOT]
        return section

    def _section(self, slug, title, head, found, name, by, **more):
        section = Section(slug, title, head, **more)
        for key, sums in sorted(found.items(), key=lambda each: (-each[1][0], -each[1][4], not each[0], str(each[0]))):
            measures = dict(zip(MEASURES, sums, strict=True))
            cells = [self._cell(measure, measures[measure], **by(key)) for measure, _ in COLUMNS]
            section.rows.append(Row(name(key), cells))
        return with_shares(section)

    # --- figures ------------------------------------------------------------------------------------------------------

    def _cell(self, measure, value, **more):
        shown = value and self.scope.shows_people
        return Cell(value, self._url(drill.OF_MEASURE[measure], self.period, **more) if shown else "")

    def _url(self, kind, period=None, **more):
        return drill.address(kind, period, **{"canal": self.channel, **more})

    def _stage_url(self, kind, slug):
        return self._url(kind, self.period, etapa=slug)

    def _name(self, key):
        return self._people_names.get(key, "")

    @cached_property
    def _people_names(self):
        keys = {row.key for row in self.figures.sums if row.dimension in (ATTENDANT, SELLER) and row.key}
        return {str(key): name for key, name in User.objects.filter(pk__in=keys).values_list("pk", "name")}


def _by(dimension, key, detail=None):
    return {"por": dimension, "chave": key} | ({"detalhe": detail} if detail is not None else {})


def change(now, before):
    """`+8 %`, `−3 %`; nothing where there was nothing before."""
    if not before:
        return ""
    percent = round((now - before) * 100 / before)
    return f"{'+' if percent > 0 else '−' if percent < 0 else ''}{abs(percent)} %"


def with_shares(section):
    most = max((row.cells[0].value for row in section.rows), default=0)
    for row in section.rows:
        row.share = round(row.cells[0].value * 100 / most) if most else 0
    return section
