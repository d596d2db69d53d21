from collections import defaultdict

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.db.prepared import prepared

from .identity_hash import IdentityHash
from .membership import Membership
from .notice import Notice

MANAGERS = ("gerente", "franqueado")
WORDS = {"email": "e-mail", "cpf": "CPF", "cnpj": "CNPJ"}


class DisputeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at=None)

    def settled(self):
        return self.exclude(decided_at=None)

    def with_page(self):
        return self.select_related("first_unit", "second_unit", "winner", "decided_by")

    def of(self, unit, lead):
        """Those about that lead, by its number."""
        return self.filter(Q(first_unit=unit, first_lead=lead) | Q(second_unit=unit, second_lead=lead))

    def look(self, unit, people):
        """Opens a dispute with every other unit that treats one of these people too. Gives the new ones.

        `people` are keys in the unit's schema. Costs one query where nobody is in dispute.
        """
        theirs = defaultdict(list)
        for row in _theirs(unit.pk, *people) if len(people) == 1 else _others(unit, people):
            theirs[row.digest].append(row)
        if not theirs:
            return []
        ours, meetings = IdentityHash.objects.of(unit, people).in_treatment(), defaultdict(set)
        for mine in ours.filter(digest__in=theirs).select_related("unit"):
            for other in theirs[mine.digest]:
                sides = sorted([(row.since, row.unit.slug, row.unit, row.lead) for row in (mine, other)], key=lambda side: side[:2])
                meetings[tuple(sides)].add(mine.kind)
        return [dispute for sides, kinds in meetings.items() if (dispute := self._open(*sides, kinds))]

    def look_everywhere(self):
        """Finds what two units that registered at one instant could not see of each other; gives how many."""
        rows = IdentityHash.objects.in_treatment().filter(unit__state="ativa")
        twins = IdentityHash.objects.in_treatment().filter(digest=OuterRef("digest")).exclude(unit=OuterRef("unit"))
        by_unit = defaultdict(set)
        for row in rows.filter(Exists(twins)).select_related("unit"):
            by_unit[row.unit].add(row.person)
        return sum(len(self.look(unit, people)) for unit, people in by_unit.items())

    def _open(self, first, second, kinds):
        sides = {
            f"{name}_{fact}": value
            for name, (since, _, unit, lead) in (("first", first), ("second", second))
            for fact, value in (("unit", unit), ("lead", lead), ("since", since))
        }
        if self.filter(**{name: value for name, value in sides.items() if not name.endswith("since")}).exists():
            return None  # open already, or decided: the decision stands for these two leads
        dispute = self.create(kinds=sorted(kinds), **sides)
        dispute.tell_administrators()
        return dispute

    def lapse(self, unit, lead):
        """That lead has ended: nothing is left to decide."""
        self.open().of(unit, lead).update(decided_at=timezone.now(), reason="Um dos leads foi encerrado.")


class Dispute(models.Model):
    """Two units treat the same person at once; the network says which of them goes on (BEY-09, field note 5).

    `first` had the person earlier. Nobody's name or number stands here, only the numbers of the two leads.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first_unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="+", db_index=False)
    first_lead = models.PositiveIntegerField()
    first_since = models.DateTimeField()
    second_unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="+", db_index=False)
    second_lead = models.PositiveIntegerField()
    second_since = models.DateTimeField()
    kinds = ArrayField(models.CharField(max_length=8), default=list)
    opened_at = models.DateTimeField("aberta em", default=timezone.now)
    winner = models.ForeignKey("tenants.Unit", models.CASCADE, null=True, related_name="+", db_index=False)
    reason = models.CharField("motivo", max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = "disputa"
        constraints = [
            models.UniqueConstraint(fields=["first_unit", "first_lead", "second_unit", "second_lead"], name="dispute_once"),
            models.CheckConstraint(
                condition=Q(decided_by=None, winner=None) | Q(decided_by__isnull=False, winner__isnull=False, decided_at__isnull=False),
                name="dispute_decided_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["second_unit", "second_lead"], name="dispute_second"),
            models.Index(fields=["-id"], condition=Q(decided_at=None), name="dispute_open"),
        ]

    def __str__(self):
        return f"{self.first_unit} e {self.second_unit}"

    @property
    def is_open(self):
        return self.decided_at is None

    @property
    def sides(self):
        """(unit, number of its lead, since when), the earlier first."""
        return [(self.first_unit, self.first_lead, self.first_since), (self.second_unit, self.second_lead, self.second_since)]

    @property
    def kinds_in_words(self):
        """telefone e CPF"""
        return " e ".join(WORDS.get(kind, kind) for kind in self.kinds)

    def other(self, unit):
        """(the other unit, since when)"""
        return (self.second_unit, self.second_since) if unit.pk == self.first_unit_id else (self.first_unit, self.first_since)

    @transaction.atomic
    def decide(self, winner, reason, *, by):
        """That unit goes on; the managers of both are told why. Raises ValidationError when somebody was quicker."""
        decided = Dispute.objects.open().filter(pk=self.pk).update(winner=winner, reason=reason, decided_by=by, decided_at=timezone.now())
        self.refresh_from_db()
        if not decided:
            when = timezone.localtime(self.decided_at)
            raise ValidationError(f"Já foi encerrada por {self.decided_by or 'si mesma'} em {when:%d/%m às %H:%M}: {self.reason}")
        for unit, lead, _ in self.sides:
            self._tell_managers(unit, lead)

    def _tell_managers(self, unit, lead):
        members = Membership.objects.active().of_unit(unit).filter(role__in=MANAGERS).select_related("user")
        what = "segue com a sua unidade" if unit.pk == self.winner_id else f"fica com a unidade {self.winner}; encerre o seu"
        Notice.objects.tell(
            [member.user for member in members], kind=Notice.Kind.DISPUTE, unit=unit, key=f"disputa:{self.pk}:{unit.pk}",
            title=f"Disputa decidida: o lead L-{lead} {what}", text=self.reason, address=f"/leads/{lead}/",
        )  # fmt: skip

    def tell_administrators(self):
        admins = Membership.objects.administering().select_related("user")
        Notice.objects.tell(
            [member.user for member in admins], kind=Notice.Kind.DISPUTE, key=f"disputa:{self.pk}",
            title=f"Disputa entre {self.first_unit} e {self.second_unit}",
            text=f"As duas unidades atendem a mesma pessoa (mesmo {self.kinds_in_words}). Diga qual delas segue.",
            address=f"/rede/disputas/{self.pk}/",
        )  # fmt: skip


def _others(unit, people):
    ours = IdentityHash.objects.of(unit, people).in_treatment()
    return IdentityHash.objects.elsewhere(unit, ours.values("digest"))


@prepared
def _theirs(unit, person):
    return _others(unit, [person])
