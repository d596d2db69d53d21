"""Where a person's data lie, what erasure does to each copy, and what goes into the one file that he gets (LGPD art. 16, 18, 19).

Each table that holds something of a person registers a Copy, in leads/privacy_copies.py or in the wiring of an app above. A test
asks the database itself for every text column and looks for an erased name, phone and e-mail, so a table that forgets to register
is found out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from leads.models import Lead, Person
from leads.models.privacy import GONE, DataRequest, PrivacyEvent
from purifikar.lib import formats
from workflow.models import Stage

KEEP_YEARS = 5
KEEP_LAW = (
    "Nome, CPF ou CNPJ e as vendas feitas ficam até {until}: cumprimento de obrigação legal ou regulatória "
    "(LGPD art. 16, I), pelo prazo dos documentos fiscais (CTN art. 173) e do Código de Defesa do Consumidor (art. 27)."
)
TECHNICAL = {"search", "name_key", "token", "digest", "mark", "key", "turn", "fingerprint"}


class Subject:
    """A person with everything by which the copies of his data are found."""

    def __init__(self, person):
        self.person = person

    @cached_property
    def people(self):
        """The record, and those that were united into it."""
        return [self.person, *Person.objects.filter(merged_into=self.person)]

    @cached_property
    def leads(self):
        return list(Lead.objects.filter(person__in=self.people).select_related("journey__stage", "source", "person").order_by("number"))

    @cached_property
    def journeys(self):
        return [lead.journey_id for lead in self.leads]

    @cached_property
    def running(self):
        return [lead for lead in self.leads if lead.is_running]

    @cached_property
    def sales(self):
        """The moment of each sale that was made to the person."""
        return [moment for tell in _sales for moment in tell(self)]

    @property
    def keeps_contract(self):
        """A sale was made, and its documents must be kept."""
        return bool(self.sales)

    @property
    def kept_until(self):
        return timezone.localdate(max(self.sales)) + timedelta(days=365 * KEEP_YEARS)

    @cached_property
    def phones(self):
        return [phone.number for person in self.people for phone in person.phones.all()]

    @cached_property
    def emails(self):
        return [email.address for person in self.people for email in person.emails.all()]

    @cached_property
    def marks(self):
        """What tells who it is, in every writing that our own texts use."""
        found = {part for person in self.people for part in (person.name, person.contact_name, person.cpf, person.cnpj) if part}
        found |= {formats.cpf(person.cpf) for person in self.people if person.cpf}
        found |= {formats.cnpj(person.cnpj) for person in self.people if person.cnpj}
        for number in self.phones:
            found |= {number, number.removeprefix("+"), number.removeprefix("+55"), formats.phone(number)}
        return sorted((mark for mark in found | set(self.emails) if len(mark) > 2), key=len, reverse=True)

    @cached_property
    def _pattern(self):
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, self.marks)) + r")(?!\w)", re.I)

    def redacted(self, text):
        return self._pattern.sub(GONE, text) if self.marks else text

    def mentioned_in(self, *fields):
        """Rows whose text names the person."""
        found = models.Q(pk=None)
        for name in fields:
            for mark in self.marks:
                found |= models.Q(**{f"{name}__icontains": mark})
        return found


@dataclass(frozen=True)
class Copy:
    """Where something of a person is kept.

    `rows(subject)` finds it; `erase(rows, subject)` takes away what tells who it is; `becomes` says in words what that means.
    `tell(row)` gives a row for the file that the person gets; without it the rows are none of his data. `files(row, subject)`
    are the UnitFiles that go along with a row because they are his.
    """

    name: str
    label: str
    rows: Callable
    erase: Callable
    becomes: str = "sai"
    tell: Callable | None = None
    files: Callable = lambda row, subject: ()


@dataclass(frozen=True)
class Fate:
    label: str
    count: int
    becomes: str


def _won(subject):
    return [lead.journey.ended_at for lead in subject.leads if lead.journey.result == Stage.Ends.WON]


_copies, _sales = {}, [_won]


def on_sales(tell):
    """Registers what is a sale beside a lead that was won: `tell(subject)` gives the moment of each."""
    if tell not in _sales:
        _sales.append(tell)


def on_erasure(name, label, *, rows, erase=None, becomes="sai", tell=None, files=lambda row, subject: ()):
    """Registers a Copy. `name` is the model's label, "leads.Phone"; without `erase` its rows are deleted."""
    _copies[name] = Copy(name, label, rows, erase or (lambda found, subject: found.delete()), becomes, tell, files)


def copies():
    return list(_copies.values())


def preview(subject):
    """What would go and what would stay, and how much of each; nothing is changed."""
    return [Fate(copy.label, count, copy.becomes) for copy in copies() if (count := copy.rows(subject).count())]


def refusal(subject):
    """Why the person's data cannot go yet, or nothing."""
    if subject.running:
        which = ", ".join(lead.code for lead in subject.running)
        return f"Ainda há lead em andamento: {which}. Encerre-o antes, para que ninguém siga com um cadastro vazio."
    return ""


def kept_words(subject):
    return KEEP_LAW.format(until=f"{subject.kept_until:%d/%m/%Y}") if subject.keeps_contract else ""


@transaction.atomic
def erase(request, *, by):
    """Takes every copy away, or what in it tells who it is; keeps what the law demands. All or nothing."""
    subject = Subject(Person.objects.select_for_update().get(pk=request.person_id))
    if words := refusal(subject):
        raise ValidationError(words)
    if DataRequest.objects.filter(pk=request.pk).exclude(erased_at=None).exists():
        raise ValidationError("Os dados desta pessoa já foram eliminados.")
    subject.people, subject.marks, subject.journeys  # noqa: B018 (read before they are gone)
    found = [(copy, copy.rows(subject)) for copy in copies()]
    touched = sum(bool(rows.exists()) for _, rows in found)
    for copy, rows in found:
        copy.erase(rows, subject)
    until = subject.kept_until if subject.keeps_contract else None
    DataRequest.objects.filter(pk=request.pk).update(erased_at=timezone.now(), kept_until=until)
    request.refresh_from_db()
    request.note(PrivacyEvent.What.ERASED, by=by, words=f"{touched} lugares" + (f"; guardado até {until:%d/%m/%Y}" if until else ""))


def facts_of(row, *, without=()):
    """A row in the words of the screen: what a person may read of it."""
    told = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in TECHNICAL or field.name in without:
            continue
        value = getattr(row, field.name)
        if value in (None, "", [], {}):
            continue
        shown = getattr(row, f"get_{field.name}_display", None)
        told[str(field.verbose_name)] = shown() if shown and field.choices else value if isinstance(value, (dict, list, int, bool)) else str(value)  # fmt: skip
    return told
