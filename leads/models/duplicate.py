from collections import defaultdict

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from purifikar.db.adding import add
from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.db.prepared import prepared

from .person import Email, Person, Phone

BEARERS = 20  # people looked at for each phone, e-mail, number or name: a shop's phone may stand at hundreds
SHOWN_BESIDE = 4
MARKS_OF_ONE = 8


class DuplicatePairQuerySet(UnitQuerySet):
    def waiting(self):
        """Found, and nobody has said that they are two."""
        return self.filter(dismissed_at=None)

    def of(self, person):
        return self.filter(Q(first=person) | Q(second=person)).select_related("first", "second").order_by("-strength", "-id")

    def seen_from(self, person, limit=SHOWN_BESIDE):
        """The likeliest; `other` is whoever may be the same."""
        pairs = list(self.of(person)[:limit])
        for pair in pairs:
            pair.other = pair.second if pair.first_id == person.pk else pair.first
        return pairs

    def facts_of(self, person):
        """The same inside another query: what `DuplicatePair.of_facts` makes pairs of."""
        other = {name: Case(When(first=person, then=f"second__{name}"), default=f"first__{name}") for name in ("number", "name")}
        pairs = self.filter(Q(first=person) | Q(second=person)).order_by("-strength", "-id")
        return ArraySubquery(pairs.values(facts=JSONObject(why="why", **other))[:SHOWN_BESIDE])

    def with_page(self):
        people = [f"{side}__{relation}" for side in ("first", "second") for relation in ("phones", "emails", "addresses")]
        return self.select_related("first", "second").prefetch_related(*people)

    def between(self, one, other):
        first, second = sorted([one.pk, other.pk])
        return self.filter(first=first, second=second)

    def find_for(self, people, contacts, *, are_new=False):
        """Keeps who may be the same as one of these people, and why; forgets what no longer holds."""
        found = self.look_for(people, contacts)
        if not are_new:
            self._follow([person.pk for person in people], found)
        self.keep(found)

    def look_for(self, people, contacts):
        """{two keys in order: by what they may be the same}, of these people and others. Every look is by an index."""
        marks = defaultdict(set)
        for person in people:
            for mark in _marks_of(person, contacts[person.pk]):
                marks[mark].add(person.pk)
        found = defaultdict(set)
        for kind, value, other in _bearers(marks):
            for key in marks[kind, value]:
                if key != other:
                    found[tuple(sorted([key, other]))].add(kind)
        return found

    def keep(self, found):
        add(*(DuplicatePair.because(pair, kinds) for pair, kinds in found.items()), pass_over=True)

    def _follow(self, keys, found):
        """The pairs of these people that are known: those that hold no longer go, those that hold for other reasons say so."""
        for pair in self.filter(Q(first__in=keys) | Q(second__in=keys)):
            kinds = found.pop((pair.first_id, pair.second_id), None)
            if kinds is None and not pair.dismissed_at:
                pair.delete()
            elif kinds and set(pair.why) != kinds:
                pair.say(kinds)


class DuplicatePair(UnitModel):
    """Two people of the base who may be the same, and why. That they are two, once somebody said so, is remembered."""

    class Why(models.TextChoices):
        CPF = "cpf", "mesmo CPF"
        CNPJ = "cnpj", "mesmo CNPJ"
        PHONE = "telefone", "mesmo telefone"
        EMAIL = "email", "mesmo e-mail"
        NAME = "nome", "nome e bairro parecidos"

    STRENGTH = {Why.CPF: 16, Why.CNPJ: 16, Why.PHONE: 4, Why.EMAIL: 2, Why.NAME: 1}

    first = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    why = ArrayField(models.CharField(max_length=8, choices=Why))
    strength = models.PositiveSmallIntegerField(default=0)
    found_at = models.DateTimeField("encontrado em", default=timezone.now)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    dismissed_at = models.DateTimeField(null=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = "possível repetição"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(dismissed_by=None, dismissed_at=None) | Q(dismissed_by__isnull=False, dismissed_at__isnull=False),
                name="pair_dismissed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["-strength", "-id"], condition=Q(dismissed_at=None), name="pair_waiting")]

    def __str__(self):
        return f"{self.first_id} e {self.second_id}"

    @classmethod
    def because(cls, pair, kinds):
        """Not saved."""
        found = cls(first_id=pair[0], second_id=pair[1])
        found._set(kinds)
        return found

    @classmethod
    def of_facts(cls, facts):
        """Not to be saved: as a lead's page shows it."""
        pair = cls(why=facts["why"])
        pair.other = Person(number=facts["number"], name=facts["name"])
        return pair

    def say(self, kinds):
        self._set(kinds)
        self.save(update_fields=["why", "strength"])

    def _set(self, kinds):
        self.why = [kind for kind in self.Why.values if kind in kinds]
        self.strength = sum(self.STRENGTH[kind] for kind in self.why)

    @property
    def people(self):
        return self.first, self.second

    @property
    def why_in_words(self):
        """mesmo telefone, mesmo e-mail"""
        return ", ".join(self.Why(kind).label for kind in self.why)

    @property
    def is_dismissed(self):
        return self.dismissed_at is not None

    def dismiss(self, *, by):
        """They are two people; it is not asked again."""
        if not self.is_dismissed:
            self.dismissed_by, self.dismissed_at = by, timezone.now()
            self.save(update_fields=["dismissed_by", "dismissed_at"])

    def reconsider(self):
        self.dismissed_by = self.dismissed_at = None
        self.save(update_fields=["dismissed_by", "dismissed_at"])


def _marks_of(person, contacts):
    """By what somebody may be the same: (why, value). Empty values say nothing (Pipedrive 11401)."""
    if person.is_inactive:
        return
    why = DuplicatePair.Why
    yield from ((why.PHONE.value, number) for number in contacts.phones)
    yield from ((why.EMAIL.value, address) for address in contacts.emails)
    for kind, value in ((why.CPF, person.cpf), (why.CNPJ, person.cnpj), (why.NAME, person.name_key)):
        if value:
            yield kind.value, value


def _bearers(marks):
    """(why, value, person's key) of the known people who bear one of these, in one query."""
    if not marks:
        return []
    marks = sorted(marks)
    asked = _bearing if len(marks) <= MARKS_OF_ONE else _bearers_of
    return asked(*(value for _, value in marks), kinds=tuple(kind for kind, _ in marks))


def _bearers_of(*values, kinds):
    by_kind = defaultdict(list)
    for kind, value in zip(kinds, values, strict=True):
        by_kind[kind].append(value)
    places = {"telefone": (Phone, "number", "person"), "email": (Email, "address", "person")}
    places |= {kind: (Person, column, "pk") for kind, column in (("cpf", "cpf"), ("cnpj", "cnpj"), ("nome", "name_key"))}
    pieces = []
    for kind, wanted in by_kind.items():
        model, column, key = places[kind]
        known = {"inactive_at": None} if model is Person else {"person__inactive_at": None}
        found = model.objects.filter(**{f"{column}__in": wanted}, **known).order_by()
        if model is Person:
            found = found.exclude(**{column: ""})  # says aloud what the partial index is for
        pieces.append(found.values_list(Value(kind), Cast(column, TextField()), key))
    first, *others = pieces
    return (first.union(*others, all=True).order_by() if others else first)[: BEARERS * len(values)]


_bearing = prepared(_bearers_of)  # of one person: a few marks, over and over the same few kinds
