from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from purifikar.db.keys import uuid7

MOST_TOLD = 12  # clashes in one message
GONE_FOR = timedelta(days=30)  # calendar programs that look in once a month still learn that it was cancelled
CHANGING = ["user", "subject", "starts_at", "ends_at", "title", "place", "address", "excludes", "remind_minutes", "sequence", "changed_at"]


class CommitmentQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def between(self, starts_at, ends_at):
        """Those that touch the span; one that ends when the other begins does not."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def of_kinds(self, slugs):
        """All, where none is named."""
        return self.filter(kind__in=slugs) if slugs else self

    def named_kinds(self):
        """[(slug, name)] of those here, each with its latest name."""
        return self.exclude(kind="").order_by("kind", "-starts_at").distinct("kind").values_list("kind", "kind_name")

    def excluding(self):
        return self.filter(excludes=True)

    def clashes(self, users, spans):
        """[(span, commitment)] of whatever takes one of those people in one of those spans already, in one query."""
        users, spans = list(users), list(spans)
        if not users or not spans:
            return []
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        taken = (
            self.excluding().filter(user__in=users).between(first, last).select_related("unit", "user").order_by("starts_at", "user__name")
        )
        taken = list(taken)
        return [(span, each) for span in spans for each in taken if each.starts_at < span[1] and each.ends_at > span[0]]

    def refuse(self, users, spans):
        """Raises ValidationError at `starts_at` with each clash: who, when and where, never with whom."""
        refuse_clashes(self.clashes(users, spans))

    def of_subjects(self, unit, subjects):
        return self.filter(unit=unit, subject__in=subjects)

    def enter(self, rows):
        """New ones, all or none. Raises ValidationError when somebody was quicker and a person is taken then."""
        self._write(rows, lambda: self.bulk_create(sorted(rows, key=lambda row: (str(row.user_id), row.starts_at))))

    def shift(self, rows):
        """Those that are there already, changed; calendar programs see the same events with a higher number. All or none."""
        for row in rows:
            row.sequence, row.changed_at = row.sequence + 1, timezone.now()
        self._write(rows, lambda: self._shift(rows))

    def _shift(self, rows):
        if len(rows) > 1:  # a week on: each would stand in the next one's way until that has moved too
            Commitment.everything.filter(pk__in=[row.pk for row in rows]).update(excludes=False)
        self.bulk_update(rows, CHANGING)

    def _write(self, rows, deed):
        try:
            with transaction.atomic():
                _one_after_the_other(rows)
                deed()
        except IntegrityError as taken:
            if "commitment_no_two_at_once" not in str(taken):
                raise
            others = Commitment.objects.exclude(pk__in=[row.pk for row in rows])
            for row in rows:
                others.refuse([row.user], [(row.starts_at, row.ends_at)])
            raise

    def withdraw(self):
        """They will not take place: the time is free again, and for some days calendar programs are told so."""
        now = timezone.now()
        return self.update(cancelled_at=now, changed_at=now, excludes=False, sequence=F("sequence") + 1)

    def forget_old(self):
        return Commitment.everything.filter(cancelled_at__lt=timezone.now() - GONE_FOR)._raw_delete(self.db)


def refuse_clashes(found):
    """[(span, what takes somebody then)]"""
    if words := list(dict.fromkeys(each.in_the_way_words() for _, each in found)):
        raise ValidationError({"starts_at": [ValidationError(each, code="clash") for each in words[:MOST_TOLD]]})


def from_until(starts_at, ends_at):
    """`das 09:00 às 10:00`"""
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%d/%m às %H:%M}"
    return f"das {starts:%H:%M} às {until}"


def _one_after_the_other(rows):
    """Whoever writes into the same people's time waits until the first is through, and is then refused in words.

    Without this two that write at one instant wait for each other, and PostgreSQL ends one of them as a deadlock.
    """
    people = get_user_model().objects.filter(pk__in={row.user_id for row in rows if row.excludes})
    list(people.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


class StandingManager(models.Manager.from_queryset(CommitmentQuerySet)):
    """Those that hold; the cancelled ones are asked for by `everything`."""

    def get_queryset(self):
        return super().get_queryset().filter(cancelled_at=None)


class Commitment(models.Model):
    """The time in which a person is taken, in whatever unit: one agenda for somebody who works in several (architecture.md).

    Written in the transaction of the unit's appointment (`subject`), one for each of its people. Two at once are refused by the
    database where both exclude.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="commitments", verbose_name="pessoa")
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="commitments", verbose_name="unidade")
    subject = models.UUIDField()
    starts_at = models.DateTimeField("de")
    ends_at = models.DateTimeField("até")
    title = models.CharField("título", max_length=160)
    kind = models.CharField(
        max_length=40, blank=True, default="", db_default=""
    )  # its slug in the unit; what is called alike is one over units
    kind_name = models.CharField("tipo", max_length=60, blank=True, default="", db_default="")  # as the unit called it then
    place = models.CharField("lugar", max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    excludes = models.BooleanField(default=True)
    remind_minutes = models.PositiveIntegerField(null=True)  # before it begins
    sequence = models.PositiveIntegerField(default=0, db_default=0)  # how often it changed (RFC 5545, SEQUENCE)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now())
    cancelled_at = models.DateTimeField(null=True)

    objects = StandingManager()
    everything = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "compromisso"
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["user", "starts_at"], name="commitment_of_user")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "subject", "user"], name="commitment_of_each_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="commitment_ends_after_start"),
            ExclusionConstraint(
                name="commitment_no_two_at_once",
                condition=Q(excludes=True),
                expressions=[
                    (F("user"), RangeOperators.EQUAL),
                    (Func(F("starts_at"), F("ends_at"), Value("[)"), function="TSTZRANGE", output_field=DateTimeRangeField()), RangeOperators.OVERLAPS),
                ],
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title

    @property
    def link(self):
        """Its own page in full, as calendar programs and e-mails write it."""
        return settings.PUBLIC_URL.rstrip("/") + self.unit.address.rstrip("/") + self.address

    def keep(self):
        """Saves a new one. Raises ValidationError when somebody was quicker and the person is taken then."""
        Commitment.objects.enter([self])

    def in_the_way_words(self):
        starts = timezone.localtime(self.starts_at)
        return (
            f"{self.user} já tem um compromisso em {starts:%d/%m}, {self._from_until} ({self.unit}). Escolha outro horário ou outra pessoa."
        )

    def who_and_when(self):
        """Never with whom."""
        return f"{self.user} {self._from_until} ({self.unit})"

    @property
    def _from_until(self):
        return from_until(self.starts_at, self.ends_at)
