"""The cycle of a contact: its questions with what was answered, or what must be configured first (BIM-12, BIM-47, BIM-48)."""

from functools import cached_property

from followup import cycle_path
from followup.models import Cycle
from tenants.models import Membership
from tenants.roles import ROLES, Permission

SETS_UP = [role.slug for role in ROLES.values() if role.may(Permission.CONTACT_SETTINGS)]


class CyclePage:
    """`number` is the version that somebody chose; else the one that was answered, else the current one. `sent` is the one whose
    questions a form was of: it stays that, should the contact have become of another type or the cycle have gone meanwhile.
    """

    def __init__(self, contact, member, unit, *, number="", sent=None):
        self.contact, self.member, self.unit, self._number, self._sent = contact, member, unit, number, sent

    @cached_property
    def cycle(self):
        return self._sent.cycle if self._sent else Cycle.objects.for_kind(self.contact.kind)

    @cached_property
    def current(self):
        return self.cycle and self.cycle.current

    @cached_property
    def _replies(self):
        """What counts now, of every cycle that was answered here; the type may have been another."""
        return {reply.cycle_id: reply for reply in self.contact.replies.current().with_answers()}

    @property
    def reply(self):
        return self._replies.get(self.cycle.pk) if self.cycle else None

    @property
    def others(self):
        return [reply for key, reply in self._replies.items() if not self.cycle or key != self.cycle.pk]

    @cached_property
    def version(self):
        if self._sent:
            return self._sent
        if self.current is None:
            return None
        if self._number.isdecimal() and int(self._number[:5]) != self.current.number:
            if chosen := self.cycle.versions.published().filter(number=self._number[:5]).first():
                return chosen
        elif self._number:
            return self.current
        return self.reply.version if self.reply else self.current

    @property
    def is_older(self):
        """A newer version was published since these questions."""
        return bool(self.version) and self.version.number < self.current.number

    @property
    def writes(self):
        return self.member.may(Permission.CONTACT_WORK) and self.contact.is_open

    @property
    def sets_up(self):
        return self.member.may(Permission.CONTACT_SETTINGS)

    @cached_property
    def unanswered(self):
        """The questions on the path that nobody has answered: what is still to be asked (BEY-10)."""
        if self.version is None:
            return []
        values = self.reply.values if self.reply else {}
        return [question for question in cycle_path.asked(self.version.in_order, values) if question.key not in values]

    @cached_property
    def helpers(self):
        """Who may set a cycle up, for whoever may not: first the unit's own people (BIM-47)."""
        members = (
            Membership.objects.active().working_in(self.unit).filter(role__in=SETS_UP).select_related("user").order_by("unit", "user__name")
        )
        return list(dict.fromkeys(str(member.user) for member in members[:4]))
