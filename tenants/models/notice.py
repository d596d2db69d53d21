from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.lib.links import network_url

from .alarm import Alarm
from .channel import Channel
from .outbox import Mail

OUTAGE = timedelta(minutes=15)  # a notice later than this waits to be folded into one mail a person, and so does what comes late after it
KEPT_DAYS = 180
MOST_IN_A_MAIL = 40


@dataclass
class Telling:
    """Something to tell some people once each: in the bell always, by e-mail as each has chosen for that kind.

    `key` names what is told of; the same key never tells a person twice. `address` is a page inside the unit, or of the
    network's side without one. `late` says that an outage held it up: notices of a long one are folded into one mail a person.
    """

    people: list
    kind: str
    title: str
    text: str
    key: str
    unit: object = None
    address: str = ""
    late: timedelta = timedelta()

    def notice(self, key, user, choice, *, catching_up):
        """For one of the people, who wants the mails of that kind so; not saved."""
        folds = self.late > OUTAGE or (self.late and catching_up)
        return Notice(
            user=user, unit=self.unit, kind=self.kind, title=self.title[:160], text=self.text[:400], key=key, address=self.address,
            late=self.late, mail=_way(choice, folds), created_at=timezone.now(),
        )  # fmt: skip


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def unread(self):
        return self.filter(read_at=None)

    def with_page(self):
        return self.select_related("unit")

    def waiting_for(self, mail):
        return self.filter(mail=mail)

    def is_catching_up(self):
        """An outage is not over before all that it held up has rung and is told."""
        return self.waiting_for(Notice.MailState.FOLD).exists() or Alarm.objects.due(timezone.now() - OUTAGE).fresh().in_units().exists()

    def unread_count(self, user):
        """What the bell shows; counted to a hundred, as nobody reads further."""
        return self.of(user).unread().order_by()[:100].count()

    def mark_read(self):
        return self.unread().update(read_at=timezone.now())

    def tell(self, people, **facts):
        """Tells each of the people once; see Telling. Call it in the transaction of the deed."""
        return self.tell_all([Telling(people=people, **facts)])

    @transaction.atomic(savepoint=False)
    def tell_all(self, tellings):
        """Many tellings in a few queries. Gives the new notices."""
        wanted = {f"{telling.key}:{user.pk}": (telling, user) for telling in tellings for user in telling.people if user.is_active}
        told = set(self.filter(key__in=wanted).values_list("key", flat=True))
        fresh = [(key, telling, user) for key, (telling, user) in wanted.items() if key not in told]
        choices = Channel.objects.choices_of({user.pk for *_, user in fresh}, {telling.kind for _, telling, _ in fresh})
        catching_up = any(telling.late for _, telling, _ in fresh) and self.is_catching_up()
        notices = [
            telling.notice(key, user, choices.get((user.pk, telling.kind), Channel.Mail.AT_ONCE), catching_up=catching_up)
            for key, telling, user in fresh
        ]
        self.bulk_create(notices)
        Mail.objects.bulk_create(notice.draft_mail() for notice in notices if notice.mail == Notice.MailState.AT_ONCE)
        return notices

    def fold_for(self, user):
        """One mail with everything that an outage held up for that person. Another worker at it: nothing."""
        with transaction.atomic():
            waiting = self.of(user).waiting_for(Notice.MailState.FOLD).with_page().order_by("id")
            notices = list(waiting.select_for_update(of=["self"], skip_locked=True))
            if notices:
                self.filter(pk__in=[notice.pk for notice in notices]).update(mail=Notice.MailState.WRITTEN)
                _write_folded(user, notices)
        return len(notices)

    def forget_old(self):
        return self.filter(created_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))._raw_delete(self.db)


class Notice(models.Model):
    """Something a person is told: in the bell on every page, and by e-mail as he has chosen (BEY-08)."""

    class Kind(models.TextChoices):
        COMING = "prazo_chegando", "Prazo chegando"
        MISSED = "prazo_vencido", "Prazo vencido"
        TEAM = "prazo_da_equipe", "Prazo vencido na equipe"
        RECEIVED = "recebido", "Trabalho que chega a você"
        OCCURRENCE = "ocorrencia", "Ocorrência registrada"
        DISPUTE = "disputa", "Disputa entre unidades"
        ENDED = "encerrada", "Solicitação encerrada"
        WATCHED = "acompanhado", "Pessoa que você acompanha"
        REMINDER = "lembrete", "Lembrete de compromisso"

    class MailState(models.TextChoices):
        """What becomes of its e-mail."""

        NONE = "nenhum", "sem e-mail"
        AT_ONCE = "agora", "enviado na hora"
        MORNING = "resumo", "vai no resumo da manhã"
        FOLD = "junto", "vai junto com os outros atrasados"
        WRITTEN = "escrito", "foi num resumo"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False)
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=160)
    text = models.CharField(max_length=400, blank=True)
    address = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120, unique=True)
    late = models.DurationField(default=timedelta)
    mail = models.CharField(max_length=8, choices=MailState, default=MailState.NONE)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "aviso"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["user", "mail"], condition=models.Q(mail__in=["resumo", "junto"]), name="notice_mail"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_unread(self):
        return self.read_at is None

    @property
    def target(self):
        """The path of the page it is about, from whichever page it is asked."""
        if not self.address:
            return network_url("notices")
        return f"{self.unit.address.rstrip('/')}{self.address}" if self.unit_id else self.address

    @property
    def link(self):
        """Its own address in full, as an e-mail writes it."""
        return settings.PUBLIC_URL + network_url("notice", self.pk)

    def mark_read(self):
        if self.is_unread:
            self.read_at = timezone.now()
            self.save(update_fields=["read_at"])

    def draft_mail(self):
        text = render_to_string("tenants/email/notice.txt", {"notice": self, "channels": channels_link()})
        return Mail.draft(to=self.user.email, subject=self.title, text=text, kind=self.kind, unit=self.unit, repeatable=True)


def channels_link():
    return settings.PUBLIC_URL + network_url("notice_channels")


def _way(choice, folds):
    """What becomes of the e-mail of a person who chose so."""
    if choice == Channel.Mail.AT_ONCE and folds:
        return Notice.MailState.FOLD
    return {Channel.Mail.AT_ONCE: Notice.MailState.AT_ONCE, Channel.Mail.MORNING: Notice.MailState.MORNING}.get(
        choice, Notice.MailState.NONE
    )


def _write_folded(user, notices):
    shown = notices[:MOST_IN_A_MAIL]
    words = f"{len(notices)} avisos que esperavam" if len(notices) > 1 else notices[0].title
    context = {
        "user": user, "notices": shown, "more": len(notices) - len(shown), "bell": settings.PUBLIC_URL + network_url("notices"),
        "channels": channels_link(),
    }  # fmt: skip
    text = render_to_string("tenants/email/notices_folded.txt", context)
    units = {notice.unit_id for notice in notices}
    unit = notices[0].unit if len(units) == 1 else None
    Mail.objects.write(to=user.email, subject=words, text=text, kind="avisos", unit=unit, repeatable=True, at_once=False)
