"""The section "Vendas (follow up)" of a person: his contacts, open or all, with the legend of their states (BIM-01, BIM-07, BIM-08)."""

from collections import Counter
from functools import cached_property

from django.db.models import F
from django.utils import timezone

from followup.contact_list import LEGEND, shown, with_lines
from followup.models import Contact, State
from followup.reading import watches
from leads.models import Person
from purifikar.db.prepared import prepared
from tenants.roles import Permission

MOST = 200  # of one person


class PersonContacts:
    """All of them are read at once, open ones by their date, then the closed ones by their end: of one person there are few."""

    def __init__(self, person, member, *, with_closed=False):
        self.person, self.member, self.with_closed = person, member, with_closed
        self.today = timezone.localdate()

    @cached_property
    def _all(self):
        """Of very many the open ones come before the last ones that were closed."""
        sees_all, user = self.member.may(Permission.LEAD_SEE_ALL), self.member.user.pk
        found = _contacts(self.person.pk) if sees_all else _own_contacts(self.person.pk, user)
        return [shown(contact, self.today) for contact in found]

    @property
    def is_cut(self):
        return len(self._all) == MOST

    @cached_property
    def open_ones(self):
        is_open = [contact for contact in self._all if contact.is_open]
        return sorted(is_open, key=lambda contact: (contact.next_on is None, contact.next_on or self.today, contact.number))

    @cached_property
    def closed_ones(self):
        return sorted((contact for contact in self._all if not contact.is_open), key=lambda contact: contact.closed_at, reverse=True)

    @property
    def rows(self):
        return [*self.open_ones, *self.closed_ones] if self.with_closed else self.open_ones

    @property
    def legend(self):
        """(tone, words, how many) of each state that is shown."""
        counts = Counter(contact.shown_state for contact in self.rows)
        return [(state.tone, state.label, counts[state]) for state in LEGEND if self.with_closed or state != State.CLOSED]

    @cached_property
    def sees_person(self):
        """One may follow up somebody whose leads are others'."""
        return Person.objects.seen_by(self.member).filter(pk=self.person.pk).exists()

    @cached_property
    def watches(self):
        return watches(self.person.pk, self.member.user.pk)


@prepared
def _contacts(person):
    return _of(Contact.objects.of(person))


@prepared
def _own_contacts(person, user):
    return _of(Contact.objects.of_each(user).of(person))


def _of(contacts):
    return with_lines(contacts.order_by(F("closed_at").desc(nulls_first=True), "-number"), "success")[:MOST]
