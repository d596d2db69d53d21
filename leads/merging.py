"""Two records side by side, for somebody to choose from what stays of which."""

from dataclasses import dataclass
from functools import cached_property

from leads.models import DuplicatePair, Lead
from leads.models.merge import FIELDS
from purifikar.lib import formats

WORDS = {"cpf": formats.cpf, "cnpj": formats.cnpj}


@dataclass(frozen=True)
class Fact:
    """A field in which the two differ, and its value in each of them, in words."""

    name: str
    label: str
    values: tuple
    preferred: int  # 0 or 1


class SideBySide:
    """`one` and `other` in the order of their codes: the older stays unless somebody says otherwise."""

    def __init__(self, one, other):
        self.people = sorted([one, other], key=lambda person: person.number)

    @cached_property
    def differing(self):
        return [self._fact(name) for name in FIELDS if len({getattr(person, name) for person in self.people}) > 1]

    @property
    def agreeing(self):
        """(label, value) of what both say."""
        differing = {fact.name for fact in self.differing}
        return [(_label(name), _words(self.people[0], name)) for name in FIELDS if name not in differing and getattr(self.people[0], name)]

    def _fact(self, name):
        values = tuple(_words(person, name) for person in self.people)
        return Fact(name, _label(name), values, preferred=0 if values[0] else 1)

    @cached_property
    def pair(self):
        """Why they were found, if they were."""
        return DuplicatePair.objects.between(*self.people).first()

    @cached_property
    def leads(self):
        """How many each has: (first's, second's)."""
        keys = list(Lead.objects.filter(person__in=self.people).values_list("person", flat=True)[:200])
        return tuple(keys.count(person.pk) for person in self.people)

    @property
    def sides(self):
        return zip(self.people, self.leads, strict=True)


def _label(name):
    label = str(DuplicatePair._meta.get_field("first").related_model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _words(person, name):
    if name == "kind":
        return person.get_kind_display()
    value = getattr(person, name)
    return WORDS[name](value) if value and name in WORDS else value
