"""Fatores críticos: contacts that are late or near their date, those late for too long marked, each with who must act (BIM-72)."""

from datetime import date, timedelta
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from followup.contact_list import name_of, shown, with_lines
from followup.models import Contact, FollowUpRules
from followup.models.contact import DATE_KEY
from purifikar.lib.keyset import AFTER, BEFORE, JOINT, page_of
from tenants.models import Centre
from workflow.models import Journey

SHOWN = 50
# Of the lead that a contact is about, while it runs: in one value, for four tables more would take long to plan.
RUNNING = Subquery(
    Journey.objects.filter(lead=OuterRef("lead"), ended_at=None).order_by().values(now=JSONObject(holder=name_of("holder"), centre="stage__centre"))[:1]
)  # fmt: skip


class CriticalList:
    """The worst first. Who must act is who holds the lead that the contact is about, with his centre; else its owner."""

    def __init__(self, params, member):
        self.params, self.member, self.today = params, member, timezone.localdate()
        self.rules = FollowUpRules.current()

    @cached_property
    def page(self):
        until = self.today + timedelta(days=self.rules.near_days)
        near = Contact.objects.listed_for(self.member).open().by_date().filter(date_key__lte=until)
        rows = with_lines(near).annotate(date_key=DATE_KEY, running=RUNNING)
        return page_of(rows, self._params(), order=("date_key", "id"), size=SHOWN)

    @cached_property
    def rows(self):
        return [self._told(contact) for contact in self.page.rows]

    def _told(self, contact):
        shown(contact, self.today)
        days = contact.days_late(self.today)
        contact.is_critical = days > self.rules.critical_days
        contact.days_words = _in_words(days)
        running = contact.running or {}
        contact.actor = running.get("holder") or contact.holder or "sem responsável"
        contact.sector = self._centres.get(running.get("centre"), "")
        return contact

    @cached_property
    def _centres(self):
        return dict(Centre.objects.values_list("slug", "name"))

    def _params(self):
        """The address without a page key that begins with no day."""
        kept = self.params.copy()
        for name in (AFTER, BEFORE):
            try:
                date.fromisoformat(kept.get(name, "2000-01-01").split(JOINT)[0])
            except ValueError:
                del kept[name]
        return kept


def _in_words(days):
    if days > 0:
        return f"{days} {'dia' if days == 1 else 'dias'} de atraso"
    return "vence hoje" if days == 0 else "vence amanhã" if days == -1 else f"vence em {-days} dias"
