"""The leads of a figure, page by page."""

from functools import cached_property

from leads.lead_list import CAP
from purifikar.lib.keyset import page_of

SHOWN = 50
NAMES = ("number", "person__name", "district", "journey__stage__name", "journey__holder__name", "source__name", "created_at")


class LeadRows:
    def __init__(self, drill, params):
        self.drill, self.params = drill, params

    @cached_property
    def count(self):
        """What the figure said."""
        return self.drill.figures.order_by()[: CAP + 1].count()

    @cached_property
    def page(self):
        leads = self.drill.leads.values_list(*NAMES, named=True)
        return page_of(leads, self.params, order=("-number",), size=SHOWN)

    @property
    def rows(self):
        return self.page.rows
