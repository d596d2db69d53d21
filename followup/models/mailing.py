from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import Errand, Mail, NetworkMailingModel
from tenants.roles import Permission
from workflow.models import Counter

from .mailing_model import MailingModel
from .mailing_recipient import Recipient
from .mailing_sender import Company, sender_of

TASK = "followup.tasks.work_on_mailing"
MOST = 20_000  # people of one mailing
MOST_ATTEMPTS = 3
INTERRUPTED = "O servidor parou no meio, três vezes no mesmo lugar."
TOO_MANY = "Um envio vai a no máximo 20.000 pessoas. Estreite os filtros e faça mais de um."


class MailingQuerySet(UnitQuerySet):
    def visible_to(self, member):
        """One's own; all for whoever sees all people."""
        return self if member.may(Permission.LEAD_SEE_ALL) else self.filter(by=member.user)

    def with_page(self):
        return self.select_related("model", "network_model", "by", "cancelled_by", "contact__person")

    def sent_with(self, key, *, by):
        """The one that the same person made already with this receipt: a form sent twice is one mailing."""
        return self.filter(pk=key, by=by).first() if key else None

    @transaction.atomic
    def begin(self, people, *, by, key=None, contacts=None, **facts):
        """A draft to these people. `contacts` {person's key: contact's} say in whose history it will stand."""
        keys = {"id": key} if key else {}
        mailing = self.create(number=Counter.next("envio"), by=by, **facts, **keys)
        mailing.add(people, contacts=contacts)
        return mailing


class Mailing(UnitModel):
    """Envio para clientes: one model sent to chosen people, and what became of it (BIM-54, DIR-56)."""

    class State(models.TextChoices):
        DRAFT = "rascunho", "rascunho"
        QUEUING = "enfileirando", "preparando os e-mails"
        DONE = "enviado", "enviado"
        CANCELLED = "cancelado", "cancelado"

    class Order(models.TextChoices):
        """In which they are sent, and in which the report tells of them (BIM-55)."""

        NAME = "nome", "nome"
        DISTRICT = "bairro", "bairro e nome"
        LAST = "contato", "data do último contato, o mais antigo primeiro"
        CODE = "codigo", "código da pessoa"

    number = models.PositiveIntegerField("número", unique=True)
    model = models.ForeignKey(MailingModel, models.PROTECT, null=True, related_name="mailings", verbose_name="modelo")
    network_model = models.ForeignKey(
        NetworkMailingModel, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", verbose_name="modelo da rede"
    )  # instead of one of the unit's; it is never deleted
    contact = models.ForeignKey("followup.Contact", models.SET_NULL, null=True, related_name="mailings", verbose_name="contato")
    state = models.CharField("situação", max_length=12, choices=State, default=State.DRAFT)
    ordering = models.CharField("ordenação", max_length=8, choices=Order, default=Order.NAME)
    header_text = models.TextField("texto informativo", max_length=1000, blank=True)
    company = models.CharField("empresa responsável", max_length=12, choices=Company, default=Company.UNIT)
    chosen_by = models.CharField("como foram escolhidas", max_length=300, blank=True)
    # As it was when it went: a model that is changed afterwards changes nothing here.
    subject = models.CharField("assunto", max_length=150, blank=True)
    body = models.TextField("texto", blank=True)
    files = models.JSONField("anexos", default=list)  # [{"key": …, "name": …, "type": …}]
    sender = models.JSONField("remetente", default=dict)
    needs_consent = models.BooleanField(default=True)
    total = models.PositiveIntegerField("pessoas", default=0)
    tally = models.JSONField(default=dict)  # {"fila": 12, "sem_email": 3}
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField("erro", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="por")
    at = models.DateTimeField("começado em", default=timezone.now)
    started_at = models.DateTimeField("enviado em", null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    cancelled_at = models.DateTimeField("cancelado em", null=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = "envio"
        ordering = ["-number"]

    def __str__(self):
        return f"Envio {self.number}"

    @property
    def template(self):
        """The model: the unit's own, or the network's."""
        return self.model or self.network_model

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_working(self):
        return self.state == self.State.QUEUING and not self.error

    @property
    def is_stuck(self):
        return self.state == self.State.QUEUING and bool(self.error)

    @property
    def done(self):
        return sum(self.tally.values())

    @property
    def state_kind(self):
        """Which state of the legend shows it."""
        return {"rascunho": "open", "enfileirando": "late" if self.error else "today", "enviado": "good"}.get(self.state, "closed")

    @property
    def mails(self):
        return Mail.objects.filter(batch=self.pk)

    # --- the draft ----------------------------------------------------------------------------------------------------

    @transaction.atomic
    def add(self, people, *, contacts=None):
        """These people too, each once; gives how many are new."""
        Mailing.objects.select_for_update().get(pk=self.pk)
        known = set(self.recipients.values_list("person", flat=True))
        fresh = [key for key in people.order_by().values_list("pk", flat=True)[: MOST + 1] if key not in known]
        if len(known) + len(fresh) > MOST:
            raise ValidationError(TOO_MANY, code="too_many")
        Recipient.objects.write(self, fresh, contacts or {})
        self._count()
        return len(fresh)

    @transaction.atomic
    def leave_out(self, people):
        """These people do not get it; gives how many."""
        gone, _ = self.recipients.chosen().filter(person__in=people).delete()
        self._count()
        return gone

    def _count(self):
        self.total = self.recipients.count()
        Mailing.objects.filter(pk=self.pk).update(total=self.total)

    @transaction.atomic
    def drop(self):
        """A draft that nobody sends."""
        if Mailing.objects.filter(pk=self.pk, state=self.State.DRAFT).select_for_update().first():
            self.recipients.all()._raw_delete(self.recipients.db)
            self.delete()

    @transaction.atomic
    def start(self, *, member):
        """ "Enviar e-mail" (BIM-58): it goes now, as it is now. Pressed twice it goes once; gives whether this time it did."""
        mailing = Mailing.objects.select_for_update(of=["self"]).select_related("model", "network_model").get(pk=self.pk)
        if mailing.state != self.State.DRAFT:
            return False
        model = mailing.template
        if model is None or not type(model).objects.released_to(member).filter(pk=model.pk).exists():
            raise ValidationError("Este modelo não está liberado para o seu papel. Escolha outro.", code="not_released")
        mailing.recipients.chosen().out_of_sight_of(member).update(state=Recipient.State.SUPPRESSED, why=Recipient.Why.NOT_SEEN)
        hidden = mailing.recipients.filter(why=Recipient.Why.NOT_SEEN).count()
        files = [{"key": file.key, "name": file.file_name, "type": file.content_type} for file in model.kept_files]
        Mailing.objects.filter(pk=self.pk).update(
            state=self.State.QUEUING, started_at=timezone.now(), subject=model.subject, body=model.body, files=files,
            needs_consent=model.needs_consent, sender=sender_of(mailing.company, by=mailing.by).as_dict(),
            tally={Recipient.Why.NOT_SEEN.value: hidden} if hidden else {},
        )  # fmt: skip
        Errand.objects.ask(TASK, self.pk)
        self.refresh_from_db()
        return True

    # --- on its way ---------------------------------------------------------------------------------------------------

    @transaction.atomic
    def cancel(self, *, by):
        """Nobody more gets it: those not prepared yet, and those whose mail waits in the outbox. Gives whether there was anything to stop."""
        mailing = Mailing.objects.select_for_update(of=["self"]).get(pk=self.pk)
        if mailing.state not in (self.State.QUEUING, self.State.DONE):
            return False
        stopped = self.recipients.chosen().update(state=Recipient.State.CANCELLED) + self.mails.withdraw()
        if mailing.state == self.State.DONE and not stopped:
            return False
        now = timezone.now()
        Mailing.objects.filter(pk=self.pk).update(state=self.State.CANCELLED, cancelled_by=by, cancelled_at=now, error="")
        Errand.objects.done(TASK, self.pk)
        self.refresh_from_db()
        return True

    @transaction.atomic
    def try_again(self):
        """What stood still goes on where it stopped."""
        stuck = Mailing.objects.filter(pk=self.pk, state=self.State.QUEUING).exclude(error="")
        if stuck.update(error="", attempts=0):
            Errand.objects.ask(TASK, self.pk)
            self.refresh_from_db()

    def begin_attempt(self):
        """Counted before the work begins: what kills its worker is given up after a few tries."""
        if self.attempts >= MOST_ATTEMPTS:
            self.stop(INTERRUPTED)
            return False
        Mailing.objects.filter(pk=self.pk).update(attempts=models.F("attempts") + 1)
        return True

    @transaction.atomic
    def stop(self, words):
        """It stands still until somebody says what to do."""
        Mailing.objects.filter(pk=self.pk).update(error=str(words)[:300])
        Errand.objects.done(TASK, self.pk)

    def settle(self, tally):
        """How far it is, in the transaction of those that were prepared."""
        self.tally, self.attempts = tally, 0
        Mailing.objects.filter(pk=self.pk).update(tally=tally, attempts=0)
        Errand.objects.alive(TASK, self.pk)

    @transaction.atomic
    def finish(self):
        over = Mailing.objects.filter(pk=self.pk, state=self.State.QUEUING)
        if over.update(state=self.State.DONE, finished_at=timezone.now(), error=""):
            Errand.objects.done(TASK, self.pk)
