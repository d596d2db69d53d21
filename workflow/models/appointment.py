from functools import cached_property

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from purifikar.db.models import UnitModel
from tenants.models.commitment import from_until

from . import appointment_register as register
from .appointment_kind import kinds
from .appointment_queryset import ONE_AT_A_TIME, AppointmentQuerySet
from .appointment_series import AppointmentSeries, at_wall_clock
from .journey import Journey
from .resource import Resource
from .stage import Stage


class Appointment(UnitModel):
    """A person's time promised to a customer, and of those who come along (PUR-12, PUR-13, PUR-38, PUR-39).

    `about` names the customer where no journey does, `about_address` is his page, or the sales contact's (BIM-13).
    """

    class Kind(models.TextChoices):
        """The ready kinds, which processes name; a unit has others beside them (AppointmentKind)."""

        VISIT = "visita", "visita"
        PRESENTATION = "apresentacao", "apresentação"
        INSTALLATION = "instalacao", "instalação"
        RETURN = "retorno", "retorno"
        CALL = "ligacao", "ligação"

    class State(models.TextChoices):
        MARKED = "marcado", "marcado"
        DONE = "feito", "feito"
        CANCELLED = "cancelado", "cancelado"
        MOVED = "movido", "movido"

    number = models.PositiveIntegerField("número", unique=True)
    journey = models.ForeignKey(Journey, models.CASCADE, null=True, blank=True, related_name="appointments", verbose_name="andamento")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="com quem")
    kind = models.SlugField("tipo", max_length=40, db_index=False)
    excludes = models.BooleanField("toma o tempo da pessoa", default=False, db_default=False)  # as its kind said when it was marked
    about = models.CharField("com qual cliente", max_length=120, blank=True, default="", db_default="")
    about_address = models.CharField(max_length=200, blank=True, default="", db_default="")
    series = models.ForeignKey(AppointmentSeries, models.SET_NULL, null=True, related_name="appointments", verbose_name="repete-se")
    starts_at = models.DateTimeField("de")
    ends_at = models.DateTimeField("até")
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name="técnico")
    place = models.CharField("lugar", max_length=200, blank=True)
    note = models.CharField("observação", max_length=400, blank=True)
    state = models.CharField("situação", max_length=10, choices=State, default=State.MARKED)
    result = models.TextField("resultado", blank=True)  # what came of it, or why it was moved or cancelled
    moved_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="moved_from")
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "compromisso"
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["person", "starts_at"], name="appointment_of_person"),
            models.Index(fields=["journey", "starts_at"], name="appointment_of_journey"),
            models.Index(fields=["starts_at"], name="appointment_in_time"),
            models.Index(fields=["about_address", "starts_at"], condition=~Q(about_address=""), name="appointment_about"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_start"),
            ExclusionConstraint(
                name=ONE_AT_A_TIME,
                condition=Q(resource__isnull=False, state__in=["marcado", "feito"]),
                expressions=[
                    (F("resource"), RangeOperators.EQUAL),
                    (Func(F("starts_at"), F("ends_at"), Value("[)"), function="TSTZRANGE", output_field=DateTimeRangeField()), RangeOperators.OVERLAPS),
                ],
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()} em {timezone.localtime(self.starts_at):%d/%m às %H:%M}"

    def get_kind_display(self):
        return self.what.name

    @property
    def what(self):
        """Its kind, as the unit has it now."""
        return kinds().named(self.kind)

    @cached_property
    def people(self):
        """Everybody in whose agenda it stands, the one it is with first."""
        return [self.person, *(companion.user for companion in self.companions.all())]

    @property
    def others(self):
        return self.people[1:]

    @property
    def minutes(self):
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def who_and_when(self):
        """Of its Técnico, never with whom."""
        return f"{self.resource} {from_until(self.starts_at, self.ends_at)}"

    def in_the_way_words(self):
        starts = timezone.localtime(self.starts_at)
        return f"{self.resource} já tem um serviço em {starts:%d/%m}, {from_until(self.starts_at, self.ends_at)}. Escolha outro horário ou outro técnico."

    @property
    def lacks_resource(self):
        """A Técnico has to do it, and nobody said which."""
        return self.what.needs_resource and not self.resource_id and self.is_marked

    @property
    def is_marked(self):
        return self.state == self.State.MARKED

    @transaction.atomic
    def answer(self, result, *, by):
        """Done, with what came out of it (FOL-10)."""
        Appointment.objects.leave([self], self.State.DONE, result=result, by=by)
        register.calm([self])
        if self.journey_id:
            self.journey.record("appointment.answered", by=by, appointment=self.number, result=result)

    def cancel(self, *, by, why=""):
        Appointment.objects.cancel_all([self], by=by, why=why)

    def move(self, starts_at, *, by, why, minutes=None):
        """To another time; gives the one that takes its place."""
        return Appointment.objects.move_all([(self, starts_at)], by=by, why=why, minutes=minutes)[0]

    @transaction.atomic
    def hand_to(self, person, *, by):
        """Somebody else keeps it, at the same time. Raises ValidationError when he is taken then."""
        giver, others = self.person, self.others
        if self.excludes:
            register.besides([self]).refuse([person], [(self.starts_at, self.ends_at)])
        if not Appointment.objects.marked().filter(pk=self.pk, person=giver).update(person=person):
            raise ValidationError("O compromisso mudou enquanto você olhava.")
        self.person = person
        if person in others:  # he comes along already
            self.companions.filter(user=person).delete()
            register.withdraw_of(self, giver)
        else:
            register.hand_over(self, giver)
        self.people = [person, *(user for user in others if user != person)]
        if self.journey_id:
            self.journey.record(
                "appointment.handed", by=by, appointment=self.number, person=str(person), at=self.starts_at.isoformat(),
                what=self.get_kind_display(),
            )  # fmt: skip

    # --- one of a series ----------------------------------------------------------------------------------------------

    @property
    def following(self):
        """Those of its series that come after it, as far as they are still marked."""
        return Appointment.objects.marked().filter(series=self.series_id, starts_at__gt=self.starts_at).exclude(series=None)

    def with_following(self):
        return [self, *self.following.with_page().order_by("starts_at")] if self.series_id else [self]

    def moves_with_following(self, starts_at):
        """([(appointment, moment)], the series that they are from then on): as many days on, at the same wall clock."""
        before, after = timezone.localtime(self.starts_at), timezone.localtime(starts_at)
        days = (after.date() - before.date()).days
        moves = [
            (each, at_wall_clock(timezone.localdate(each.starts_at) + (after.date() - before.date()), after))
            for each in self.with_following()
        ]
        return moves, self.series.shifted(days, by=None)

    @property
    def decides_journey(self):
        """It is a hand-over that waits for its answer: the journey goes on by what came of it (FOL-09, FOL-10)."""
        return bool(
            self.journey_id and self.journey.is_running and self.journey.holder_id == self.person_id
            and self.journey.stage.picks == Stage.Picks.CHOSEN
        )  # fmt: skip

    @property
    def title(self):
        whom = self.journey.title if self.journey_id and self.journey.title else self.about
        what = self.get_kind_display().capitalize()
        return f"{what}: {whom}" if whom else what

    @property
    def customer(self):
        """Whom it is about, in words."""
        return (self.journey.title if self.journey_id else "") or self.about


class AppointmentCompanion(UnitModel):
    """Somebody who comes along: it stands in his agenda too."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="companions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")

    class Meta:
        verbose_name = "quem vai junto"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "appointment"], name="companion_once")]

    def __str__(self):
        return str(self.user)
