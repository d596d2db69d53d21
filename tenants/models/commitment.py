from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from purifikar.db.keys import uuid7


class CommitmentQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def between(self, starts_at, ends_at):
        """Those that touch the span; one that ends when the other begins does not."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def excluding(self):
        return self.filter(excludes=True)

    def in_the_way(self, user, starts_at, ends_at, *, subject=None):
        """What already takes that person's time then; the appointment that is being moved is not in its own way."""
        return self.excluding().of(user).between(starts_at, ends_at).exclude(subject=subject)


class Commitment(models.Model):
    """The time in which a person is taken, in whatever unit: one agenda for somebody who works in several (architecture.md).

    Written in the transaction of the unit's appointment (`subject`). Two at once are refused by the database where both exclude.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="commitments", verbose_name="pessoa")
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="commitments", verbose_name="unidade")
    subject = models.UUIDField()
    starts_at = models.DateTimeField("de")
    ends_at = models.DateTimeField("até")
    title = models.CharField("título", max_length=160)
    place = models.CharField("lugar", max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    excludes = models.BooleanField(default=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "compromisso"
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["user", "starts_at"], name="commitment_of_user")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "subject"], name="commitment_once"),
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

    @classmethod
    def refuse_clash(cls, user, starts_at, ends_at, *, subject=None):
        """Raises ValidationError at `starts_at` when the person is taken then. It says when and where, never with whom."""
        other = cls.objects.in_the_way(user, starts_at, ends_at, subject=subject).select_related("unit").first()
        if other:
            raise ValidationError({"starts_at": ValidationError(other.in_the_way_words(), code="clash")})

    def keep(self):
        """Saves it. Raises ValidationError when somebody was quicker and the person is taken then."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as taken:
            if "commitment_no_two_at_once" not in str(taken):
                raise
            self.refuse_clash(self.user, self.starts_at, self.ends_at, subject=self.subject)
            raise

    def in_the_way_words(self):
        starts, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        until = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%d/%m às %H:%M}"
        return (
            f"{self.user} já tem um compromisso em {starts:%d/%m}, das {starts:%H:%M} às {until} ({self.unit}). "
            "Escolha outro horário ou outra pessoa."
        )
