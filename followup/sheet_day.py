"""The sheets of a day: whose appointments, which contacts, on which layout, in the order of the hours."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from followup.models import Contact
from followup.sheet_facts import APPOINTMENT, CONTACT, kind_of, sheets_of, subjects_of
from followup.sheet_layouts import BY_KIND, layout_for
from purifikar.lib.formats import day_in_words
from workflow.models import Appointment, Resource
from workflow.resource_time import NOON

MOST = 1000
SHOWN = 100
MORNING, AFTERNOON = Resource.Shift.MORNING, Resource.Shift.AFTERNOON
SHIFTS = [("", "dia inteiro"), (MORNING.value, "manhã, até as 12:00"), (AFTERNOON.value, "tarde, das 12:00 em diante")]
SHIFT_WORDS = {MORNING: " de manhã", AFTERNOON: " à tarde"}
KEPT_STATES = (Appointment.State.MARKED, Appointment.State.DONE)


@dataclass(frozen=True)
class Entry:
    """One sheet to be: its line, when it is, and in whose hands."""

    line: list
    at: object
    people: tuple
    resource: object = None  # the key of the Técnico who does it


class DaySheets:
    """`people` and `resources` (the Técnicos) are those whose day it is, `shift` the half of it; `with_due`: the contacts of that date
    too, for which no hour was marked; `opinions`: whether the last ones stand on the sheets (sheet_layouts.OPINIONS).
    """

    def __init__(self, member, *, day, people, resources=(), shift="", layout=BY_KIND, with_due=False, opinions=""):
        self.member, self.day, self.people, self.resources, self.shift = member, day, list(people), list(resources), shift
        self.layout, self.with_due, self.opinions = layout, with_due, opinions

    @cached_property
    def entries(self):
        """By the hour; what has none comes last. Each Técnico's together: he gets them as a pack (PUR-23, PUR-34)."""
        found = self._appointments + (self._due if self.with_due else [])
        packs = [None, *(resource.pk for resource in self.resources)]
        return sorted(found, key=lambda entry: (packs.index(entry.resource), entry.at is None, entry.at or self._end))[:MOST]

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
        whose = [*(person.first_name for person in self.people), *map(str, self.resources)]
        names = ", ".join(whose[:4]) + (" e outros" if len(whose) > 4 else "")
        return f"Fichas de {self.day:%d/%m/%Y}{SHIFT_WORDS.get(self.shift, '')}: {names}"

    @property
    def words(self):
        return day_in_words(self.day, timezone.localdate())

    @cached_property
    def without_customer(self):
        """How many appointments of the day have nobody to visit."""
        return len(self._marked) - len(self._subjects)

    @cached_property
    def _marked(self):
        shared = Appointment.objects.visible_to(self.member).shared_by(self.people, self.resources)
        marked = shared.between(self._start, self._noon if self.shift == MORNING else self._end).filter(state__in=KEPT_STATES)
        if self.shift == AFTERNOON:
            marked = marked.filter(starts_at__gte=self._noon)
        return list(marked.select_related("person").prefetch_related("companions").order_by("starts_at", "id")[:MOST])  # fmt: skip

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
        found, packs = [], {resource.pk for resource in self.resources}
        for each in self._marked:
            contact, *_ = subject = self._subjects.get(each.pk, (None, None, None))
            if any(subject):
                told = contact is None or contact.pk in self._in_sight
                users = (each.person_id, *(companion.user_id for companion in each.companions.all()))
                resource = each.resource_id if each.resource_id in packs else None
                found.append(
                    Entry([APPOINTMENT, str(each.pk), self._layout(kind_of(each)), told, self.opinions], each.starts_at, users, resource)
                )
        return found

    @property
    def _due(self):
        """Open contacts of that date which have no appointment in the list; those without an hour whatever the shift."""
        listed = {contact.pk for contact, *_ in self._subjects.values() if contact}
        due = Contact.objects.listed_for(self.member).open().filter(next_on=self.day, owner__in=self.people).exclude(pk__in=listed)
        if self.shift:
            in_it = Q(next_at__lt=NOON) if self.shift == MORNING else Q(next_at__gte=NOON)
            due = due.filter(in_it | Q(next_at=None))
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
    def _noon(self):
        return timezone.make_aware(datetime.combine(self.day, NOON))

    @property
    def _end(self):
        return timezone.make_aware(datetime.combine(self.day + timedelta(days=1), time.min))
