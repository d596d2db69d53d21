from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from followup import watching
from purifikar.db.models import UnitModel, UnitQuerySet

MOST_TEXT = 20_000


class FinishedOpinion(RuntimeError):
    """Somebody tried to change or delete an opinion; it is only followed by another."""


class OpinionQuerySet(UnitQuerySet):
    def standard(self):
        """Those that used the standard text of their type (BIM-43)."""
        return self.exclude(standard_text="")

    def with_line(self):
        """What a line of the history shows. The mail's row is of the network: fetched beside, never joined."""
        return self.select_related("by", "kind").prefetch_related("mail", "attachments__file")

    def update(self, **values):
        """Only erasure changes an opinion; the database refuses the rest too (a trigger)."""
        if values and not values.get("erased_at"):
            raise FinishedOpinion("A finished opinion is never edited.")
        return super().update(**values)

    def delete(self):
        raise FinishedOpinion("A finished opinion is never deleted.")

    @transaction.atomic
    def write(self, text, *, by, contact=None, request=None, journey=True, **facts):
        """A finished opinion, and a line in the history of what it is about. `journey` false: the decision tells it there."""
        kind = contact.kind if contact else None
        opinion = self.create(text=text, by=by, contact=contact, request=request, kind=kind, at=timezone.now(), **facts)
        if journey and (way := opinion.journey):
            way.record("journey.noted", by=by, note=opinion.told, opinion=str(opinion.pk))
        if contact:
            title = f"{contact.person}: {opinion.get_source_display()} – {contact.name}"
            watching.tell(contact, title, text[:400], by=by, key=f"parecer:{opinion.pk}")
        return opinion


class Opinion(UnitModel):
    """What somebody did and found out in a contact or a solicitação: a parecer. Never edited, only followed by another (BIM-19, BIM-70)."""

    class Source(models.TextChoices):
        WRITTEN = "escrito", "parecer"
        EMAIL = "email", "e-mail enviado"
        REPLY = "resposta", "e-mail recebido"
        SYSTEM = "automatico", "registro automático"

    contact = models.ForeignKey(
        "followup.Contact", models.PROTECT, db_index=False, null=True, related_name="opinions", verbose_name="contato"
    )
    request = models.ForeignKey(
        "workflow.Request", models.PROTECT, db_index=False, null=True, related_name="opinions", verbose_name="solicitação"
    )
    kind = models.ForeignKey(
        "followup.AttendanceType", models.PROTECT, db_index=False, null=True, related_name="+", verbose_name="tipo de atendimento"
    )
    text = models.TextField("parecer")
    standard_text = models.TextField("texto padrão usado", blank=True)
    source = models.CharField("origem", max_length=10, choices=Source, default=Source.WRITTEN)
    sender = models.CharField("de quem", max_length=300, blank=True)  # of a mail that came
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+", verbose_name="por"
    )
    at = models.DateTimeField("em", default=timezone.now)
    mail = models.ForeignKey("tenants.Mail", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+")
    reply_token = models.CharField(max_length=24, blank=True)  # in the address to which its mail is answered
    message_id = models.CharField(max_length=160, blank=True)  # of a mail that came: the same one comes in once
    erased_at = models.DateTimeField(null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "parecer"
        verbose_name_plural = "pareceres"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["contact", "-at"], name="opinion_of_contact"),
            models.Index(fields=["request", "-at"], condition=Q(request__isnull=False), name="opinion_of_request"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, request=None) | Q(contact=None, request__isnull=False), name="opinion_of_one_matter"
            ),
            models.UniqueConstraint(fields=["reply_token"], condition=~Q(reply_token=""), name="opinion_reply_token"),
            models.UniqueConstraint(fields=["message_id"], condition=~Q(message_id=""), name="opinion_message_once"),
        ]

    def __str__(self):
        return self.text[:60]

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise FinishedOpinion("A finished opinion is never edited.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise FinishedOpinion("A finished opinion is never deleted.")

    @property
    def journey(self):
        """The way of what it is about, where there is one."""
        if self.request_id:
            return self.request.journey
        lead = self.contact.lead
        return lead.journey if lead else None

    @property
    def told(self):
        """As the lead's history tells it."""
        return f"{self.sender} respondeu por e-mail:\n{self.text}" if self.source == self.Source.REPLY else self.text

    @property
    def who(self):
        return self.sender or (str(self.by) if self.by_id else "Pelo sistema")

    @property
    def is_mail(self):
        return self.source in (self.Source.EMAIL, self.Source.REPLY)
