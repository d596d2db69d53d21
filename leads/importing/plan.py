"""What each row would do, said before anything is written; the try and the run ask the same."""

from dataclasses import dataclass, field

from leads.importing import fields
from leads.importing.known import KEYS, Known
from leads.importing.reading import Facts
from leads.models import BulkImport, ImportRow, Person

Deed, Choice = ImportRow.Deed, BulkImport.Known
UNKNOWN_CODE = "Nenhum cliente tem este código."
NO_NAME_FOR_NEW = "Falta o nome."


@dataclass
class Plan:
    """One row's. `changes`: [field, old, new] of the person; a new phone or e-mail has no old."""

    facts: Facts
    deed: str
    words: str = ""
    person: Person | None = None
    changes: list = field(default_factory=list)
    lead: object = None
    contacts: object = None
    place: dict | None = None
    beginning: object = None
    mark: str = ""
    disputes: int = 0
    made_source: str = ""

    @property
    def number(self):
        return self.facts.number


class Planner:
    """Plans batches of one import, in the order of the file."""

    def __init__(self, bulk_import):
        self.wish, self.known = bulk_import, Known(bulk_import, bulk_import.keys)

    def plan(self, batch, *, holding=False):
        """A Plan for each row. `holding` locks the people that will be changed, until the transaction ends."""
        matches = self.known.look_up([facts for facts in batch if not facts.errors])
        people = self._people({match.people[0] for match in matches.values() if len(match.people) == 1}, holding)
        plans = []
        for facts in batch:
            match = matches.get(facts.number)
            plan = self._one(facts, match, people)
            if plan.deed in ImportRow.DID or plan.deed == Deed.SAME:
                self.known.remember(facts.number, match, plan.person and plan.person.pk)
            plans.append(plan)
        return plans

    def _one(self, facts, match, people):
        if facts.errors:
            return Plan(facts, Deed.REFUSED, facts.words[:300])
        before = self.known.seen_before(match)
        if before:
            return Plan(facts, Deed.REPEATED, f"Repete a linha {before}.")
        if len(match.people) > 1 and self.wish.known != Choice.SKIP:
            return Plan(facts, Deed.REFUSED, f"{len(match.people)} pessoas têm este {KEYS[match.key]}. Una-as ou reconheça por outro dado.")
        if match.people:
            return self._known_one(facts, people.get(match.people[0]))
        if facts.code:
            return _refused(facts, UNKNOWN_CODE)
        return Plan(facts, Deed.NEW) if facts.name else _refused(facts, NO_NAME_FOR_NEW)

    def _known_one(self, facts, person):
        wish = self.wish.known
        if wish == Choice.SKIP or person is None:
            return Plan(facts, Deed.SKIPPED, "A pessoa já é conhecida.", person)
        if wish == Choice.LEAD:
            if self.wish.makes == BulkImport.Makes.PEOPLE:
                return Plan(facts, Deed.SKIPPED, f"Já é o cliente {person.code}.", person)
            return Plan(facts, Deed.LEAD, f"Cliente {person.code}.", person)
        changes = changes_of(facts, person, fills_only=wish == Choice.FILL)
        words = f"Cliente {person.code}."
        return Plan(facts, Deed.UPDATED if changes else Deed.SAME, words, person, changes)

    def _people(self, keys, holding):
        if not keys:
            return {}
        found = Person.objects.filter(pk__in=keys).order_by("pk").with_contacts()
        if holding:
            found = found.select_for_update(no_key=True)
        return {person.pk: person for person in found}


def changes_of(facts, person, *, fills_only):
    """What the row says otherwise of that person, by field; `address.…` is of the first address."""
    changes = []
    for name, new in facts.person.items():
        _note(changes, name, getattr(person, name), new, fills_only)
    address = person.address
    for name, new in facts.address.items():
        _note(changes, f"address.{name}", getattr(address, name) if address else "", new, fills_only)
    had = {phone.number for phone in person.phones.all()} | {email.address for email in person.emails.all()}
    changes += [["phone", "", number] for number in facts.phones if number not in had]
    changes += [["email", "", address] for address in facts.emails if address not in had]
    return changes


def label_of(name):
    """How the screen calls a changed field."""
    slug = name.removeprefix("address.")
    slug = (
        {"number": "street_number"}.get(slug, slug)
        if name.startswith("address.")
        else {"cpf": "document", "cnpj": "document"}.get(slug, slug)
    )
    return fields.FIELDS[slug].label


def _note(changes, name, old, new, fills_only):
    if new != old and not (fills_only and old):
        changes.append([name, old, new])


def _refused(facts, words):
    facts.errors.append((None, words))
    return Plan(facts, Deed.REFUSED, words)
