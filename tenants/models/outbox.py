from datetime import timedelta
from email.headerregistry import Address
from email.utils import make_msgid, parseaddr
from time import monotonic

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.utils import timezone

from purifikar.db.keys import uuid7
from tenants.soon import soon

LEASE = timedelta(minutes=10)  # longer than any server lets us wait
MOST_ATTEMPTS = 8
URGENT, BULK = 0, 9  # what somebody waits for; what goes to thousands, and lets everything else pass
BULK_A_MINUTE = 200  # of one unit: a mail server that gets thousands at once takes them for spam


class MailQuerySet(models.QuerySet):
    def queued(self):
        return self.filter(state=Mail.State.QUEUED)

    def due(self, now):
        return self.queued().filter(next_attempt_at__lte=now)

    def failed(self):
        return self.filter(state__in=[Mail.State.FAILED, Mail.State.UNCERTAIN])

    def matching(self, words):
        return self.filter(models.Q(to__icontains=words) | models.Q(subject__unaccent__icontains=words))

    def write(self, *, to, subject, text, kind, unit=None, html="", secret=False, repeatable=False, at_once=True, reply_to="", files=None):
        """Puts a mail into the outbox, in the transaction of the deed that it tells of; the sending follows the commit.

        `repeatable`: better twice than not at all. Not `at_once`: nobody is woken, the clock finds it within seconds. `reply_to`:
        a person wrote it, and the answer is wanted there. `files` are attached when it leaves: [{"key", "name", "type"}].
        """
        facts = {"to": to, "subject": subject, "text": text, "html": html, "kind": kind, "unit": unit, "reply_to": reply_to, "files": files}
        mail = Mail.draft(secret=secret, repeatable=repeatable, **facts)
        mail.save(force_insert=True)
        if at_once:
            mail.send_later()
        return mail

    def bulk_slots(self, unit):
        """The moments at which a unit's bulk mails may leave, one after the other: behind those that it has waiting."""
        waiting = self.queued().filter(priority=BULK, unit=unit).order_by("-next_attempt_at").values_list("next_attempt_at", flat=True)
        at, step = max(timezone.now(), waiting.first() or timezone.now()), timedelta(minutes=1) / BULK_A_MINUTE
        while True:
            yield at
            at += step

    def withdraw(self):
        """Those that have not left yet stay here; gives how many."""
        return self.queued().update(state=Mail.State.CANCELLED, error="O envio foi cancelado.")

    @transaction.atomic
    def claim(self):
        """Takes the mail due longest, a bulk mail only where no other is due, or None; two workers never take the same one."""
        now = timezone.now()
        mail = self.due(now).select_for_update(skip_locked=True).order_by("priority", "next_attempt_at").first()
        if mail:
            mail.state, mail.claimed_at = Mail.State.CLAIMED, now
            mail.save(update_fields=["state", "claimed_at"])
        return mail

    def claim_each(self, *, limit=1000, seconds=10):
        """Claims one after the other, each only when the one before is done: a sender that dies leaves one mail in doubt.

        It stops after some seconds, so that other work has its turn and a slow mail server never gets the worker killed with
        a mail in hand.
        """
        until = monotonic() + seconds
        for _ in range(limit):
            mail = self.claim() if monotonic() < until else None
            if mail is None:
                return
            yield mail

    def settle_abandoned(self):
        """Whose sender died with the mail in hand: nobody knows whether it left. Its lease over, a person decides.

        A notice to our own people goes out again under its first Message-ID: better twice than not at all (reliability.md §8).
        """
        abandoned = self.filter(state=Mail.State.CLAIMED, claimed_at__lt=timezone.now() - LEASE)
        abandoned.filter(repeatable=True).update(state=Mail.State.QUEUED, error="O envio foi interrompido; vai de novo.")
        return abandoned.update(state=Mail.State.UNCERTAIN, error="O envio foi interrompido; não se sabe se saiu.")


class Mail(models.Model):
    """An e-mail to be sent, rendered, with the state of its sending. A row of the outbox (architecture.md, Deadlines)."""

    class State(models.TextChoices):
        QUEUED = "fila", "na fila"
        CLAIMED = "enviando", "enviando"
        SENT = "enviado", "enviado"
        UNCERTAIN = "incerto", "incerto"
        FAILED = "falhou", "falhou"
        CANCELLED = "cancelado", "cancelado"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.PROTECT, null=True, blank=True, related_name="mails", verbose_name="unidade")
    kind = models.CharField("assunto de", max_length=40)
    to = models.EmailField("para")
    reply_to = models.EmailField("responder a", blank=True, default="", db_default="")
    subject = models.CharField("assunto", max_length=200)
    text = models.TextField("texto")
    html = models.TextField(blank=True)
    secret = models.BooleanField(default=False, help_text="Leva um endereço que abre uma conta: o texto some depois de enviado.")
    repeatable = models.BooleanField(default=False, help_text="Interrompido no envio, vai de novo com o mesmo Message-ID.")
    sender_name = models.CharField("nome de quem envia", max_length=80, blank=True, default="", db_default="")
    unsubscribe_url = models.CharField("endereço de descadastro", max_length=300, blank=True, default="", db_default="")
    files = models.JSONField("anexos", null=True, blank=True)  # [{"key": …, "name": …, "type": …}]: read when it leaves
    priority = models.PositiveSmallIntegerField("prioridade", default=URGENT, db_default=URGENT)
    batch = models.UUIDField("envio", null=True, blank=True)  # of one mailing to many
    message_id = models.CharField(max_length=120, unique=True, editable=False)
    state = models.CharField("situação", max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("tentativas", default=0)
    error = models.CharField("erro", max_length=300, blank=True)
    created_at = models.DateTimeField("escrito em", default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("enviado em", null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "e-mail"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["priority", "next_attempt_at"], condition=models.Q(state="fila"), name="mail_in_turn"),
            models.Index(fields=["batch", "to"], condition=models.Q(batch__isnull=False), name="mail_batch"),
            models.Index(fields=["state", "-id"], name="mail_state"),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to}"

    @classmethod
    def draft(cls, *, subject, sender_name="", **facts):
        """One with its own Message-ID, not saved. What stands in a header has no line breaks."""
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        message_id = make_msgid(domain=sender.rpartition("@")[2] or "purifikar.invalid")
        name = " ".join("".join(sign if sign.isprintable() else " " for sign in sender_name).split())[:80]
        return cls(subject=" ".join(subject.split())[:200], message_id=message_id, sender_name=name, **facts)

    def send_later(self):
        from tenants.tasks import drain_outbox

        soon(drain_outbox)

    def send(self):
        """Hands a claimed mail to the mail server and notes what became of it."""
        try:
            self._message().send()
        except FileNotFoundError as missing:  # its attachment: another try finds no more
            self._note_failure(missing, for_good=True)
        except OSError as refusal:  # what smtplib raises is an OSError too
            self._note_failure(refusal)
        except Exception as bug:
            self._note_failure(bug, for_good=True)
            raise
        else:
            self._note_sent()

    def retry(self):
        """Sent again on a person's word, with the same Message-ID; asked twice, once."""
        asked = Mail.objects.failed().exclude(text="").filter(pk=self.pk)
        if asked.update(state=self.State.QUEUED, error="", attempts=0, next_attempt_at=timezone.now()):
            self.send_later()
        self.refresh_from_db()

    @property
    def state_kind(self):
        """Which state of the legend shows it."""
        return {"fila": "open", "enviando": "today", "enviado": "good", "cancelado": "closed"}.get(self.state, "late")

    @property
    def readable_text(self):
        """What a person may read: of a mail that opens an account only in the demo, where no mail server delivers it."""
        return "" if self.secret and not settings.DEMO else self.text

    @property
    def can_retry(self):
        return self.state in (self.State.FAILED, self.State.UNCERTAIN) and bool(self.text)

    def _message(self):
        by_hand = {} if self.reply_to else {"Auto-Submitted": "auto-generated"}
        # RFC 2369 and 8058: the reader's mail program shows a button, which posts to the address.
        leave = {"List-Unsubscribe": f"<{self.unsubscribe_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        message = EmailMultiAlternatives(
            self.subject, self.text, self._sender, to=[self.to], reply_to=[self.reply_to] if self.reply_to else None,
            headers={"Message-ID": self.message_id, **by_hand, **(leave if self.unsubscribe_url else {})},
        )  # fmt: skip
        if self.html:
            message.attach_alternative(self.html, "text/html")
        for file in self.files or ():
            with default_storage.open(file["key"]) as content:
                message.attach(file["name"], content.read(), file["type"])
        return message

    @property
    def _sender(self):
        """Under another name, always from our own address: from any other, the receiving server takes it for forged."""
        return str(Address(self.sender_name, addr_spec=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])) if self.sender_name else None

    def _note_sent(self):
        self.state, self.sent_at, self.error = self.State.SENT, timezone.now(), ""
        if self.secret and not settings.DEMO:
            self.text = self.html = ""
        self.save(update_fields=["state", "sent_at", "error", "text", "html"])

    def _note_failure(self, refusal, *, for_good=False):
        self.attempts += 1
        self.error = f"{type(refusal).__name__}: {refusal}"[:300]
        gives_up = for_good or self.attempts >= MOST_ATTEMPTS
        self.state = self.State.FAILED if gives_up else self.State.QUEUED
        self.next_attempt_at = timezone.now() + timedelta(minutes=2 ** min(self.attempts, 7))
        self.save(update_fields=["attempts", "error", "state", "next_attempt_at"])
