"""The ranking of the month, for a screen on the wall: first names, sales, and leads treated in time (FOL-34)."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Sum
from django.utils import timezone

from leads.reports.roll import ATTENDANT, SELLER
from tenants.models import Unit, UnitDay, User

SHOWN = 8


@dataclass(frozen=True)
class Place:
    position: int
    name: str
    figure: int
    share: int


class Ranking:
    """Of one unit, or of the whole network with its units as players too."""

    def __init__(self, unit=None):
        self.unit = unit
        self.now = timezone.localtime()
        self.today = self.now.date()

    @cached_property
    def boards(self):
        """(title, what is counted, the places)"""
        boards = [
            ("Consultores", "vendas", self._people(SELLER, "won")),
            ("Atendimento", "tratados no prazo", self._people(ATTENDANT, "in_time")),
        ]
        return boards if self.unit else [("Unidades", "vendas", self._units()), *boards]

    def _days(self):
        days = UnitDay.objects.between(self.today.replace(day=1), self.today)
        return days.filter(unit=self.unit) if self.unit else days.filter(unit__state=Unit.State.ACTIVE)

    def _units(self):
        rows = self._days().totals().order_by().values_list("unit__name").annotate(Sum("won"))
        return _places(rows)

    def _people(self, dimension, measure):
        rows = self._days().filter(dimension=dimension).exclude(key="").order_by().values_list("key").annotate(Sum(measure))
        found = dict(rows)
        names = {str(key): name for key, name in User.objects.filter(pk__in=found).values_list("pk", "name")}
        called = first_names({key: names[key] for key in found if key in names})
        return _places((called[key], figure) for key, figure in found.items() if key in called)


def first_names(names):
    """{key: the first name; with the initial of the last where two are called alike}"""
    firsts = Counter(name.split()[0] for name in names.values())
    return {
        key: name.split()[0] if firsts[name.split()[0]] == 1 or len(name.split()) == 1 else f"{name.split()[0]} {name.split()[-1][0]}."
        for key, name in names.items()
    }


def _places(rows):
    """The first of them; who has as many stands on the same place."""
    ordered = sorted(((figure, name) for name, figure in rows if figure), key=lambda each: (-each[0], each[1]))
    figures = [figure for figure, _ in ordered]
    most = figures[0] if figures else 1
    return [Place(figures.index(figure) + 1, name, figure, round(figure * 100 / most)) for figure, name in ordered[:SHOWN]]
