import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, urlencode

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from leads import identities
from leads.likeness import name_key
from purifikar.db.adding import add
from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib import formats
from purifikar.lib.contact import normal_email, normal_phone, plain
from purifikar.lib.taxpayer import normal_number, validate_cnpj, validate_cpf
from tenants.models import Unit
from tenants.roles import Permission
from workflow.models import Counter

SHORTEST_NAME = 5  # letters before names are compared
SAME_NAME = 0.8
ALIKE_READ, ALIKE_SHOWN = 60, 4


def _bare_number(word):
    """(13), 99741-0022, 529.982.247-25 → as they stand in the searchable line, without what people put between the digits."""
    return re.sub(r"[^a-z0-9]", "", word) if re.search(r"\d", word) and "@" not in word else word


def called(name, kind, contact_name=""):
    return contact_name.split()[0] if contact_name.strip() else name if kind == Person.Kind.PJ else name.split()[0]


_also_seen = []


def also_sees(people):
    """Lets an upper app show somebody more people: `people(member)` gives their keys, as a query of the one column `person`."""
    if people not in _also_seen:
        _also_seen.append(people)


class PersonQuerySet(UnitQuerySet):
    def known(self):
        """Not put aside: a person is never deleted, only inactivated (BIM-75)."""
        return self.filter(inactive_at=None)

    def matching(self, words):
        """By part of the name, phone in any writing, CPF/CNPJ or code; every word must be found (indexed, never a scan)."""
        found = self
        for word in plain(words).split()[:6]:
            found = found.filter(search__contains=_bare_number(word))
        return found

    def visible_to(self, member):
        """Whoever sees all leads sees everybody; others the people of the leads that are theirs (FOL-16), and whom an upper app adds."""
        if member.may(Permission.LEAD_SEE_ALL):
            return self
        leads = apps.get_model("leads", "Lead").objects.visible_to(member).order_by().values("person")
        found = [leads, *(people(member) for people in _also_seen)]
        return self.filter(pk__in=leads.union(*found[1:]) if found[1:] else leads)

    def seen_by(self, member):
        """The same asked of each row: for those whom a number or words find, where `visible_to` first reads all who are one's own."""
        if member.may(Permission.LEAD_SEE_ALL):
            return self
        leads = apps.get_model("leads", "Lead").objects.seen_by(member).values("person")
        found = [leads, *(people(member) for people in _also_seen)]
        return self.filter(Q(*(Exists(people.filter(person=OuterRef("pk"))) for people in found), _connector=Q.OR))

    def with_contacts(self):
        return self.prefetch_related("phones", "emails", "addresses")

    def named_like(self, name, district=""):
        """Whose name reads much the same, those of the same neighbourhood first; by the index of trigrams, a few of many."""
        words = plain(name)
        if len(words) < SHORTEST_NAME:
            return []
        likeness = TrigramWordSimilarity(words, "search")
        found = list(self.filter(search__trigram_word_similar=words).annotate(likeness=likeness).prefetch_related("addresses")[:ALIKE_READ])
        for person in found:
            person.is_near = bool(district) and any(plain(address.district) == plain(district) for address in person.addresses.all())
        close = [person for person in found if person.is_near or person.likeness >= SAME_NAME]
        return sorted(close, key=lambda person: (not person.is_near, -person.likeness))[:ALIKE_SHOWN]

    def like(self, *, phones=(), emails=(), cpf="", cnpj=""):
        """Who may be the same person: the same phone, e-mail or number. Empty values find nobody (Pipedrive 11401)."""
        found = []  # each by its index: an OR over several tables would read them all
        if phones:
            found.append(Phone.objects.filter(number__in=phones).order_by().values("person"))
        if emails:
            found.append(Email.objects.filter(address__in=emails).order_by().values("person"))
        for name, value in (("cpf", normal_number(cpf)), ("cnpj", normal_number(cnpj))):
            if value:
                found.append(Person.objects.filter(**{name: value}).order_by().values("pk"))
        if not found:
            return self.none()
        return self.filter(pk__in=found[0].union(*found[1:]) if len(found) > 1 else found[0])

    @transaction.atomic(savepoint=False)
    def register(self, *, name, phones=(), emails=(), address=None, by=None, with_lead=False, **facts):
        """A new person with a code; phones and e-mails in any writing. Raises ValidationError for what is no phone number.

        `with_lead`: a lead comes along in the same transaction, whose number is `first_lead` of the person.
        """
        phones, emails = dict.fromkeys(map(normal_phone, phones)), dict.fromkeys(map(normal_email, emails))
        contacts = Contacts(list(phones), list(emails), (address or {}).get("district", ""))
        person = self.model(name=" ".join(name.split()), created_by=by, **facts)
        person.describe_name(contacts)
        pairs = apps.get_model("leads", "DuplicatePair").objects
        same = pairs.look_for([person], {person.pk: contacts})
        # Numbers are asked for late: the next one waits for them until this transaction ends.
        person.number, *first_lead = Counter.next_each("pessoa", "lead") if with_lead else [Counter.next("pessoa")]
        person.is_new, person.first_lead = True, next(iter(first_lead), None)
        person.describe_search(contacts)
        add(person)
        add(*(Phone(person=person, number=number) for number in phones))
        add(*(Email(person=person, address=mail) for mail in emails))
        if address:
            add(Address(person=person, **address))
        pairs.keep(same)
        leads = {person.pk: (person.created_at, person.first_lead)} if with_lead else {}
        identities.keep([person], {person.pk: contacts}, are_new=True, leads=leads)
        return person

    @transaction.atomic(savepoint=False)
    def note(self, people, *, are_new=False):
        """Writes anew by what these people are found, and who else may be the same person, here and in other units.

        To be called, once for many, after any change of names, numbers, phones, e-mails or addresses. `are_new` spares the
        look at what was written of them before.
        """
        contacts = Contacts.of(people)
        for person in people:
            person.describe_search(contacts[person.pk])
        if len(people) == 1:
            people[0].save(update_fields=["search", "name_key"])
        else:
            self.bulk_update(people, ["search", "name_key"], batch_size=500)
        apps.get_model("leads", "DuplicatePair").objects.find_for(people, contacts, are_new=are_new)
        identities.keep(people, contacts, are_new=are_new)


@dataclass
class Contacts:
    """A person's phones, e-mails and first neighbourhood, for what is written of many people at once."""

    phones: list = field(default_factory=list)
    emails: list = field(default_factory=list)
    district: str = ""

    @classmethod
    def of(cls, people):
        """{person's key: Contacts}, in one query."""
        keys = [person.pk for person in people]
        pieces = [(Phone, "number", "phones"), (Email, "address", "emails"), (Address, "district", "district")]
        first, *others = (
            model.objects.filter(person__in=keys).order_by().values_list("person", Value(name), Cast(value, models.TextField()), "id")
            for model, value, name in pieces
        )
        found = {key: cls() for key in keys}
        for key, name, value, _ in sorted(first.union(*others, all=True).order_by(), key=lambda row: row[3], reverse=True):
            if name == "district":
                found[key].district = value  # the oldest address comes last
            else:
                getattr(found[key], name).insert(0, value)
        return found


class Person(UnitModel):
    """Somebody who may buy, or bought: a person (PF) or a company (PJ) of this unit."""

    class Kind(models.TextChoices):
        PF = "pf", "Pessoa física"
        PJ = "pj", "Pessoa jurídica"

    number = models.PositiveIntegerField("código", unique=True)
    kind = models.CharField("tipo", max_length=2, choices=Kind, default=Kind.PF)
    name = models.CharField("nome", max_length=120)
    contact_name = models.CharField("falar com", max_length=80, blank=True)
    cpf = models.CharField("CPF", max_length=11, blank=True, validators=[validate_cpf])
    cnpj = models.CharField("CNPJ", max_length=14, blank=True, validators=[validate_cnpj])
    notes = models.TextField("observações", blank=True, max_length=2000)
    search = models.TextField(editable=False, blank=True)
    name_key = models.CharField(max_length=120, editable=False, blank=True, default="")  # leads.likeness.name_key
    data_origin = models.CharField("de onde vieram os dados", max_length=120, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    created_at = models.DateTimeField("registrada em", default=timezone.now)
    inactive_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, editable=False, db_index=False, related_name="merged")

    objects = PersonQuerySet.as_manager()
    is_new = False  # just registered: nothing else can be known of this person yet
    first_lead = None  # the number of the lead that was announced with it

    class Meta:
        verbose_name = "pessoa"
        ordering = ["-number"]
        indexes = [
            GinIndex(fields=["search"], name="person_search", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["cpf"], condition=~Q(cpf=""), name="person_cpf"),
            models.Index(fields=["cnpj"], condition=~Q(cnpj=""), name="person_cnpj"),
            models.Index(fields=["name_key"], condition=~Q(name_key=""), name="person_name_key"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged"),
        ]

    def __str__(self):
        return self.name

    @property
    def code(self):
        """000.612"""
        digits = f"{self.number:06}"
        return f"{digits[:-3]}.{digits[-3:]}"

    @property
    def called(self):
        """By what name one greets: whom to ask for there, else a company's name as it is, a person's first one."""
        return called(self.name, self.kind, self.contact_name)

    @property
    def is_inactive(self):
        return self.inactive_at is not None

    def inactivate(self):
        """Put aside: not offered any more, everything kept (BIM-75)."""
        self.inactive_at = self.inactive_at or timezone.now()
        self.save(update_fields=["inactive_at"])
        self.note_search()

    def reactivate(self):
        self.inactive_at = None
        self.save(update_fields=["inactive_at"])
        self.note_search()

    def add_phone(self, written, *, label=""):
        return self.phones.get_or_create(number=normal_phone(written), defaults={"label": label})[0]

    def add_email(self, written):
        return self.emails.get_or_create(address=normal_email(written))[0]

    def note_search(self):
        """To be called after any change of what the person is found by."""
        type(self).objects.note([self])

    def describe_search(self, contacts):
        """One searchable line, unsaved: name, contact, code, numbers, and each phone with and without its country."""
        digits = [number.removeprefix("+") for number in contacts.phones]
        parts = [self.name, self.contact_name, str(self.number), self.cpf, self.cnpj, *digits, *contacts.emails]
        self.search = plain(" ".join(part for part in parts if part))
        self.describe_name(contacts)

    def describe_name(self, contacts):
        """By what others of much the same name are found, unsaved."""
        self.name_key = name_key(self.name, contacts.district)

    def merged_now(self):
        """The record into which this one went, as the base says it now; None while it stands for itself."""
        return None if self.is_new else type(self).objects.filter(merged__pk=self.pk).first()

    @cached_property
    def maybe_same(self):
        """Others who may be the same person, the likeliest first: what the panel of the person's page shows."""
        return apps.get_model("leads", "DuplicatePair").objects.waiting().seen_from(self)

    @property
    def phone(self):
        return next(iter(self.phones.all()), None)

    @property
    def address(self):
        return next(iter(self.addresses.all()), None)


class Phone(UnitModel):
    """A phone number in E.164."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    number = models.CharField("telefone", max_length=16)
    label = models.CharField("de quem ou de onde", max_length=40, blank=True)

    class Meta:
        verbose_name = "telefone"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="phone_once_a_person")]
        indexes = [models.Index(fields=["number"], name="phone_number")]

    def __str__(self):
        return self.number

    @property
    def whatsapp_url(self):
        return f"https://wa.me/{self.number.removeprefix('+')}"

    def whatsapp_with(self, text):
        return f"{self.whatsapp_url}?{urlencode({'text': text}, quote_via=quote)}"


class Email(UnitModel):
    """An e-mail address in lower case."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="emails")
    address = models.EmailField("e-mail")

    class Meta:
        verbose_name = "e-mail da pessoa"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person", "address"], name="email_once_a_person")]
        indexes = [models.Index(fields=["address"], name="email_address")]

    def __str__(self):
        return self.address


class Address(UnitModel):
    """Where to go: with the reference point that finds the house."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    postcode = models.CharField("CEP", max_length=8, blank=True)
    street = models.CharField("logradouro", max_length=120, blank=True)
    number = models.CharField("número", max_length=12, blank=True)
    complement = models.CharField("complemento", max_length=60, blank=True)
    district = models.CharField("bairro", max_length=60, blank=True)
    city = models.CharField("município", max_length=60, blank=True)
    uf = models.CharField("UF", max_length=2, blank=True, choices=Unit.UF)
    reference = models.CharField("ponto de referência", max_length=120, blank=True)

    class Meta:
        verbose_name = "endereço"
        ordering = ["id"]

    def __str__(self):
        return ", ".join(part for part in (self.street, self.number, self.complement, self.district) if part)

    @property
    def line(self):
        return str(self) or f"CEP {formats.cep(self.postcode)}"

    @property
    def town(self):
        """Santos/SP · 11055-300"""
        place = "/".join(part for part in (self.city, self.uf) if part)
        return " · ".join(part for part in (place, formats.cep(self.postcode)) if part)

    @property
    def route_url(self):
        """The way there, in whatever map the device opens."""
        place = ", ".join(part for part in (self.street, self.number, self.district, self.city, self.uf, self.postcode) if part)
        return f"https://www.google.com/maps/dir/?{urlencode({'api': 1, 'destination': place}, quote_via=quote)}"
