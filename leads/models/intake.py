"""What came in by a door from outside: kept as it came, with what became of it (DIR-55, BEY-10)."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from purifikar.db.adding import add
from purifikar.db.keys import uuid7
from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.db.together import written_together

from .hook import Hook
from .lead import Lead
from .source import Source

SOME = 1000  # rows emptied at once


class KeyTaken(Exception):
    """The sender used that key before, for something else."""


class Replayed(Exception):
    """The very same signed message came before."""


class IntakeQuerySet(UnitQuerySet):
    def receive(self, facts, *, source, way, body, key="", mark="", hook=None):
        """The lead that those facts become, with the record of how it came; everything or nothing of it stays.

        `key` names the delivery for its sender: the same again finds the lead of the first time. `mark` is what must never
        come twice, the signature. Two at once meet at the rows' uniqueness: the second waits, then finds the first one's.
        Returns (intake, whether it is new). Raises Replayed, KeyTaken, or ValidationError where the unit cannot take the lead.
        """
        mine = {"source": source, "way": way, "body": body, "key": key, "mark": mark, "digest": digest_of(body), "hook": hook}
        try:
            with transaction.atomic(), written_together():
                intake = self.model(**mine, state=Intake.State.ACCEPTED, lead_id=uuid7())
                add(intake)
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
        if before is None:
            if mark and self.filter(mark=mark).exists():
                raise Replayed
            return None
        if before.digest != digest:
            raise KeyTaken
        before.count_repeat()
        return before

    def refuse(self, words, *, body, **facts):
        """Kept and shown although nothing could be made of it; a sender who tries it over and over is counted."""
        return self.keep(words, state=Intake.State.REFUSED, key=f"recusa:{digest_of(body)}", body=body, **facts)[0]

    def keep(self, words, *, state, key="", body, **facts):
        """Something that is no lead by itself, kept with why. The same key again is counted. Returns (intake, whether it is new)."""
        try:
            with transaction.atomic():
                return self.create(**facts, body=body, digest=digest_of(body), state=state, key=key, said=words[:300]), True
        except IntegrityError:
            before = self.filter(source=facts["source"], key=key).first()
            if before is None:
                raise
            before.count_repeat()
            return before, False

    def waiting(self):
        """What somebody has to look at."""
        return self.filter(state__in=Intake.WAITING)

    def forget_bodies(self):
        """Of what is old and settled only the facts are kept: when, whence and what became of it. Gives how many let go of theirs."""
        old = self.filter(at__lt=_body_limit()).exclude(body="").exclude(state__in=Intake.WAITING).order_by()
        emptied = 0
        while keys := list(old.values_list("pk", flat=True)[:SOME]):
            emptied += self.filter(pk__in=keys).update(body="")
        return emptied


class Intake(UnitModel):
    """One delivery by a door: the form, a webhook, a mail."""

    class Way(models.TextChoices):
        FORM = "formulario", "Formulário público"
        SIGNED = "assinado", "Webhook assinado"
        META = "meta", "Meta Lead Ads"
        GOOGLE = "google", "Google Ads"
        RD = "rd", "RD Station"
        JSON = "json", "JSON mapeado"
        EMAIL = "email", "E-mail"

    class State(models.TextChoices):
        ACCEPTED = "aceita", "virou lead"
        REFUSED = "recusada", "não entendida"
        FETCH = "buscar", "dados a buscar"
        REPEATED = "repetida", "repetida, com diferenças"
        TEST = "teste", "teste do remetente"
        IGNORED = "ignorada", "ignorada"
        SETTLED = "resolvida", "resolvida depois"
        DISMISSED = "dispensada", "dispensada"

    WAITING = (State.REFUSED, State.FETCH, State.REPEATED)

    source = models.ForeignKey(Source, models.PROTECT, related_name="intakes", verbose_name="origem", db_index=False)
    way = models.CharField("por onde", max_length=12, choices=Way)
    state = models.CharField("situação", max_length=10, choices=State)
    key = models.CharField(max_length=160, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    body = models.TextField("conteúdo", blank=True)
    said = models.CharField("motivo", max_length=300, blank=True)
    hook = models.ForeignKey(Hook, models.SET_NULL, null=True, related_name="intakes", verbose_name="integração", db_index=False)
    repeats = models.PositiveIntegerField("vezes que se repetiu", default=0)
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, related_name="intakes")
    at = models.DateTimeField("chegou em", default=timezone.now)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = "entrada"
        verbose_name_plural = "entradas"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["source", "-id"], name="intake_source"),
            models.Index(fields=["-id"], condition=Q(state__in=["recusada", "buscar", "repetida"]), name="intake_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], condition=~Q(key=""), name="intake_key_once"),
            models.UniqueConstraint(fields=["mark"], condition=~Q(mark=""), name="intake_mark_once"),
        ]

    def __str__(self):
        return f"{self.get_way_display()} em {self.at:%d/%m/%Y}"

    @property
    def is_waiting(self):
        return self.state in self.WAITING

    @property
    def is_emptied(self):
        """It said something, which is not kept any more."""
        return not self.body and not self.is_waiting and self.at < _body_limit()

    @property
    def may_try_again(self):
        return self.state == self.State.REFUSED

    def count_repeat(self):
        Intake.objects.filter(pk=self.pk).update(repeats=F("repeats") + 1)

    def settle(self, lead):
        """It became a lead after all, on somebody's second try."""
        self.state, self.lead = self.State.SETTLED, lead
        self.save(update_fields=["state", "lead"])

    def dismiss(self):
        """Somebody looked at it, and nothing is to be done."""
        Intake.objects.waiting().filter(pk=self.pk).update(state=self.State.DISMISSED)


def _body_limit():
    return timezone.now() - timedelta(days=settings.INTAKE_BODY_DAYS)


def digest_of(body):
    return hashlib.sha256(body.encode()).hexdigest()
