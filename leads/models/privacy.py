"""What people ask of the unit about their own data, each with its clock, and everything that was done about it (LGPD art. 18, 19)."""

import secrets
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import Errand, OpenWork
from workflow.models import Counter

from .person import Person

DAYS = 15  # LGPD art. 19, II: the clear and complete answer is due within 15 days of the request
LINK_DAYS = 7
TASK = "leads.tasks.make_export"
GONE = "[eliminado]"


def new_token():
    return secrets.token_urlsafe(32)


class DataRequestQuerySet(UnitQuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def closed(self):
        return self.exclude(closed_at=None)

    def with_page(self):
        return self.select_related("person", "by", "closed_by")

    @transaction.atomic
    def ask(self, person, *, by, asked_on=None, **facts):
        """A request of that person; its clock runs from the day on which it was made, not from when somebody typed it."""
        day = asked_on or timezone.localdate()
        due_at = timezone.make_aware(datetime.combine(day + timedelta(days=DAYS), time(23, 59)))
        asked = self.create(number=Counter.next("lgpd"), person=person, by=by, asked_on=day, due_at=due_at, **facts)
        OpenWork.objects.create(
            unit=connection.tenant, subject=asked.pk, kind=OpenWork.Kind.PRIVACY, holder=by, title=asked.title, due_at=due_at,
            stage="LGPD", address=asked.address,
        )  # fmt: skip
        asked.note(PrivacyEvent.What.ASKED, by=by)
        return asked


class DataRequest(UnitModel):
    """Somebody uses a right over the data that the unit keeps of him (LGPD art. 18)."""

    class Kind(models.TextChoices):
        ACCESS = "acesso", "Acesso e cópia dos dados"
        CORRECTION = "correcao", "Correção"
        ERASURE = "eliminacao", "Eliminação"
        CONSENT = "revogacao", "Revogação de consentimento"

    LAW = {
        Kind.ACCESS: "LGPD art. 18, I, II e V",
        Kind.CORRECTION: "LGPD art. 18, III",
        Kind.ERASURE: "LGPD art. 18, IV e VI",
        Kind.CONSENT: "LGPD art. 18, IX, e art. 8º, § 5º",
    }

    class Way(models.TextChoices):
        PRESENT = "presencial", "pessoalmente"
        PHONE = "telefone", "por telefone"
        MAIL = "email", "por e-mail"
        OTHER = "outro", "de outro modo"

    class Outcome(models.TextChoices):
        DONE = "atendido", "atendido"
        REFUSED = "negado", "negado, com o motivo"

    number = models.PositiveIntegerField("número", unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="data_requests", verbose_name="titular")
    kind = models.CharField("pedido", max_length=10, choices=Kind)
    way = models.CharField("como foi feito", max_length=10, choices=Way, default=Way.PRESENT)
    words = models.CharField("o que a pessoa pediu", max_length=1000, blank=True)
    identity = models.CharField("como a identidade foi conferida", max_length=200)
    asked_on = models.DateField("pedido em")
    due_at = models.DateTimeField("responder até")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField("resultado", max_length=10, choices=Outcome, blank=True)
    answer = models.CharField("resposta dada", max_length=2000, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    kept_until = models.DateField(null=True)  # what the law demands stays until then

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "pedido de titular"
        verbose_name_plural = "pedidos de titulares"
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None, outcome="") | models.Q(closed_at__isnull=False) & ~models.Q(outcome=""),
                name="data_request_closed_pair",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def title(self):
        """Without a name: it stands in the queue and in mails, where erasure must not have to look for it."""
        return f"LGPD nº {self.number}: {self.get_kind_display().lower()}"

    @property
    def address(self):
        return f"/privacidade/{self.number}/"

    @property
    def law(self):
        return self.LAW[self.kind]

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def days_left(self):
        return (timezone.localdate(self.due_at) - timezone.localdate()).days

    @property
    def state(self):
        if not self.is_open:
            return "closed"
        return "late" if self.days_left < 0 else "today" if self.days_left <= 3 else "open"

    @property
    def clock(self):
        """ "faltam 12 dias", "venceu há 2 dias" """
        if not self.is_open:
            return self.get_outcome_display().partition(",")[0]
        days = abs(self.days_left)
        count = "1 dia" if days == 1 else f"{days} dias"
        if self.days_left < 0:
            return f"venceu há {count}"
        return "vence hoje" if days == 0 else f"falta {count}" if days == 1 else f"faltam {count}"

    def note(self, what, *, by, words=""):
        return self.events.create(what=what, by=by, words=words)

    @transaction.atomic
    def withdraw_consents(self, *, by):
        """All of them at once; that each was given stays to be seen. Gives how many."""
        standing = list(self.person.consents.filter(revoked_at=None))
        for consent in standing:
            consent.revoke()
        self.note(PrivacyEvent.What.CONSENTS, by=by, words=", ".join(consent.get_use_display() for consent in standing))
        return len(standing)

    @transaction.atomic
    def close(self, *, outcome, answer, by):
        """Answered, or refused with the reason (LGPD art. 18, § 4º). Raises ValidationError when somebody was quicker."""
        closed = DataRequest.objects.open().filter(pk=self.pk)
        if not closed.update(outcome=outcome, answer=answer, closed_by=by, closed_at=timezone.now()):
            raise ValidationError("Este pedido já foi respondido.", code="closed_already")
        self.refresh_from_db()
        OpenWork.objects.filter(unit=connection.tenant, subject=self.pk).delete()
        self.note(PrivacyEvent.What.CLOSED, by=by, words=self.get_outcome_display())

    @transaction.atomic
    def export_later(self, *, by):
        """Asks a worker for the one file with everything; the same while one is being made."""
        export = self.exports.filter(made_at=None, error="").first() or self.exports.create(by=by)
        Errand.objects.ask(TASK, export.pk)
        self.note(PrivacyEvent.What.EXPORTED, by=by)
        return export


class PrivacyEvent(UnitModel):
    """Who did what about a request, and when: the proof that it was answered (LGPD art. 37)."""

    class What(models.TextChoices):
        ASKED = "pedido", "registrou o pedido"
        EXPORTED = "copia", "pediu a cópia dos dados"
        FETCHED = "baixou", "baixou a cópia dos dados"
        CONSENTS = "consentimentos", "retirou os consentimentos"
        ERASED = "eliminou", "eliminou os dados"
        CLOSED = "respondeu", "encerrou o pedido"

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="events")
    what = models.CharField(max_length=14, choices=What)
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "registro de privacidade"
        ordering = ["-id"]

    def __str__(self):
        return self.get_what_display()


class DataExportQuerySet(UnitQuerySet):
    def ready(self):
        return self.exclude(made_at=None).filter(expires_at__gt=timezone.now())

    def forget_expired(self):
        """The files of links that open nothing any more."""
        return self.filter(expires_at__lte=timezone.now()).exclude(key="").drop_files()

    def drop_files(self):
        """The bytes go once the rows no longer name them."""
        keys = [key for key in self.values_list("key", flat=True) if key]
        self.update(key="", size=0)
        transaction.on_commit(lambda: [default_storage.delete(key) for key in keys])
        return len(keys)


class DataExport(UnitModel):
    """One file with everything that is kept of a person, behind a secret address that expires (LGPD art. 18, V; art. 19, § 1º)."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="exports")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    key = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = "cópia dos dados"
        ordering = ["-id"]

    def __str__(self):
        return f"cópia do pedido {self.request_id}"

    @property
    def is_ready(self):
        return bool(self.key) and self.expires_at > timezone.now()

    @property
    def is_expired(self):
        return self.made_at is not None and not self.is_ready

    def note_progress(self, done, total):
        DataExport.objects.filter(pk=self.pk).update(done=done, total=total)

    @transaction.atomic
    def keep(self, content):
        """The finished file. The bytes are written first, so that no row names bytes that are not there."""
        key = default_storage.save(f"{connection.tenant.pk}/privacidade/{self.pk}.zip", content)
        now = timezone.now()
        self.key, self.size, self.made_at, self.expires_at = key, content.size, now, now + timedelta(days=LINK_DAYS)
        self.save(update_fields=["key", "size", "made_at", "expires_at"])
        Errand.objects.done(TASK, self.pk)

    def open(self, *, by):
        """The bytes, and that this person fetched them."""
        self.request.note(PrivacyEvent.What.FETCHED, by=by)
        return default_storage.open(self.key)
