"""What reports are added up from: the days of each lead, and their sums by day.

`LeadFigure` is read off a lead and its timeline (leads/reports/facts.py), `DayFigure` and `DayStage` are sums of those rows
(leads/reports/roll.py). Lists behind a figure read `LeadFigure` too, so a figure and its list cannot differ.
"""

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet

from .lead import Lead

PERSON = {"on_delete": models.DO_NOTHING, "db_constraint": False, "null": True, "related_name": "+", "db_index": False}


class LeadFigure(UnitModel):
    """The days on which something happened to a lead, by the unit's wall clock, and by what they are told apart.

    `attendant` treats it or treated it last, `seller` is its Consultor, also where he attends it himself. `reached` are the
    stages in the order in which it came to them, `minutes` how long it stayed in each, empty while it has not left. `keepers` see
    it whatever their role: who holds it, registered it, or is its Consultor.
    """

    lead = models.OneToOneField(Lead, models.CASCADE, related_name="figure")
    came_on = models.DateField()
    treated_on = models.DateField(null=True)
    in_time = models.BooleanField(default=False)
    handed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    result = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    value = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    channel = models.CharField(max_length=5)
    source = models.CharField(max_length=40)
    campaign = models.CharField(max_length=80, blank=True)
    district = models.CharField(max_length=60, blank=True)
    attendant = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    stage = models.CharField(max_length=40)  # where it is, or was when it ended
    reached = ArrayField(models.CharField(max_length=40), default=list)
    minutes = ArrayField(models.IntegerField(null=True), default=list)
    keepers = ArrayField(models.UUIDField(), default=list)

    class Meta:
        verbose_name = "números do lead"
        indexes = [
            models.Index(fields=["came_on"], name="figure_came"),
            models.Index(fields=["treated_on"], condition=Q(treated_on__isnull=False), name="figure_treated"),
            models.Index(fields=["handed_on"], condition=Q(handed_on__isnull=False), name="figure_handed"),
            models.Index(fields=["ended_on"], condition=Q(ended_on__isnull=False), name="figure_ended"),
            models.Index(fields=["came_on"], condition=Q(treated_on=None, ended_on=None), name="figure_untouched"),
            models.Index(fields=["attendant"], condition=Q(attendant__isnull=False), name="figure_attendant"),
            models.Index(fields=["seller"], condition=Q(seller__isnull=False), name="figure_seller"),
        ]

    def __str__(self):
        return f"{self.lead_id} de {self.came_on:%d/%m/%Y}"


class Sums(UnitModel):
    """How often each thing happened, to how many leads."""

    leads = models.IntegerField(default=0)
    treated = models.IntegerField(default=0)
    in_time = models.IntegerField(default=0)
    handed = models.IntegerField(default=0)
    won = models.IntegerField(default=0)
    lost = models.IntegerField(default=0)
    worth = models.DecimalField(max_digits=14, decimal_places=2, default=0)  # of what was won

    class Meta:
        abstract = True


class DayFigure(Sums):
    """A day's sums by one of the things that tell leads apart; `detail` is a source's campaign or a neighbourhood as it is written."""

    day = models.DateField()
    channel = models.CharField(max_length=5)
    dimension = models.CharField(max_length=10)
    key = models.CharField(max_length=80, blank=True)
    detail = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "números do dia"
        constraints = [models.UniqueConstraint(fields=["day", "dimension", "channel", "key", "detail"], name="day_figure_once")]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {self.dimension} {self.key}"


class DayStage(UnitModel):
    """How far the leads that came on a day got: the stages they reached, left, wait in or were lost in, and the minutes they took."""

    day = models.DateField()
    channel = models.CharField(max_length=5)
    stage = models.CharField(max_length=40)
    reached = models.IntegerField()
    left = models.IntegerField()
    waiting = models.IntegerField()
    lost = models.IntegerField()
    minutes = models.BigIntegerField()

    class Meta:
        verbose_name = "etapas do dia"
        constraints = [models.UniqueConstraint(fields=["day", "channel", "stage"], name="day_stage_once")]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {self.stage}"


class StaleDay(UnitModel):
    """A day whose sums must be made anew because a lead of it was deleted: written by the database itself (a trigger)."""

    day = models.DateField()

    class Meta:
        verbose_name = "dia a recontar"

    def __str__(self):
        return f"{self.day:%d/%m/%Y}"


class FigureMarkQuerySet(UnitQuerySet):
    def held(self):
        """The unit's only mark, locked until the transaction ends; None while somebody else counts."""
        self.bulk_create([self.model(only=True)], ignore_conflicts=True)
        return self.select_for_update(skip_locked=True).first()


class FigureMark(UnitModel):
    """How far the timeline was read, counted by that zone's wall clock: everything up to `read`.

    Up to `through` nothing can come any more. Between the two a transaction that lasts may still commit what is older than
    what was read; `seen` is how much there was when it was read, so that one more is noticed.
    """

    BEGINNING = UUID(int=0)

    only = models.BooleanField(default=True, unique=True)
    through = models.UUIDField(default=BEGINNING)
    read = models.UUIDField(default=BEGINNING)
    seen = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    zone = models.CharField(max_length=32, blank=True)
    is_behind = models.BooleanField(default=True)

    objects = FigureMarkQuerySet.as_manager()

    class Meta:
        verbose_name = "marca dos números"

    def __str__(self):
        return f"até {self.at:%d/%m %H:%M}"

    def move(self, *, through, read, seen, is_behind):
        self.through, self.read, self.seen, self.is_behind, self.at = through, read, seen, is_behind, timezone.now()
        self.save(update_fields=["through", "read", "seen", "is_behind", "at", "zone"])

    def begin_again(self):
        self.through = self.read = self.BEGINNING
        self.seen = 0

    @staticmethod
    def key_at(seconds):
        """The smallest key that a row made at that moment can have: keys are UUIDv7 and begin with the time."""
        return UUID(int=int(seconds * 1000) << 80)
