"""The leads of a figure, page by page."""

from functools import cached_property

from django.db.models import F

from leads.lead_list import CAP
from purifikar.lib.keyset import page_of

SHOWN = 50
SHOWN_OF = {
    "number": "lead__number", "name": "lead__person__name", "place": "lead__district", "stage_name": "lead__journey__stage__name",
    "holder": "lead__journey__holder__name", "origin": "lead__source__name", "came_at": "lead__created_at",
}  # fmt: skip


class LeadRows:
    def __init__(self, drill, params):
        self.drill, self.params = drill, params

    @cached_property
    def count(self):
        """What the figure said."""
        return self.drill.figures.order_by()[: CAP + 1].count()

    @cached_property
    def page(self):
        """Those of the latest day first: the days are in an index, so that the first page costs the same whatever the figure."""
        rows = self.drill.figures.annotate(**{name: F(path) for name, path in SHOWN_OF.items()})
        return page_of(
            rows.values_list("id", self.drill.day, *SHOWN_OF, named=True), self.params, order=(f"-{self.drill.day}", "-id"), size=SHOWN
        )

    @property
    def rows(self):
        return self.page.rows
