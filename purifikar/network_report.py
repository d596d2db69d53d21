"""The network's report: every unit's figures out of the rows that the units write about their days; no unit's table is read."""

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from leads.reports.drill import OF_MEASURE
from leads.reports.period import Period
from leads.reports.report import CHANNELS, COLUMNS, NOBODY, ZERO, Cell, Row, Section, change, with_shares
from leads.reports.roll import ATTENDANT, MEASURES, SOURCE
from purifikar.lib.links import unit_url
from tenants.models import TeamPlace, Unit, UnitDay, UnitPulse, User
from tenants.models.unit_figures import MEASURES as COUNTED
from tenants.roles import Permission


class NetworkScope:
    """Whose figures somebody of the network sees: all, those of his teams' attendants, or his own."""

    def __init__(self, member):
        self.member, self.user = member, member.user

    @property
    def is_whole(self):
        return self.member.may(Permission.REPORTS_ALL)

    @property
    def shows_people(self):
        return self.member.may(Permission.LEAD_SEE)

    @property
    def words(self):
        if self.is_whole:
            return ""
        return "das equipes que você lidera" if self.member.get_role().coordinates else "seus"

    @cached_property
    def people(self):
        """The attendants whose figures these are; None for everybody."""
        if self.is_whole:
            return None
        if self.member.get_role().coordinates:
            led = self.member.places.filter(leads=True).values("team")
            places = TeamPlace.objects.filter(team__in=led, leads=False)
            return {str(user) for user in places.values_list("membership__user", flat=True)}
        return {str(self.user.pk)}


class NetworkReport:
    def __init__(self, scope, params):
        self.scope = scope
        self.period = Period.of(params, timezone.localdate())
        self.channel = params.get("canal", "") if params.get("canal") in CHANNELS else ""
        self.source, self.campaign = params.get("origem", "")[:40].replace("\0", ""), params.get("campanha", "")[:80].replace("\0", "")

    @cached_property
    def tops(self):
        now, before = self._totals(self.period), self._totals(self.period.before)
        return [(words, Cell(now[name]), before[name], change(now[name], before[name])) for name, words in COLUMNS]

    @cached_property
    def sections(self):
        parts = [self._units]
        if self.scope.is_whole:
            parts += [self._channels] if not self.source else []
            parts += [self._sources, self._campaigns]
        if self.scope.shows_people and not self.source:
            parts.append(self._people)
        return [section for section in (part() for part in parts) if section.rows]

    @cached_property
    def counted_at(self):
        """The unit whose figures are the oldest says how current the page is."""
        return UnitPulse.objects.filter(unit__state=Unit.State.ACTIVE).order_by("at").values_list("at", flat=True).first()

    def _rows(self, period):
        """The days of one dimension, so that nothing counts twice: totals, a source's, or some people's."""
        days = UnitDay.objects.between(period.first, period.last).of_channel(self.channel)
        if self.scope.people is not None:
            return days.filter(dimension=ATTENDANT, key__in=self.scope.people)
        if self.source:
            days = days.filter(dimension=SOURCE, key=self.source)
            return days.filter(detail=self.campaign) if self.campaign else days
        return days.totals()

    def _totals(self, period):
        return dict(zip(MEASURES, _added(self._rows(period), []).get((), ZERO), strict=True))

    def _units(self):
        found = {key: sums for (key,), sums in _added(self._rows(self.period), ["unit"]).items()}
        units = Unit.objects.in_bulk(found)
        section = self._section("unidades", "Por unidade", "Unidade", found, lambda key: units[key].name, {})
        for row, key in zip(section.rows, _sorted(found), strict=True):
            row.cells = [self._leads_of(units[key], measure, cell.value) for (measure, _), cell in zip(COLUMNS, row.cells, strict=True)]
        return section

    def _channels(self):
        found = {key: sums for (key,), sums in _added(self._rows(self.period), ["channel"]).items()}
        return self._section("canais", "Web e fluxo", "Canal", found, CHANNELS.get, lambda key: {"canal": key})

    def _sources(self):
        found, labels = {}, {}
        for (key, label), sums in _added(self._source_rows, ["key", "label"]).items():
            found[key] = tuple(map(sum, zip(found.get(key, ZERO), sums, strict=True)))
            labels[key] = label or key
        return self._section("origens", "Origens", "Origem", found, labels.get, lambda key: {"origem": key})

    def _campaigns(self):
        found = _added(self._source_rows.exclude(detail=""), ["key", "detail"])
        labels = dict(self._source_rows.exclude(label="").order_by().values_list("key", "label").distinct())
        return self._section(
            "campanhas",
            "Campanhas",
            "Campanha",
            found,
            lambda pair: f"{pair[1]} · {labels.get(pair[0], pair[0])}",
            lambda pair: {"origem": pair[0], "campanha": pair[1]},
        )

    @property
    def _source_rows(self):
        rows = UnitDay.objects.between(self.period.first, self.period.last).of_channel(self.channel).filter(dimension=SOURCE)
        return rows.filter(key=self.source) if self.source else rows

    def _people(self):
        """The network's own attendants, over all units."""
        rows = UnitDay.objects.between(self.period.first, self.period.last).of_channel(self.channel).filter(dimension=ATTENDANT)
        if self.scope.people is not None:
            rows = rows.filter(key__in=self.scope.people)
        found = {key: sums for (key,), sums in _added(rows, ["key"]).items()}
        names = {str(key): name for key, name in User.objects.filter(pk__in=[key for key in found if key]).values_list("pk", "name")}
        return self._section("atendentes", "Quem atende", "Pessoa", found, lambda key: names.get(key, NOBODY), {})

    def _section(self, slug, title, head, found, name, by):
        section = Section(slug, title, head)
        for key in _sorted(found):
            cells = [Cell(value) for value in found[key][: len(COLUMNS)]]
            section.rows.append(Row(name(key), cells, url=self.address(**by(key)) if by else ""))
        return with_shares(section)

    def _leads_of(self, unit, measure, value):
        """Into the unit, to the leads of the figure, for whoever may enter it."""
        if not value or not self.scope.shows_people or not unit.is_active:
            return Cell(value)
        query = {"numero": OF_MEASURE[measure], **self.period.query}
        query |= {"canal": self.channel} if self.channel else {}
        if self.campaign:
            query |= {"por": "campanha", "chave": self.source, "detalhe": self.campaign}
        elif self.source:
            query |= {"por": SOURCE, "chave": self.source}
        return Cell(value, f"{unit_url(unit, 'report_leads')}?{urlencode(query)}")

    @property
    def query(self):
        return self.address().partition("?")[2]

    @property
    def whole_url(self):
        return self.address(origem="", campanha="")

    def address(self, **changes):
        days = {"periodo": "livre", **self.period.query}
        given = {"canal": self.channel, "origem": self.source, "campanha": self.campaign, **changes}
        return f"{reverse('reports')}?{urlencode({**days, **{name: value for name, value in given.items() if value}})}"


def _added(rows, by):
    """{values of those columns: the measures added up}"""
    names = [f"n_{name}" for name in COUNTED]
    found = rows.added(*(by or ["dimension"]))
    return {tuple(row[name] for name in by): tuple(row[name] for name in names) for row in found}


def _sorted(found):
    return sorted(found, key=lambda key: (-found[key][0], -found[key][4], str(key)))
