"""What came in by a door from outside: kept as it came, with what became of it (DIR-55, BEY-10)."""

import hashlib

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.db.models import UnitModel, UnitQuerySet

from .lead import Lead
from .source import Source


class KeyTaken(Exception):
    """The sender used that key before, for something else."""


class Replayed(Exception):
    """The very same signed message came before."""


class IntakeQuerySet(UnitQuerySet):
    def receive(self, facts, *, source, way, body, key="", mark=""):
        """The lead that those facts become, with the record of how it came; everything or nothing of it stays.

        `key` names the delivery for its sender: the same again finds the lead of the first time. `mark` is what must never
        come twice, the signature. Two at once meet at the rows' uniqueness: the second waits, then finds the first one's.
        Returns (intake, whether it is new). Raises Replayed, KeyTaken, or ValidationError where the unit cannot take the lead.
        """
        mine = {"source": source, "way": way, "body": body, "key": key, "mark": mark, "digest": digest_of(body)}
        try:
            with transaction.atomic():
                intake = self.create(**mine, state=Intake.State.ACCEPTED, lead_id=uuid7())
                intake.lead = facts.become_lead(source, key=intake.lead_id)
        except IntegrityError:
            before = self._of_before(source, key, mark, mine["digest"])
            if before is None:
                raise
            return before, False
        return intake, True

    def _of_before(self, source, key, mark, digest):
        """What the first delivery of that key became; None where the database refused something else."""
        before = self.select_related("lead").filter(source=source, key=key).first() if key else None
        if before is None and mark and self.filter(mark=mark).exists():
            raise Replayed
        if before is not None and before.digest != digest:
            raise KeyTaken
        return before

    def refuse(self, words, *, source, way, body):
        """Kept and shown although nothing could be made of it."""
        return self.create(source=source, way=way, body=body, digest=digest_of(body), state=Intake.State.REFUSED, said=words[:300])


class Intake(UnitModel):
    """One delivery by a door: the form, a webhook, a mail."""

    class Way(models.TextChoices):
        FORM = "formulario", "Formulário público"
        SIGNED = "assinado", "Webhook assinado"

    class State(models.TextChoices):
        ACCEPTED = "aceita", "virou lead"
        REFUSED = "recusada", "não entendida"

    source = models.ForeignKey(Source, models.PROTECT, related_name="intakes", verbose_name="origem", db_index=False)
    way = models.CharField("por onde", max_length=12, choices=Way)
    state = models.CharField("situação", max_length=10, choices=State)
    key = models.CharField(max_length=160, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    body = models.TextField("conteúdo", blank=True)
    said = models.CharField("motivo", max_length=300, blank=True)
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, related_name="intakes")
    at = models.DateTimeField("chegou em", default=timezone.now)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = "entrada"
        verbose_name_plural = "entradas"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["source", "-id"], name="intake_source"),
            models.Index(fields=["-id"], condition=Q(state="recusada"), name="intake_refused"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], condition=~Q(key=""), name="intake_key_once"),
            models.UniqueConstraint(fields=["mark"], condition=~Q(mark=""), name="intake_mark_once"),
        ]

    def __str__(self):
        return f"{self.get_way_display()} em {self.at:%d/%m/%Y}"


def digest_of(body):
    return hashlib.sha256(body.encode()).hexdigest()
