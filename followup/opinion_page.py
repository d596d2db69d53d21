"""Everything that the page of an opinion shows: what it is about, its standard text, its acts, its files, and what is asked after OK."""

from functools import cached_property

from django.urls import reverse

from followup.acts import acts_of
from followup.models.mention import LENT
from followup.sight import sees_lead_of
from followup.standard_texts import fill, values_for
from leads.lead_page import LeadPage
from tenants.roles import Permission
from workflow.decider import Decider
from workflow.request_page import RequestPage

RECENT = 4
WORDS = {"note", "opinion"}  # what an outcome asks for and the opinion gives
ELSEWHERE = ("proposta", "ciclo", "ficha", "envio")  # opened beside the opinion, which stays as it is


class OpinionPage:
    """An opinion being written by `member`, about a contact or about a solicitação."""

    lent_days = LENT

    def __init__(self, draft, member, unit):
        self.draft, self.member, self.unit = draft, member, unit
        self.contact, self.asked = draft.contact if draft.contact_id else None, draft.request if draft.request_id else None

    @property
    def title(self):
        return self.contact.person.name if self.contact else self.asked.title

    @property
    def matter(self):
        """What the person's history calls it."""
        return self.contact.name if self.contact else str(self.asked.type)

    @property
    def back(self):
        if self.asked:
            return reverse("request", args=[self.asked.number])
        return reverse("contact_history" if self.is_lent else "contact", args=[self.contact.number])

    @property
    def is_lent(self):
        """Whoever was only asked something writes an opinion; the contact's own page is not his."""
        return getattr(self.contact, "is_lent", False)

    @property
    def address(self):
        """Where it is written on."""
        name, row = ("opinion_new", self.contact) if self.contact else ("request_opinion", self.asked)
        return reverse(name, args=[row.number])

    @cached_property
    def standard_text(self):
        """The type's own, its blanks filled (BIM-43)."""
        if not self.contact or not self.contact.kind.opinion_text:
            return ""
        return fill(self.contact.kind.opinion_text, values_for(self.contact, user=self.member.user, unit=self.unit))

    @property
    def limit(self):
        """How large a file may be; 0 where the type allows none (BIM-29, BIM-30)."""
        return self.contact.kind.attachment_bytes if self.contact else 0

    @cached_property
    def attachments(self):
        return list(self.draft.attachments.select_related("file"))

    @cached_property
    def recent(self):
        """The last opinions of the matter, to write on from."""
        matter = self.contact or self.asked
        return matter.opinions.with_line().order_by("-at")[:RECENT]

    @cached_property
    def acts(self):
        """{name: (act, address)} of what else may be done with the contact from here, each on a page of its own (BIM-25, BIM-27)."""
        may = self.contact and not self.is_lent
        return {act.name: (act, url) for act, url in acts_of(self.contact, self.member)} if may else {}

    @property
    def elsewhere(self):
        return [self.acts[name] for name in ELSEWHERE if name in self.acts]

    @property
    def closing_url(self):
        """Where the contact is brought to its end, if that was wished along with the opinion."""
        return self.acts["encerrar"][1] if self.draft.after.get("closes") and "encerrar" in self.acts else ""

    @property
    def may_book(self):
        return self.contact is not None and self.member.may(Permission.AGENDA)

    @cached_property
    def sees_lead(self):
        return self.contact is not None and sees_lead_of(self.contact, self.member)

    # --- after OK -----------------------------------------------------------------------------------------------------

    @cached_property
    def journey_page(self):
        """Of the way that this person may decide on; None where there is nothing to decide for him."""
        if self.asked:
            page = RequestPage(self.asked, self.member, self.unit, decider=Decider(self.member, self.unit))
        elif self.sees_lead and self.member.may(Permission.LEAD_WORK):
            page = LeadPage(self.contact.lead, self.member, self.unit)
        else:
            return None
        return page if page.journey.is_running and page.may_decide else None

    @property
    def journey(self):
        return self.journey_page.journey if self.journey_page else None

    @cached_property
    def bare(self):
        """The outcomes to which the opinion says enough: a tap decides."""
        asked = self.journey.stage.outcomes.values_list("slug", "requires") if self.journey else []
        return {slug for slug, requires in asked if set(requires) <= WORDS}

    @cached_property
    def choices(self):
        return self.journey_page.choices if self.journey_page else []
