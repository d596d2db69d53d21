from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import Notice, OpenWork

from .lead import Lead


class InvolvementQuerySet(UnitQuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def with_people(self):
        return self.select_related("user", "by", "closed_by")

    @transaction.atomic
    def ask(self, lead, user, *, words, by, kind="participar", until=None, is_urgent=False):
        """Asks somebody into a lead: in his day, in his bell and in the lead's history. Raises ValidationError when he is asked already."""
        if lead.involvements.open().filter(user=user, kind=kind).exists():
            raise ValidationError({"person": f"{user} já foi chamado e ainda não respondeu."}, code="asked_already")
        asked = self.create(lead=lead, user=user, words=words, by=by, kind=kind, until=until, is_urgent=is_urgent)
        asked.write_queue()
        lead.journey.record("lead.asked", by=by, to=str(user), words=words, what=asked.get_kind_display())
        asked.tell(user, f"{by} {asked.asks_words}: {lead.person}", words, "pedido")
        return asked

    @transaction.atomic
    def close_with(self, lead):
        """What was asked of a lead that came to its end is asked no more."""
        for asked in self.open().filter(lead=lead):
            asked.close(by=None)


class Involvement(UnitModel):
    """Somebody is needed in a negotiation, or has a point to settle with a colleague: who asks whom, in which words, and the answer
    (PUR-17, PUR-20, PUR-46). Both stand in the day of whoever is asked until he answers or it is taken back.
    """

    class Kind(models.TextChoices):
        TAKE_PART = "participar", "participação na negociação"
        ALIGN = "alinhar", "alinhamento"

    QUEUE_KINDS = {Kind.TAKE_PART: OpenWork.Kind.INVOLVEMENT, Kind.ALIGN: OpenWork.Kind.ALIGNMENT}
    ASKS = {Kind.TAKE_PART: "pede a sua participação", Kind.ALIGN: "quer alinhar um ponto"}

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="involvements", verbose_name="lead")
    kind = models.CharField("o que se pede", max_length=10, choices=Kind, default=Kind.TAKE_PART)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="a quem")
    words = models.CharField("por quê", max_length=400)
    until = models.DateTimeField("até quando", null=True, blank=True)
    is_urgent = models.BooleanField("urgente", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField("resposta", max_length=1000, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = InvolvementQuerySet.as_manager()

    class Meta:
        verbose_name = "pedido de participação"
        ordering = ["-id"]
        indexes = [models.Index(fields=["user"], name="involvement_of_user")]
        constraints = [
            models.UniqueConstraint(fields=["lead", "user", "kind"], condition=models.Q(closed_at=None), name="involvement_once"),
            models.CheckConstraint(condition=models.Q(answer="") | models.Q(closed_at__isnull=False), name="involvement_answer_closes"),
        ]

    def __str__(self):
        return f"{self.by}: {self.words}"

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def asks_words(self):
        return self.ASKS[self.kind]

    @transaction.atomic
    def reply(self, words, *, by):
        """What the asked person says; whoever asked is told. Raises ValidationError when it was answered or taken back meanwhile."""
        self._leave(by, answer=words)
        self.lead.journey.record("lead.answered", by=by, words=words, asked=self.words)
        if self.by_id and self.by_id != by.pk:
            self.tell(self.by, f"{by} respondeu: {self.lead.person}", words, "resposta")

    @transaction.atomic
    def withdraw(self, *, by):
        """Not needed any more."""
        self._leave(by)
        self.lead.journey.record("lead.ask_withdrawn", by=by, to=str(self.user), words=self.words)

    def close(self, *, by):
        self._leave(by)

    def write_queue(self):
        kind, level = self.QUEUE_KINDS[self.kind], OpenWork.Priority.URGENT if self.is_urgent else OpenWork.Priority.NORMAL
        OpenWork.objects.create(
            unit=connection.tenant, subject=self.pk, kind=kind, holder=self.user, title=self.lead.journey.title or str(self.lead.person),
            detail=f"{self.by}: “{self.words}”"[:200], address=self.address, since=self.at, due_at=self.until, priority=level,
            channel=self.lead.channel,
        )  # fmt: skip

    @property
    def address(self):
        return f"/leads/{self.lead.number}/participacao/"

    def tell(self, user, title, text, what):
        Notice.objects.tell(
            [user], kind=Notice.Kind.RECEIVED, title=title, text=text, key=f"{what}:{self.pk}", unit=connection.tenant, address=self.address
        )

    def _leave(self, by, *, answer=""):
        now = timezone.now()
        left = Involvement.objects.open().filter(pk=self.pk).update(closed_by=by, closed_at=now, answer=answer)
        self.refresh_from_db(fields=["closed_by", "closed_at", "answer"])
        if not left:
            raise ValidationError("Este pedido já foi respondido ou retirado.", code="closed_already")
        OpenWork.objects.filter(unit=connection.tenant, subject=self.pk).delete()
