from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import Commitment
from tenants.roles import Permission
from workflow import registry

from .counter import Counter
from .journey import Journey
from .stage import Stage

MINUTES = 60


class AppointmentQuerySet(UnitQuerySet):
    def marked(self):
        return self.filter(state=Appointment.State.MARKED)

    def visible_to(self, member):
        """One's own, those that one made, those of what one holds; all for whoever sees all leads (FOL-16)."""
        if member.may(Permission.LEAD_SEE_ALL):
            return self
        return self.filter(Q(person=member.user) | Q(by=member.user) | Q(journey__holder=member.user))

    def with_page(self):
        return self.select_related("person", "by", "left_by", "journey__stage", "journey__holder", "moved_to")

    def of(self, user):
        return self.filter(person=user)

    def between(self, starts_at, ends_at):
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    @transaction.atomic
    def book(self, journey=None, *, person, starts_at, kind, by, minutes=MINUTES, place="", note=""):
        """An appointment in that person's agenda. Raises ValidationError at `starts_at` when he is taken then."""
        appointment = self.create(
            number=Counter.next("compromisso"), journey=journey, person=person, kind=kind, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes), place=place, note=note, by=by,
        )  # fmt: skip
        appointment.write_commitment()
        if journey:
            journey.record(
                "appointment.booked", by=by, appointment=appointment.number, person=str(person), at=starts_at.isoformat(),
                what=appointment.get_kind_display(),
            )  # fmt: skip
        return appointment


class Appointment(UnitModel):
    """A person's time promised to a customer: visit, presentation, installation, return or call (PUR-12, PUR-13, PUR-38, PUR-39)."""

    class Kind(models.TextChoices):
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

    # Where somebody has to be in person, he can be only once at a time. An installation takes the Técnico's time, who is no user.
    EXCLUDING = (Kind.VISIT, Kind.PRESENTATION)
    # By which a journey gets into other hands; returns and calls are the holder's own.
    HANDING_OVER = (Kind.VISIT, Kind.PRESENTATION, Kind.INSTALLATION)

    number = models.PositiveIntegerField("número", unique=True)
    journey = models.ForeignKey(Journey, models.CASCADE, null=True, blank=True, related_name="appointments", verbose_name="andamento")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="com quem")
    kind = models.CharField("tipo", max_length=12, choices=Kind)
    starts_at = models.DateTimeField("de")
    ends_at = models.DateTimeField("até")
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
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_start")]

    def __str__(self):
        return f"{self.get_kind_display()} em {timezone.localtime(self.starts_at):%d/%m às %H:%M}"

    @property
    def excludes(self):
        return self.kind in self.EXCLUDING

    @property
    def is_marked(self):
        return self.state == self.State.MARKED

    @transaction.atomic
    def answer(self, result, *, by):
        """Done, with what came out of it (FOL-10)."""
        self._leave(self.State.DONE, result=result, by=by)
        if self.journey_id:
            self.journey.record("appointment.answered", by=by, appointment=self.number, result=result)

    @transaction.atomic
    def cancel(self, *, by, why=""):
        """It will not take place; the person's time is free again. It stays to be seen (BIM-14)."""
        self._leave(self.State.CANCELLED, result=why, by=by)
        Commitment.objects.filter(unit=connection.tenant, subject=self.pk).delete()
        if self.journey_id:
            self.journey.record("appointment.cancelled", by=by, appointment=self.number, why=why)

    @transaction.atomic
    def move(self, starts_at, *, by, why, minutes=None):
        """To another time: a new one takes its place, this one stays to be seen with who moved it and why (BIM-14).

        The commitment in the shared register goes along, so calendar programs see one and the same event move.
        """
        length = timedelta(minutes=minutes) if minutes else self.ends_at - self.starts_at
        if self.excludes:
            Commitment.refuse_clash(self.person, starts_at, starts_at + length, subject=self.pk)
        self._leave(self.State.MOVED, result=why, by=by)
        following = Appointment.objects.create(
            number=Counter.next("compromisso"), journey=self.journey, person=self.person, kind=self.kind, starts_at=starts_at,
            ends_at=starts_at + length, place=self.place, note=self.note, by=by,
        )  # fmt: skip
        Appointment.objects.filter(pk=self.pk).update(moved_to=following)
        following.write_commitment(of=Commitment.objects.filter(unit=connection.tenant, subject=self.pk).first())
        if self.journey_id:
            self.journey.record(
                "appointment.moved", by=by, appointment=following.number, at=starts_at.isoformat(), why=why, what=self.get_kind_display()
            )  # fmt: skip
            registry.appointment_moved(self.journey, starts_at)
        return following

    @transaction.atomic
    def hand_to(self, person, *, by):
        """Somebody else keeps it, at the same time. Raises ValidationError when he is taken then."""
        if self.excludes:
            Commitment.refuse_clash(person, self.starts_at, self.ends_at, subject=self.pk)
        if not Appointment.objects.marked().filter(pk=self.pk, person=self.person).update(person=person):
            raise ValidationError("O compromisso mudou enquanto você olhava.")
        self.person = person
        commitment = Commitment.objects.filter(unit=connection.tenant, subject=self.pk).first()
        if commitment:
            commitment.user = person
        self.write_commitment(of=commitment)
        if self.journey_id:
            self.journey.record(
                "appointment.handed", by=by, appointment=self.number, person=str(person), at=self.starts_at.isoformat(),
                what=self.get_kind_display(),
            )  # fmt: skip

    @property
    def decides_journey(self):
        """It is a hand-over that waits for its answer: the journey goes on by what came of it (FOL-09, FOL-10)."""
        return bool(
            self.journey_id and self.journey.is_running and self.journey.holder_id == self.person_id
            and self.journey.stage.picks == Stage.Picks.CHOSEN
        )  # fmt: skip

    @property
    def title(self):
        what = self.get_kind_display().capitalize()
        return f"{what}: {self.journey.title}" if self.journey_id and self.journey.title else what

    def write_commitment(self, of=None):
        """The person's time in the shared register, by which he is taken in all units."""
        commitment = of or Commitment(unit=connection.tenant, user=self.person)
        commitment.subject, commitment.starts_at, commitment.ends_at = self.pk, self.starts_at, self.ends_at
        commitment.title, commitment.place, commitment.excludes = self.title[:160], self.place, self.excludes
        commitment.address = f"/agenda/{self.number}/"
        commitment.keep()

    def _leave(self, state, *, result, by):
        moved = Appointment.objects.marked().filter(pk=self.pk).update(state=state, result=result, left_by=by, left_at=timezone.now())
        self.refresh_from_db(fields=["state", "result", "left_by", "left_at"])
        if not moved:
            raise ValidationError(f"O compromisso já está {self.get_state_display()}.")
