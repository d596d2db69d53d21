from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from followup import closing, counting, returns, watching
from leads.models import Lead, Person
from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib import formats
from tenants.models import Notice
from tenants.roles import Permission
from workflow.models import Counter

from .attendance_type import AttendanceType
from .contact_event import ContactEvent
from .rules import FollowUpRules
from .tables import ContactMeans, Environment

COUNTED = ("next_on", "next_is_internal", "lead")  # beside the key in the indexes, so that counters are read in these alone
NO_DATE = date(9999, 12, 31)  # sorts what has no next date behind everything that has one


class State(models.TextChoices):
    """What a contact is today. Of several that apply the first one in this order counts (requirements 1.5, point 8)."""

    CLOSED = "encerrado", "encerrado"
    LATE = "vencido", "vencido"
    TODAY = "hoje", "desta data"
    INTERNAL = "interna", "data interna"
    OPEN = "aberto", "aberto"

    @property
    def tone(self):
        """The word of the legend by which the page colours it."""
        return {"encerrado": "closed", "vencido": "late", "hoje": "today", "interna": "internal", "aberto": "open"}[self.value]


class ContactQuerySet(UnitQuerySet):
    def seen_by(self, member):
        """All for whoever sees all leads; else what one holds or made, and all of the people whom one treats: so that nobody calls
        a customer whom a colleague called an hour ago. Asked of each row: those of one person, or the few that a number finds.
        """
        return self if member.may(Permission.LEAD_SEE_ALL) else self.of_each(member.user)

    def of_each(self, user):
        """What of it is somebody's own in that sense; `user` may be the key."""
        treated = Exists(Lead.objects.of_each(user).filter(person=OuterRef("person")))
        return self.filter(Q(owner=user) | Q(made_by=user) | treated)

    visible_to = seen_by  # nobody asks for all of them at once: the lists over all persons are `listed_for`

    def listed_for(self, member):
        """What the lists over all persons show: the whole unit's for whoever sees all, else what one follows up oneself."""
        return self if member.may(Permission.LEAD_SEE_ALL) else self.filter(owner=member.user)

    def open(self):
        return self.filter(closed_at=None)

    def closed(self):
        return self.exclude(closed_at=None)

    def in_state(self, state, today=None):
        return self.by_date().filter(self.model.condition(state, today))

    def of(self, person):
        return self.filter(person=person)

    def by_date(self):
        """With `date_key`, by which the indexes of the open ones are ordered: the next date, or a far day for none."""
        return self.alias(date_key=DATE_KEY)

    def in_turn(self):
        """What is to be done first comes first; what has no date last."""
        return self.annotate(date_key=DATE_KEY).order_by("date_key", "id")

    def with_desk(self):
        """Everything that a line or a page's head shows, in one query."""
        return self.select_related("person", "lead", "kind__parent", "means", "environment", "referral", "owner", "made_by", "closed_by")

    def sent_with(self, key, *, by):
        """The one that the same person sent already with this receipt: a form sent twice is one contact."""
        return self.filter(pk=key, made_by=by).first() if key else None

    @transaction.atomic
    def hand_over(self, giver, taker, *, by, why):
        """The open ones of these that `giver` follows up are `taker`'s from now on; gives how many (FOL-36)."""
        keys = list(self.open().filter(owner=giver).order_by("pk").select_for_update(of=["self"]).values_list("pk", flat=True))
        self.model.objects.filter(pk__in=keys).update(owner=taker)
        words, now = f"de {giver} para {taker} · {why}"[:400], timezone.now()
        ContactEvent.objects.bulk_create(
            (ContactEvent(contact_id=key, what=ContactEvent.What.HANDED, by=by, at=now, words=words) for key in keys), batch_size=1000
        )
        counting.forget(giver.pk, taker.pk)
        returns.write(keys)
        return len(keys)

    @transaction.atomic
    def begin(self, person, *, kind, by=None, owner=None, key=None, **facts):
        """A sales contact of that person, with a date to come back to it; `by` is None for one that the system makes.

        Without an owner it is his who makes it; where nobody does, the unit's default representative's (BIM-66).
        """
        if kind.is_group:
            raise ValidationError({"kind": "Escolha um item do grupo, não o grupo."}, code="group")
        facts.setdefault("contacted_on", timezone.localdate())
        if "next_on" not in facts:
            facts["next_on"] = kind.next_after(facts["contacted_on"])
        keys = {"id": key} if key else {}
        owner = owner or by or FollowUpRules.current().default_owner
        facts = {"made_at": timezone.now(), **facts, **keys}
        contact = self.create(number=Counter.next("contato"), person=person, kind=kind, owner=owner, made_by=by, **facts)
        contact.record("aberto", by=by, words=contact.name)
        return contact


class Contact(UnitModel):
    """Contato de venda: one subject that the unit follows up with a person, until it is sold, lost or done (BIM-02, BIM-70)."""

    class Result(models.TextChoices):
        SOLD = "vendido", "vendido"
        LOST = "perdido", "sem venda"
        DONE = "atendido", "atendido"

    number = models.PositiveIntegerField("número", unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts", verbose_name="pessoa")
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, blank=True, related_name="contacts", verbose_name="lead")
    kind = models.ForeignKey(AttendanceType, models.PROTECT, related_name="contacts", verbose_name="tipo de atendimento")
    name = models.CharField("assunto", max_length=120)
    contacted_on = models.DateField("data do contato")
    means = models.ForeignKey(ContactMeans, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name="meio de contato")
    referral = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="referred_contacts", verbose_name="quem indicou")  # fmt: skip
    environment = models.ForeignKey(Environment, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name="ambiente")
    success = models.PositiveSmallIntegerField("sucesso (%)", null=True, blank=True, validators=[MaxValueValidator(100)])
    value = models.DecimalField("valor estimado", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))])  # fmt: skip
    next_on = models.DateField("próxima data", null=True, blank=True)
    next_at = models.TimeField("hora", null=True, blank=True)
    next_is_internal = models.BooleanField("data interna", default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+", verbose_name="responsável")  # fmt: skip
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    made_at = models.DateTimeField("criado em", default=timezone.now)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+")  # fmt: skip
    closed_at = models.DateTimeField("encerrado em", null=True)
    result = models.CharField("resultado", max_length=8, choices=Result, blank=True)
    closing_words = models.CharField("motivo ou observação", max_length=200, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contato de venda"
        verbose_name_plural = "contatos de venda"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(success=None) | Q(success__lte=100), name="contact_success_percent"),
            models.CheckConstraint(
                condition=Q(closed_at=None, result="") | Q(closed_at__isnull=False) & ~Q(result=""), name="contact_end_has_result"
            ),
            models.CheckConstraint(
                condition=Q(next_on__isnull=False) | Q(next_at=None, next_is_internal=False), name="contact_hour_has_day"
            ),
        ]
        indexes = [
            models.Index(Coalesce("next_on", Value(NO_DATE)), "id", include=COUNTED, condition=Q(closed_at=None), name="contact_due"),
            models.Index(
                "owner", Coalesce("next_on", Value(NO_DATE)), "id", include=COUNTED, condition=Q(closed_at=None), name="contact_owner_due"
            ),
            models.Index(
                "kind", Coalesce("next_on", Value(NO_DATE)), "id", include=COUNTED, condition=Q(closed_at=None), name="contact_kind_due"
            ),
            models.Index(
                Coalesce("next_on", Value(NO_DATE)), "id", condition=Q(closed_at=None, next_is_internal=True), name="contact_internal"
            ),
            models.Index(fields=["-closed_at", "-id"], condition=Q(closed_at__isnull=False), name="contact_closed"),
            models.Index(fields=["owner", "-closed_at", "-id"], condition=Q(closed_at__isnull=False), name="contact_owner_closed"),
        ]

    def __str__(self):
        return self.name

    @property
    def code(self):
        return f"contato {self.number}"

    @property
    def address(self):
        return f"/contatos/{self.number}/"

    # --- what it is today ---------------------------------------------------------------------------------------------

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def may_be_sold(self):
        """An order may be made of it: while it is open, or where it ended as sold and none was made yet."""
        return self.is_open or self.result == self.Result.SOLD

    def state(self, today=None):
        today = today or timezone.localdate()
        if not self.is_open:
            return State.CLOSED
        if self.next_on is None:
            return State.OPEN
        if self.next_on <= today:
            return State.LATE if self.next_on < today else State.TODAY
        return State.INTERNAL if self.next_is_internal else State.OPEN

    @staticmethod
    def condition(state, today=None):
        """The same as a condition of the database, for a queryset `by_date()`; what has no date is never internal."""
        today = today or timezone.localdate()
        is_open, later = Q(closed_at=None), Q(date_key__gt=today)
        return {
            State.CLOSED: Q(closed_at__isnull=False),
            State.LATE: is_open & Q(date_key__lt=today),
            State.TODAY: is_open & Q(date_key=today),
            State.INTERNAL: is_open & later & Q(next_is_internal=True),
            State.OPEN: is_open & later & Q(next_is_internal=False),
        }[State(state)]

    def days_late(self, today=None):
        """How many days its date has passed; negative while it is to come, None without one."""
        return None if self.next_on is None else ((today or timezone.localdate()) - self.next_on).days

    def state_words(self, today=None):
        """The state with its date, as a line shows it: "venceu qua 18/11", "hoje 11:00", "interna, qui 26/11", "vendido ter 14/10"."""
        today = today or timezone.localdate()
        if not self.is_open:
            day = timezone.localtime(self.closed_at).date()
            why = f": {self.closing_words}" if self.closing_words else ""
            return f"{self.get_result_display()} {formats.day_in_words(day, today)}{why}"
        if self.next_on is None:
            return "aberto, sem data"
        hour = f" {self.next_at:%H:%M}" if self.next_at else ""
        day = formats.day_in_words(self.next_on, today) + hour
        return {State.LATE: f"venceu {day}", State.INTERNAL: f"interna, {day}"}.get(self.state(today), day)

    @property
    def starts_at(self):
        """The moment of its next date; the day's first where no hour was agreed."""
        return self.next_on and timezone.make_aware(datetime.combine(self.next_on, self.next_at or time.min))

    # --- what is done with it -----------------------------------------------------------------------------------------

    @transaction.atomic
    def change(self, *, by, names):
        """Saves those fields and says in its history which of them changed."""
        self.save(update_fields=names)
        labels = [str(self._meta.get_field(name).verbose_name) for name in names]
        self.record("alterado", by=by, words=", ".join(labels))

    @transaction.atomic
    def set_next(self, day, *, by, hour=None, is_internal=False, words=""):
        """When somebody comes back to it; `words` say what was done meanwhile."""
        self._still_open()
        self.next_on, self.next_at, self.next_is_internal = day, hour if day else None, is_internal and bool(day)
        self.save(update_fields=["next_on", "next_at", "next_is_internal"])
        self.record("feito" if words else "data", by=by, words=words or self.state_words())

    @transaction.atomic
    def touch(self, *, by):
        """Done today: the next date is as many days on as its type says, else a week (BIM-03)."""
        today = timezone.localdate()
        self.set_next(self.kind.next_after(today) or today + timedelta(days=7), by=by, words="Retorno feito")

    @transaction.atomic
    def hand_to(self, user, *, by, why=""):
        """Somebody else follows it up from now on."""
        giver, self.owner = self.owner, user
        counting.forget(giver and giver.pk)
        self.save(update_fields=["owner"])
        event = self.record("passado", by=by, words=" · ".join(filter(None, (f"de {giver or 'ninguém'} para {user}", why))))
        if user != by:
            Notice.objects.tell(
                [user], kind=Notice.Kind.RECEIVED, title=f"{by or 'O sistema'} passou a você: {self.person}"[:160], text=self.name,
                key=f"contato:passado:{event.pk}", unit=connection.tenant, address=self.address,
            )  # fmt: skip

    @transaction.atomic
    def close(self, *, by, result, words="", authorised_by=None):
        """At its end, with what came of it. What must follow (an order, a contract) follows in the same transaction."""
        self._still_open()
        self.closed_at, self.closed_by, self.result, self.closing_words = timezone.now(), by, self.Result(result), words
        self.save(update_fields=["closed_at", "closed_by", "result", "closing_words"])
        said = " · ".join(filter(None, (self.get_result_display(), words)))
        self.record("encerrado", by=by, words=said, authorised_by=authorised_by)
        closing.closed(self, by=by)

    @transaction.atomic
    def reopen(self, *, by, reason, authorised_by=None):
        """Open again, with the reason. Raises ValidationError for one that is open, was sold in, or without a reason (BIM-37..41)."""
        self.hold()
        if self.is_open:
            raise ValidationError("O contato já está em aberto.", code="open")
        if not reason.strip():
            raise ValidationError({"reason": "Escreva o motivo da reabertura."}, code="no_reason")
        if refusal := closing.refusal(self):
            raise ValidationError(refusal.words, code="refused")
        self.closed_at, self.closed_by, self.result, self.closing_words = None, None, "", ""
        self.save(update_fields=["closed_at", "closed_by", "result", "closing_words"])
        self.record("reaberto", by=by, words=reason, authorised_by=authorised_by)
        for asked in self.reopenings.filter(answered_at=None):
            asked.settle(accepted=True, by=authorised_by or by)

    def record(self, what, *, by=None, words="", authorised_by=None):
        """Into the contact's history, into the network's register, and to whoever watches its person (BIM-71)."""
        counting.forget(self.owner_id)
        returns.write([self.pk])
        event = self.events.create(what=what, by=by, at=timezone.now(), words=words[:400], authorised_by=authorised_by)
        watching.tell(self, f"{self.person}: {event.get_what_display()} – {self.name}", words, by=by, key=f"contato:{event.pk}")
        return event

    def hold(self):
        """As it stands now, held until this deed is done: of two at once the second sees what the first did."""
        self.refresh_from_db(from_queryset=Contact.objects.select_for_update(of=["self"]), fields=["closed_at", "closed_by", "result", "closing_words"])  # fmt: skip

    def _still_open(self):
        self.hold()
        if not self.is_open:
            when = timezone.localtime(self.closed_at)
            raise ValidationError(
                f"O contato foi encerrado {f'por {self.closed_by}' if self.closed_by else 'pelo sistema'} em {when:%d/%m às %H:%M}.",
                code="closed",
            )


DATE_KEY = Coalesce("next_on", Value(NO_DATE))


def visible_people(member):
    """Whom one may see here: the leads' own rule, and the people of the contacts that one holds or made. Asked of each row."""
    if member.may(Permission.LEAD_SEE_ALL):
        return Person.objects.all()
    contacts = apps.get_model("followup", "Contact").objects.filter(Q(owner=member.user) | Q(made_by=member.user))
    return Person.objects.seen_by(member) | Person.objects.filter(Exists(contacts.filter(person=OuterRef("pk"))))


def keys_of_visible_people(member):
    """The same as a set, for lists over all persons."""
    contacts = apps.get_model("followup", "Contact").objects
    mine = [contacts.filter(**{name: member.user}).order_by().values("person") for name in ("owner", "made_by")]
    return Person.objects.visible_to(member).order_by().values("pk").union(*mine)
