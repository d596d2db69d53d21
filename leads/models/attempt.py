from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet

from .lead import Lead


class CallAttemptQuerySet(UnitQuerySet):
    @transaction.atomic
    def log(self, lead, *, result, next_at, by, note=""):
        """A call and what came of it: in the lead's history, in the queue's counter, and with the moment of the next one (PUR-37)."""
        attempt = self.create(lead=lead, result=result, note=note, next_at=next_at, by=by)
        lead.journey.record("lead.called", by=by, result=attempt.get_result_display())
        lead.set_next(next_at, by=by, note=note)
        lead.journey.tried(call_at=next_at)
        return attempt


class CallAttempt(UnitModel):
    """A call to the person of a lead: who, when, how it ended, and when to call again (PUR-37)."""

    class Result(models.TextChoices):
        ANSWERED = "atendeu", "atendeu"
        NO_ANSWER = "nao-atendeu", "não atendeu"
        VOICEMAIL = "caixa-postal", "caixa postal"
        WRONG_NUMBER = "numero-errado", "número errado"
        CALL_LATER = "depois", "pediu para ligar depois"

    # Nobody was reached: it is worth trying again the same day.
    SOON = (Result.NO_ANSWER, Result.VOICEMAIL)

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="attempts", verbose_name="lead")
    result = models.CharField("resultado", max_length=14, choices=Result)
    note = models.CharField("observação", max_length=2000, blank=True)
    next_at = models.DateTimeField("próxima tentativa")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = CallAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "tentativa de contato"
        ordering = ["at"]
        indexes = [models.Index(fields=["lead", "at"], name="attempt_of_lead")]

    def __str__(self):
        return f"{self.get_result_display()} em {timezone.localtime(self.at):%d/%m às %H:%M}"
