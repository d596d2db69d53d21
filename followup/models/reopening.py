from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone

from followup import closing, watching
from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import Notice, OpenWork

from .contact import Contact


class ReopeningQuerySet(UnitQuerySet):
    def waiting(self):
        return self.filter(answered_at=None)

    @transaction.atomic
    def ask(self, contact, supervisor, *, reason, by):
        """Asks a supervisor to let a contact be opened again: in his day and in his bell (BIM-40)."""
        contact.hold()
        if contact.is_open:
            raise ValidationError("O contato já está em aberto.", code="open")
        if refusal := closing.refusal(contact):
            raise ValidationError(refusal.words, code="refused")
        if waiting := contact.reopenings.waiting().select_related("supervisor").first():
            raise ValidationError(f"{waiting.supervisor} já foi perguntado e ainda não respondeu.", code="asked_already")
        asked = self.create(contact=contact, supervisor=supervisor, reason=reason, by=by)
        OpenWork.objects.create(
            unit=connection.tenant, subject=asked.pk, kind=OpenWork.Kind.INVOLVEMENT, holder=supervisor, stage="Reabertura",
            title=f"Reabrir: {contact}"[:160], detail=f"{by}: “{reason}”"[:200], address=contact.address, since=asked.at,
        )  # fmt: skip
        contact.record("pedido", by=by, words=f"a {supervisor}: {reason}")
        asked.tell(supervisor, f"{by} pede para reabrir: {contact}", reason, "pedido")
        return asked


class Reopening(UnitModel):
    """Somebody without the power asks a supervisor to let a closed contact be opened again (BIM-40)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="reopenings")
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="supervisor")  # fmt: skip
    reason = models.CharField("motivo da reabertura", max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField("pedida em", default=timezone.now)
    accepted = models.BooleanField("autorizada", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField("resposta", max_length=400, blank=True)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = "pedido de reabertura"
        verbose_name_plural = "pedidos de reabertura"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=models.Q(answered_at=None), name="reopening_once"),
            models.CheckConstraint(
                condition=models.Q(accepted=None, answered_at=None) | models.Q(accepted__isnull=False, answered_at__isnull=False),
                name="reopening_answered",
            ),
        ]

    def __str__(self):
        return f"{self.by}: {self.reason}"

    @transaction.atomic
    def grant(self, *, by):
        """The contact opens for whoever asked, on this supervisor's authority."""
        self.contact.reopen(by=self.by, reason=self.reason, authorised_by=by)

    @transaction.atomic
    def refuse(self, words, *, by):
        self.settle(accepted=False, by=by, answer=words)
        self.contact.record("negado", by=by, words=words)

    def settle(self, *, accepted, by, answer=""):
        """Answered, out of the supervisor's queue, and whoever asked is told. Raises ValidationError for one that was answered meanwhile."""
        now = timezone.now()
        settled = Reopening.objects.waiting().filter(pk=self.pk).update(accepted=accepted, answered_by=by, answered_at=now, answer=answer)
        self.refresh_from_db(fields=["accepted", "answered_by", "answered_at", "answer"])
        if not settled:
            raise ValidationError("Este pedido já foi respondido.", code="answered")
        OpenWork.objects.filter(unit=connection.tenant, subject=self.pk).delete()
        if self.by_id != by.pk and watching.still_here([self.by]):
            words = "autorizou reabrir" if accepted else "não autorizou reabrir"
            self.tell(self.by, f"{by} {words}: {self.contact}", answer, "resposta")

    def tell(self, user, title, text, what):
        key = f"reabertura:{what}:{self.pk}"
        Notice.objects.tell([user], kind=Notice.Kind.RECEIVED, title=title, text=text, key=key, unit=connection.tenant, address=self.contact.address)  # fmt: skip
