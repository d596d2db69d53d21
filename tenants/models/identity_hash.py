from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from purifikar.db.adding import add
from purifikar.db.keys import uuid7

SALT = "tenants.identity_hash"


def digest_of(kind, value):
    """A phone, number or address as 128 bits that nobody without the network's key can tell, nor try values against."""
    return UUID(bytes=salted_hmac(SALT, f"{kind}:{value}", algorithm="sha256").digest()[:16])


@dataclass
class Known:
    """What the network's register is to say of a person of a unit: {digest: kind}, and the open lead with its date, if any."""

    since: datetime
    lead: int | None = None
    digests: dict = field(default_factory=dict)

    def add(self, kind, value):
        if value:
            self.digests[digest_of(kind, value)] = kind


class IdentityHashQuerySet(models.QuerySet):
    def in_treatment(self):
        return self.exclude(lead=None)

    def of(self, unit, people):
        """`people` are their keys in the unit's schema."""
        return self.filter(unit=unit, person__in=people)

    def elsewhere(self, unit, digests):
        """The same people in treatment in other units, the oldest first."""
        there = self.in_treatment().filter(digest__in=digests, unit__state="ativa").exclude(unit=unit)
        return there.select_related("unit").order_by("since")

    def keep(self, unit, people, *, are_new=False):
        """Writes of a unit's people what they are known by: {person's key: Known}. In the transaction of the deed."""
        wanted = {(key, digest): (known, kind) for key, known in people.items() for digest, kind in known.digests.items()}
        if not are_new:
            self._follow(unit, people, wanted)
        rows = (
            IdentityHash(unit=unit, person=key, digest=digest, kind=kind, since=known.since, lead=known.lead)
            for (key, digest), (known, kind) in wanted.items()
        )
        add(*rows, pass_over=True)

    def _follow(self, unit, people, wanted):
        """Takes away what holds no longer and puts right what changed; `wanted` keeps what is new."""
        gone, moved = [], defaultdict(list)
        for row in self.of(unit, people):
            known, _ = wanted.pop((row.person, row.digest), (None, ""))
            if known is None:
                gone.append(row.pk)
            elif (row.since, row.lead) != (known.since, known.lead):
                moved[known.since, known.lead].append(row.pk)
        if gone:
            self.filter(pk__in=gone).delete()
        for (since, lead), keys in moved.items():
            self.filter(pk__in=keys).update(since=since, lead=lead)

    def begin(self, unit, person, *, lead, since):
        """That person is in treatment now. False where he was already, or nothing is known of him."""
        return bool(self.of(unit, [person]).filter(lead=None).update(lead=lead, since=since))

    def move(self, unit, treatment):
        """{person's key: (since, lead)}: those in treatment by that lead since then, or known since then and in none."""
        moved = [row for row in self.of(unit, treatment) if (row.since, row.lead) != treatment[row.person]]
        for row in moved:
            row.since, row.lead = treatment[row.person]
        self.bulk_update(moved, ["since", "lead"], batch_size=500)

    def forget(self, unit, people):
        """Nothing more is said of these people: erased, put aside, or gone into another record."""
        self.of(unit, people).delete()


class IdentityHash(models.Model):
    """By what a unit knows a person, told to no other unit: a keyed digest of a phone, e-mail, CPF or CNPJ, and since when.

    Written in the transaction of the unit's record (architecture.md, Shared registers); `lead` is the number of the open lead by
    which the person is in treatment. No name and no number can be read out of it (field note 5).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="+", db_index=False)
    person = models.UUIDField()  # key of the person in the unit's schema
    digest = models.UUIDField()
    kind = models.CharField(max_length=8)
    since = models.DateTimeField()
    lead = models.PositiveIntegerField(null=True)

    objects = IdentityHashQuerySet.as_manager()

    class Meta:
        verbose_name = "sinal de uma pessoa"
        constraints = [models.UniqueConstraint(fields=["unit", "person", "digest"], name="identity_once")]
        indexes = [models.Index(fields=["digest"], condition=Q(lead__isnull=False), name="identity_in_treatment")]

    def __str__(self):
        return f"{self.kind} em {self.unit_id}"
