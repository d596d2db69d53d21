"""The network's panel: which units are outside the normal, and in what (field note: by exception, never a wall of figures)."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from statistics import median

from django.db.models import Max, Q, Sum
from django.utils import timezone

from purifikar.lib.formats import thousands
from purifikar.lib.links import unit_url
from tenants.models import Unit, UnitDay, UnitPulse

LATE_SHARE, LATE_LEAST = 0.2, 3  # of the open leads; and no fewer than so many
TWICE, ANYWAY = 2, 0.5  # the median of the other units; and beyond a half, whatever the others are like
UNTOUCHED_LEAST = 3
WITHOUT_SALES = 21  # days
FALLING = 0.5  # of the weeks before
WEEKS, FEW = 4, 4
SILENT = timedelta(hours=1)


@dataclass
class Standing:
    """A unit and what is unusual about it: (how bad, words, where to look)."""

    unit: object
    pulse: object
    week: int = 0
    month: int = 0
    won: int = 0
    won_on: object = None
    findings: list = field(default_factory=list)

    @property
    def late_share(self):
        return self.pulse.late / self.pulse.open if self.pulse and self.pulse.open else 0

    @property
    def late_percent(self):
        return round(self.late_share * 100)

    @property
    def is_critical(self):
        return any(grave for grave, *_ in self.findings)

    def note(self, words, url="", *, grave=False):
        self.findings.append((grave, words, url))


class Panel:
    """Today's judgement over all active units, in five queries."""

    def __init__(self, *, links=True):
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.links = links

    @cached_property
    def standings(self):
        standings = {unit.pk: Standing(unit, None) for unit in Unit.objects.active().in_name_order()}
        for pulse in UnitPulse.objects.filter(unit__in=standings):
            standings[pulse.unit_id].pulse = pulse
        month = self.today - timedelta(days=7 * (WEEKS + 1))
        week = Q(day__gt=self.today - timedelta(days=7))
        days = UnitDay.objects.totals().filter(unit__in=standings)
        for row in (
            days.filter(day__gt=month).order_by().values("unit").annotate(new=Sum("leads", filter=week), all=Sum("leads"), sold=Sum("won"))
        ):
            standing = standings[row["unit"]]
            standing.week, standing.month, standing.won = row["new"] or 0, row["all"] or 0, row["sold"] or 0
        for unit, day in days.filter(won__gt=0).order_by().values_list("unit").annotate(Max("day")):
            standings[unit].won_on = day
        found = list(standings.values())
        self._judge(found)
        return found

    @cached_property
    def outside(self):
        """The gravest first."""
        found = [standing for standing in self.standings if standing.findings]
        return sorted(found, key=lambda each: (not each.is_critical, -len(each.findings), -each.late_share))

    @property
    def inside(self):
        return [standing for standing in self.standings if not standing.findings]

    @property
    def totals(self):
        pulses = [standing.pulse for standing in self.standings if standing.pulse]
        names = (("open", "em aberto"), ("late", "com prazo vencido"), ("untouched", "ninguém tratou"), ("unheld", "sem responsável"))
        return [(sum(getattr(pulse, name) for pulse in pulses), words) for name, words in names]

    def _judge(self, standings):
        for standing in standings:
            if standing.pulse is None or standing.pulse.at < self.now - SILENT:
                standing.note("Os números não chegam" if standing.pulse else "Ainda sem números")
            if standing.pulse:
                self._judge_pulse(standing, median([each.late_share for each in standings if each is not standing] or [0]))
            self._judge_days(standing)

    def _judge_pulse(self, standing, usual):
        pulse = standing.pulse
        if pulse.late >= LATE_LEAST and standing.late_share > min(max(LATE_SHARE, TWICE * usual), ANYWAY):
            words = f"{standing.late_percent} % dos leads com prazo vencido ({thousands(pulse.late)})"
            standing.note(words, self._url(standing, "leads", "?prazo=vencido"), grave=standing.late_share > 2 * LATE_SHARE)
        if pulse.untouched >= UNTOUCHED_LEAST:
            words = f"{thousands(pulse.untouched)} leads que ninguém tratou desde ontem ou antes"
            standing.note(words, self._url(standing, "report_leads", "?numero=intocados"), grave=pulse.untouched >= 3 * UNTOUCHED_LEAST)
        if pulse.unheld and pulse.unheld > pulse.open / 2 and pulse.open >= FEW:
            standing.note(f"{thousands(pulse.unheld)} leads sem responsável", self._url(standing, "leads", "?responsavel=ninguem"))

    def _judge_days(self, standing):
        usual = (standing.month - standing.week) / WEEKS
        if usual >= FEW and standing.week < usual * FALLING:
            standing.note(f"{standing.week} leads em 7 dias; o usual são {round(usual)}")
        without = (self.today - standing.won_on).days if standing.won_on else None
        if standing.month >= FEW and (without is None or without > WITHOUT_SALES):
            standing.note("Nenhuma venda até agora" if without is None else f"Nenhuma venda há {without} dias", grave=True)

    def _url(self, standing, name, query):
        return unit_url(standing.unit, name) + query if self.links else ""
