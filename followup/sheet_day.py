"""The sheets of a day: whose appointments, which contacts, on which layout, in the order of the hours."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from django.utils import timezone

from followup.models import Contact
from followup.sheet_facts import APPOINTMENT, CONTACT, kind_of, sheets_of, subjects_of
from followup.sheet_layouts import BY_KIND, layout_for
from purifikar.lib.formats import day_in_words
from workflow.models import Appointment

MOST = 1000
SHOWN = 100
KEPT_STATES = (Appointment.State.MARKED, Appointment.State.DONE)


@dataclass(frozen=True)
class Entry:
    """One sheet to be: its line, when it is, and in whose hands."""

    line: list
    at: object
    people: tuple


class DaySheets:
    """`people` are those whose day it is; `with_due`: the contacts of that date too, for which no hour was marked; `opinions`: whether
    the last ones stand on the sheets (sheet_layouts.OPINIONS).
    """

    def __init__(self, member, *, day, people, layout=BY_KIND, with_due=False, opinions=""):
        self.member, self.day, self.people = member, day, list(people)
        self.layout, self.with_due, self.opinions = layout, with_due, opinions

    @cached_property
    def entries(self):
        """By the hour; what has none comes last."""
        found = self._appointments + (self._due if self.with_due else [])
        return sorted(found, key=lambda entry: (entry.at is None, entry.at or self._end))[:MOST]

    @property
    def lines(self):
        return [entry.line for entry in self.entries]

    def lines_of(self, user):
        return [entry.line for entry in self.entries if user.pk in entry.people]

    @cached_property
    def sheets(self):
        """The first of them, to be looked at."""
        return sheets_of(self.lines[:SHOWN])

    @property
    def more(self):
        return max(0, len(self.lines) - SHOWN)

    @property
    def title(self):
        """Without a customer's name: it stands where erasure must not have to look for it."""
        names = ", ".join(person.first_name for person in self.people[:4]) + (" e outros" if len(self.people) > 4 else "")
        return f"Fichas de {self.day:%d/%m/%Y}: {names}"

    @property
    def words(self):
        return day_in_words(self.day, timezone.localdate())

    @cached_property
    def without_customer(self):
        """How many appointments of the day have nobody to visit."""
        return len(self._marked) - len(self._subjects)

    @cached_property
    def _marked(self):
        marked = Appointment.objects.visible_to(self.member).of_people(self.people).between(self._start, self._end)
        return list(marked.filter(state__in=KEPT_STATES).select_related("person").prefetch_related("companions").order_by("starts_at", "id")[:MOST])  # fmt: skip

    @cached_property
    def _subjects(self):
        return subjects_of(self._marked)

    @cached_property
    def _in_sight(self):
        """Of these contacts one may read what was said."""
        keys = {contact.pk for contact, *_ in self._subjects.values() if contact}
        return set(Contact.objects.visible_to(self.member).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()

    @property
    def _appointments(self):
        found = []
        for each in self._marked:
            contact, *_ = subject = self._subjects.get(each.pk, (None, None, None))
            if any(subject):
                told = contact is None or contact.pk in self._in_sight
                users = (each.person_id, *(companion.user_id for companion in each.companions.all()))
                found.append(Entry([APPOINTMENT, str(each.pk), self._layout(kind_of(each)), told, self.opinions], each.starts_at, users))
        return found

    @property
    def _due(self):
        """Open contacts of that date which have no appointment in the list."""
        listed = {contact.pk for contact, *_ in self._subjects.values() if contact}
        due = Contact.objects.listed_for(self.member).open().filter(next_on=self.day, owner__in=self.people).exclude(pk__in=listed)
        return [
            Entry(
                [CONTACT, str(each.pk), self._layout(""), True, self.opinions], each.starts_at if each.next_at else None, (each.owner_id,)
            )
            for each in due.only("pk", "next_on", "next_at", "owner", "person").order_by("next_at", "number")[:MOST]
        ]

    def _layout(self, kind):
        return layout_for(kind).slug if self.layout == BY_KIND else self.layout

    @property
    def _start(self):
        return timezone.make_aware(datetime.combine(self.day, time.min))

    @property
    def _end(self):
        return timezone.make_aware(datetime.combine(self.day + timedelta(days=1), time.min))
