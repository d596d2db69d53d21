"""Whether the network's register of identities says the same as the units, and its mending. Never called while a page waits."""

from dataclasses import dataclass

from django.db import transaction
from django_tenants.utils import tenant_context

from leads import identities
from leads.models import Person
from leads.models.person import Contacts
from tenants.models import Checkup, IdentityHash, Unit

BATCH = 500


@dataclass(frozen=True)
class Difference:
    """A person of a unit of whom the register says something else."""

    unit: Unit
    person: object

    def __str__(self):
        return f"{self.unit.slug} {self.person}: difere do registro de sinais"


def run():
    """Compares all units, and keeps how many differences there were; gives them."""
    found = [difference for unit in Unit.objects.answering().order_by("slug") for difference in differences_in(unit)]
    Checkup.objects.note(Checkup.IDENTITIES, len(found))
    return found


def differences_in(unit):
    with tenant_context(unit):
        found = [Difference(unit, key) for people in _batches() for key in _differing(unit, people)]
        left = IdentityHash.objects.filter(unit=unit).order_by("person").distinct("person").values_list("person", flat=True)
        known = set(Person.objects.values_list("pk", flat=True).iterator(BATCH))
        return found + [Difference(unit, key) for key in left.iterator(BATCH) if key not in known]


def mend():
    """Writes anew by what everybody is found and known: search line, possible doubles, identities, disputes. Gives how many people."""
    mended = 0
    for unit in Unit.objects.answering().order_by("slug"):
        with tenant_context(unit):
            gone = [difference.person for difference in differences_in(unit)]
            IdentityHash.objects.forget(unit, [key for key in gone if not Person.objects.filter(pk=key).exists()])
            for people in _batches():
                mended += _mend_some(people)
    return mended


@transaction.atomic
def _mend_some(people):
    """Locks them, so that nobody changes one meanwhile."""
    held = list(Person.objects.select_for_update(no_key=True).filter(pk__in=[person.pk for person in people]).order_by("pk"))
    Person.objects.note(held)
    return len(held)


def _differing(unit, people):
    keys = [person.pk for person in people]
    wanted = {
        (key, digest, known.since, known.lead)
        for key, known in identities.known_of(people, Contacts.of(people), identities.open_leads(keys)).items()
        for digest in known.digests
    }
    there = set(IdentityHash.objects.of(unit, keys).values_list("person", "digest", "since", "lead"))
    return sorted({row[0] for row in wanted ^ there})


def _batches():
    """The unit's people by key, never all of them in memory."""
    last = None
    while people := list((Person.objects.filter(pk__gt=last) if last else Person.objects.all()).order_by("pk")[:BATCH]):
        yield people
        last = people[-1].pk
