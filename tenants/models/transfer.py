from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from purifikar.db.keys import uuid7

from .notice import Notice


class TransferQuerySet(models.QuerySet):
    def with_page(self):
        return self.select_related("giver", "by", "unit")

    def visible_at(self, unit):
        """In a unit those of the unit; at the Franqueadora all."""
        return self.filter(unit=unit) if unit else self


class Transfer(models.Model):
    """What hangs on a person goes to others: whose, to whom, why, and how far it is (FOL-36, FOL-37, BEY-15).

    Each thing is an item, done in the transaction in which it changes hands: a worker that dies goes on where it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField("motivo", max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "transferência"
        indexes = [models.Index(fields=["giver", "-id"], name="transfer_of_person")]

    def __str__(self):
        return f"de {self.giver}"

    @property
    def is_finished(self):
        return self.finished_at is not None

    def progress(self):
        """(dealt with, all of them, those refused)"""
        counts = self.items.aggregate(
            all=Count("pk"), dealt=Count("pk", filter=~Q(dealt_at=None)), refused=Count("pk", filter=~Q(refused=""))
        )
        return counts["dealt"], counts["all"], counts["refused"]

    def finish(self):
        """Tells each who got something, once."""
        if not Transfer.objects.filter(pk=self.pk, finished_at=None).update(finished_at=timezone.now()):
            return
        self.refresh_from_db(fields=["finished_at"])
        got = {}
        for item in self.items.filter(refused="").exclude(dealt_at=None).select_related("taker", "unit"):
            got.setdefault(item.taker, []).append(item.unit)
        for taker, units in got.items():
            words = "1 lead ou tarefa" if len(units) == 1 else f"{len(units)} leads ou tarefas"
            unit = units[0] if len(set(units)) == 1 else None
            Notice.objects.tell(
                [taker], kind=Notice.Kind.RECEIVED, unit=unit, key=f"transferencia:{self.pk}",
                title=f"Você recebeu {words} de {self.giver}", text=self.why, address="/leads/?responsavel=eu" if unit else "/rede/mesa/",
            )  # fmt: skip


class TransferItem(models.Model):
    """One journey of a unit that is to change hands, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="items")
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="+", db_index=False)
    journey = models.UUIDField()
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    dealt_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "item da transferência"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["transfer", "unit", "journey"], name="transferred_once")]
        indexes = [models.Index(fields=["transfer", "id"], condition=Q(dealt_at=None), name="transfer_left")]

    def __str__(self):
        return f"{self.journey} a {self.taker}"

    def deal(self, refused=""):
        self.dealt_at, self.refused = timezone.now(), refused[:300]
        self.save(update_fields=["dealt_at", "refused"])
