"""People and leads that an import is about to write: as much of each as those ask who have to do with it, and quick to make."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leads.models import Address, Person, Source
from purifikar.db.copying import WrittenJson, written_json


@dataclass(slots=True)
class NewPerson:
    """What duplicates, the network's register and the distribution ask of a person; `key` is its key as text, written many times."""

    pk: UUID
    key: str
    number: int
    kind: str
    name: str
    contact_name: str
    cpf: str
    cnpj: str
    notes: str
    created_at: datetime
    place: dict
    search: str = ""
    name_key: str = ""

    inactive_at = None
    is_inactive = False
    describe_search, describe_name = Person.describe_search, Person.describe_name

    @property
    def address(self):
        return Address(**self.place) if self.place else None

    def __str__(self):
        return self.name


@dataclass(slots=True)
class NewLead:
    """What the distribution by place asks of a lead."""

    pk: UUID
    key: str
    number: int
    person: Person | NewPerson
    district: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """A source as many leads say it."""

    source: Source
    key: str
    name: str
    channel: str
    taken_in: WrittenJson

    @classmethod
    def of(cls, source):
        told = written_json({"source": source.name, "channel": source.channel})
        return cls(source, str(source.pk), source.name, source.channel, told)


def key_of(made):
    """Of a person or lead, as text where that was written before."""
    return made and getattr(made, "key", made.pk)
