"""How many leads came and were won day by day, or week by week where there are too many days to tell apart."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

MOST_DAYS = 62
HIGH, STEP = 60, 10


@dataclass
class Bar:
    """One day or week; `height` of a hundredth of the highest, and its place in the drawing."""

    words: str
    leads: int
    won: int
    x: int = 0
    y: float = 0
    height: float = 0
    won_y: float = 0
    won_height: float = 0


class Trend:
    def __init__(self, figures):
        self.figures, self.period = figures, figures.period
        self.is_weekly = self.period.days > MOST_DAYS

    @property
    def words(self):
        return "Leads e ganhos por semana" if self.is_weekly else "Leads e ganhos por dia"

    @property
    def bars(self):
        came, won = self._counts()
        first, bars = self._start(self.period.first), []
        step = timedelta(days=7 if self.is_weekly else 1)
        while first <= self.period.last:
            bars.append(Bar(f"{first:%d/%m}", came[first], won[first], x=len(bars) * STEP))
            first += step
        most = max((max(bar.leads, bar.won) for bar in bars), default=0) or 1
        for bar in bars:
            bar.height, bar.won_height = bar.leads * HIGH / most, bar.won * HIGH / most
            bar.y, bar.won_y = HIGH - bar.height, HIGH - bar.won_height
        return bars

    @property
    def width(self):
        return len(self.bars) * STEP

    def _start(self, day):
        return day - timedelta(days=day.weekday()) if self.is_weekly else day

    def _counts(self):
        came, won = Counter(), Counter()
        for day, leads, sales in self.figures.days():
            came[self._start(day)] += leads
            won[self._start(day)] += sales
        return came, won
