from django.core import signing
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from purifikar.db.models import UnitQuerySet

signed = SimpleLazyObject(lambda: signing.Signer(salt="proposta do cliente", sep="."))


class VersionQuerySet(UnitQuerySet):
    def current(self):
        return self.filter(is_current=True)

    def drafts(self):
        return self.filter(state=self.model.State.DRAFT)

    def accepted(self):
        return self.filter(state=self.model.State.ACCEPTED)

    def offered(self):
        """Sent, and still to be answered."""
        return self.filter(state=self.model.State.SENT, valid_until__gte=timezone.localdate())

    def in_play(self):
        """The current ones that still lead to something."""
        State = self.model.State
        sold = Q(orders__isnull=False, orders__removed_at=None)
        return self.current().filter(Q(state__in=[State.DRAFT, State.WAITING, State.SENT]) | Q(state=State.ACCEPTED) & ~sold)

    def in_look(self, look, today=None):
        """Those that look so today, as the list's filter has it: `vista` and `vencida` come out of dates."""
        today, State = today or timezone.localdate(), self.model.State
        sent = Q(state=State.SENT)
        return self.filter({
            "enviada": sent & Q(valid_until__gte=today, viewed_at=None),
            "vista": sent & Q(valid_until__gte=today, viewed_at__isnull=False),
            "vencida": sent & Q(valid_until__lt=today),
        }.get(look, Q(state=look)))  # fmt: skip

    def with_row(self):
        return self.select_related("proposal__person", "proposal__owner", "proposal__lead", "proposal__contact")

    def by_token(self, token):
        """The version whose link that is, whatever became of it since; None for an altered one."""
        try:
            key = signed.unsign(token)
        except signing.BadSignature:
            return None
        return self.filter(link_key=key).select_related("proposal__person", "proposal__owner", "proposal__lead__journey__stage", "logo").first()  # fmt: skip
