"""Who of the unit's people a row speaks of: asked for a whole batch of rows at once, each key by its index."""

from collections import defaultdict
from dataclasses import dataclass, field

from leads.models import Email, ImportRow, Person, Phone

KEYS = {"code": "nosso código", "document": "CPF ou CNPJ", "phone": "telefone", "email": "e-mail"}  # the surest first
ALL = tuple(KEYS)


@dataclass
class Match:
    """What the keys of one row find: the people, the surest key that found them, and the row of this file that was there before."""

    people: list = field(default_factory=list)
    key: str = ""
    before: int | None = None
    marks: list = field(default_factory=list)


def marks_of(facts, keys=ALL):
    """(key, value) of everything by which a row's person may be known, the surest first."""
    said = {"code": [facts.code] if facts.code else [], "document": [facts.cpf or facts.cnpj], "phone": facts.phones, "email": facts.emails}
    return [(key, value) for key in KEYS if key in keys for value in said[key] if value]


class Known:
    """Looks rows up by the chosen keys. `seen` remembers the rows of this file that were taken, as long as it is asked to."""

    def __init__(self, bulk_import, keys):
        self.bulk_import, self.keys = bulk_import, keys or list(ALL)
        self.seen = {}

    def look_up(self, batch):
        """{row's number: Match} for rows without errors."""
        marks = {facts.number: marks_of(facts, self.keys) for facts in batch}
        found = self._people({mark for some in marks.values() for mark in some})
        taken = self._taken({person for people in found.values() for person in people})
        return {number: self._match(some, found, taken) for number, some in marks.items()}

    def remember(self, number, match, person=None):
        """That row is taken: another one like it repeats it."""
        for mark in match.marks:
            self.seen.setdefault(mark, number)
        if person:
            self.seen.setdefault(("person", person), number)

    def seen_before(self, match):
        """The row of this file that said the same before, if any."""
        for mark in match.marks:
            if mark in self.seen:
                return self.seen[mark]
        return next((self.seen["person", person] for person in match.people if ("person", person) in self.seen), match.before)

    def _match(self, marks, found, taken):
        if not any(mark in found for mark in marks):
            return Match(marks=marks)
        people, key = [], ""
        for mark in marks:
            hits = found.get(mark, ())
            if not hits:
                continue
            narrowed = [person for person in people if person in hits] if people else list(hits)
            people, key = narrowed or people, key or mark[0]
        hit = [person for mark in marks for person in found.get(mark, ())]
        return Match(people, key, min((taken[person] for person in hit if person in taken), default=None), marks)

    def _people(self, marks):
        """{mark: [keys of the people who bear it]}"""
        values, found = defaultdict(list), defaultdict(list)
        for key, value in marks:
            values[key].append(value)
        for key, queryset in self._questions(values):
            for value, person in queryset:
                found[key, value].append(person)
        return found

    @staticmethod
    def _questions(values):
        known = Person.objects.known().order_by("number")
        if wanted := values["code"]:
            yield "code", known.filter(number__in=wanted).values_list("number", "pk")
        if wanted := values["document"]:
            yield "document", known.filter(cpf__in=[each for each in wanted if len(each) == 11]).exclude(cpf="").values_list("cpf", "pk")
            yield "document", known.filter(cnpj__in=[each for each in wanted if len(each) != 11]).exclude(cnpj="").values_list("cnpj", "pk")
        if wanted := values["phone"]:
            yield "phone", Phone.objects.filter(number__in=wanted, person__inactive_at=None).order_by("id").values_list("number", "person")
        if wanted := values["email"]:
            yield (
                "email",
                Email.objects.filter(address__in=wanted, person__inactive_at=None).order_by("id").values_list("address", "person"),
            )

    def _taken(self, people):
        """{person: the row of this import that made or changed him}"""
        if not people:
            return {}
        rows = ImportRow.objects.really().filter(bulk_import=self.bulk_import, person__in=people, deed__in=ImportRow.DID)
        return dict(rows.order_by("-number").values_list("person", "number"))
