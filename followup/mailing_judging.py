"""Who of a mailing gets it and who does not, and why (LGPD art. 7 and 8). Where it is not clear, he does not.

Folders, letters and newsletters go to whoever agreed to e-mails and has not taken it back. A notice of new prices goes, without that, to
whoever bought or rented, for it belongs to the contract; but also it goes to nobody who has asked for no more e-mails: him the unit
tells by phone or by letter.
"""

from collections import Counter

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Greatest

from followup.models import OptOut, Order, Recipient
from leads.models import Consent, Email, Lead
from workflow.models import Stage

Why = Recipient.Why
FACTS = ("pk", "person_id", "contact_id", "inactive_at", "to", "agreed_at", "left_at_last", "buys")


def facts_of(recipients):
    """What is needed to judge them, in one query whatever their number."""
    person = OuterRef("person")
    mails = Consent.objects.filter(person=person, use=Consent.Use.EMAIL)
    agreed = mails.filter(revoked_at=None).order_by("-given_at").values("given_at")[:1]
    revoked = mails.exclude(revoked_at=None).order_by("-revoked_at").values("revoked_at")[:1]
    left = OptOut.objects.filter(person=person).order_by("-at").values("at")[:1]
    won = Lead.objects.filter(person=person, journey__result=Stage.Ends.WON)
    address = Email.objects.filter(person=person).order_by("id").values("address")[:1]
    found = recipients.annotate(inactive_at=F("person__inactive_at"), to=Subquery(address), agreed_at=Subquery(agreed))
    left_here = OptOut.objects.filter(address=OuterRef("to")).order_by("-at").values("at")[:1]
    found = found.annotate(
        left_at_last=Greatest(Subquery(revoked), Subquery(left), Subquery(left_here)),
        buys=Exists(Order.objects.standing().filter(person=person)) | Exists(won),
    )
    return found.values_list(*FACTS, named=True)


def why_not(row, *, needs_consent, taken):
    """Why that person does not get it; nothing where he does. `taken` are the addresses of those before him."""
    agrees = row.agreed_at is not None
    left = row.left_at_last is not None and not (agrees and row.agreed_at > row.left_at_last)
    reasons = (
        (row.inactive_at is not None, Why.INACTIVE),
        (not row.to, Why.NO_ADDRESS),
        (left, Why.LEFT),
        (needs_consent and not agrees, Why.NO_CONSENT),
        (not needs_consent and not agrees and not row.buys, Why.NO_CUSTOMER),
        (row.to in taken, Why.TWICE),
    )
    return next((why for is_so, why in reasons if is_so), Why.NONE)


class Forecast:
    """Before it is sent: how many will get it, how many will not and why (BIM-58)."""

    def __init__(self, mailing, member):
        self.mailing, chosen = mailing, mailing.recipients.chosen()
        hidden = set(chosen.out_of_sight_of(member).values_list("pk", flat=True))
        self.reasons, taken = Counter(), set()
        for row in facts_of(chosen):
            why = Why.NOT_SEEN if row.pk in hidden else why_not(row, needs_consent=self.needs_consent, taken=taken)
            self.reasons[why] += 1
            if why == Why.NONE:
                taken.add(row.to)

    @property
    def needs_consent(self):
        return self.mailing.template is None or self.mailing.template.needs_consent

    @property
    def going(self):
        return self.reasons[Why.NONE]

    @property
    def staying(self):
        """[(words, how many)], the most first."""
        return [(why.label, count) for why, count in self.reasons.most_common() if why != Why.NONE]

    @property
    def staying_count(self):
        return self.reasons.total() - self.going
