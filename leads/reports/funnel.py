"""Of the leads that came in a time: how many reached each stage, were lost in it, wait in it, and how long it took (DIR-42, DIR-44)."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from purifikar.lib.spans import span
from workflow.models import ProcessVersion, Stage

WIDE, HIGH = 100, 40


@dataclass
class Step:
    """A stage of the funnel; `water` and `edge` draw its piece of the stream."""

    slug: str
    name: str
    reached: int
    waiting: int
    lost: int
    time: str
    reached_url: str = ""
    waiting_url: str = ""
    lost_url: str = ""
    is_worst: bool = False
    water: str = ""
    edge: str = ""

    @property
    def drop(self):
        return round(self.lost * 100 / self.reached) if self.reached else 0


class Funnel:
    def __init__(self, sums, unit, url):
        self.sums, self.unit, self.url = sums, unit, url

    @cached_property
    def stages(self):
        """{slug: (order, name)} of the unit's process; a stage that only older versions know comes behind."""
        versions = ProcessVersion.objects.filter(process__slug=self.unit.process, state=ProcessVersion.State.PUBLISHED)
        found = Stage.objects.filter(slug__in={row.stage for row in self.sums}).exclude(ends=Stage.Ends.LOST)
        ours = set(versions.values_list("pk", flat=True))
        stages = {}
        for slug, name, order, version in found.order_by("version__number").values_list("slug", "name", "order", "version"):
            if version in ours or slug not in stages or not stages[slug][2]:
                stages[slug] = (order if version in ours else 1000 + order, name, version in ours)
        return stages

    @cached_property
    def steps(self):
        added = {}
        for row in self.sums:
            if row.stage in self.stages:
                sums = added.get(row.stage, (0, 0, 0, 0, 0))
                added[row.stage] = tuple(map(sum, zip(sums, row[3:], strict=True)))
        steps = [self._step(slug, *added[slug]) for slug in sorted(added, key=lambda slug: self.stages[slug][0])]
        return _drawn(_worst(steps))

    def _step(self, slug, reached, left, waiting, lost, minutes):
        time = span(timedelta(minutes=int(minutes) / left)) if left else ""
        urls = {f"{name}_url": self.url(kind, slug) for name, kind in (("reached", "etapa"), ("waiting", "esperam"), ("lost", "caem"))}
        return Step(slug, self.stages[slug][1], reached, waiting, lost, time, **urls)


def _worst(steps):
    """Where most are lost says so."""
    worst = max(steps, key=lambda step: step.lost, default=None)
    if worst and worst.lost:
        worst.is_worst = True
    return steps


def _drawn(steps):
    """The pieces of a stream, each as wide as the leads that came so far, narrowing to the next."""
    most = max((step.reached for step in steps), default=0) or 1
    widths = [max(step.reached * WIDE / most, 0.5) for step in steps]
    for step, width, following in zip(steps, widths, [*widths[1:], *widths[-1:]], strict=True):
        turn = f"{width:.1f} {HIGH // 2}C{width:.1f} {HIGH * 0.8:.0f} {following:.1f} {HIGH * 0.7:.0f} {following:.1f} {HIGH}"
        step.water, step.edge = f"M0 0H{width:.1f}V{turn.split(' ', 1)[1]}H0Z", f"M{width:.1f} 0L{turn}"
    return steps
