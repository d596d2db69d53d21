from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from purifikar.db.adding import add
from purifikar.db.keys import uuid7

NO_LIMIT = datetime(9999, 1, 1, tzinfo=UTC)  # sorts what has no limit behind everything that has one
TURN = Coalesce("call_at", "due_at", Value(NO_LIMIT))
UNREAD = "(SELECT count(*) FROM public.tenants_notice WHERE user_id = %s AND read_at IS NULL)"
# One pass over what somebody holds, in the index alone.
HELD = "SELECT count(*) AS held, count(*) FILTER (WHERE due_at < %s) AS late FROM public.tenants_openwork WHERE holder_id = %s"
COUNTERS = f"SELECT held, late, {UNREAD} FROM ({HELD}) AS work"  # noqa: S608 (nothing of a person's)
COUNTERS_HERE = f"SELECT held, late, {UNREAD} FROM ({HELD} AND unit_id = %s) AS work"  # noqa: S608
COUNTERS_IN_VIEW = f"SELECT held, late, {UNREAD} FROM ({HELD} AND unit_id = %s AND (channel = %s OR kind <> 'lead')) AS work"  # noqa: S608


class OpenWorkQuerySet(models.QuerySet):
    def held_by(self, user):
        return self.filter(holder=user)

    def in_unit(self, unit):
        return self.filter(unit=unit)

    def overdue(self, now=None):
        return self.filter(due_at__lt=now or timezone.now())

    def urgent(self):
        return self.filter(priority=OpenWork.Priority.URGENT)

    def of_kind(self, *kinds):
        return self.filter(kind__in=kinds)

    def handed_over_by(self, user):
        """Handed by that person to somebody else through an appointment, and not answered yet (FOL-09, FOL-11)."""
        return self.filter(handed_by=user, holder=models.F("handed_to")).exclude(holder=user)

    def of_channel(self, channel):
        """The leads of the view that a person chose, and whatever is no lead (FOL-26)."""
        return self.filter(models.Q(channel=channel) | ~models.Q(kind=OpenWork.Kind.LEAD)) if channel else self

    def arrived_since(self, moment):
        return self.filter(since__gte=moment)

    def due_until(self, moment):
        return self.filter(due_at__lte=moment)

    def put(self, unit, subject, row):
        """Writes the one row of what travels, new or anew, in one statement. `row` names every field but these two."""
        add(self.model(unit=unit, subject=subject, **row), same=("unit", "subject"), anew=row)

    def counters(self, user, unit=None, channel=""):
        """(held in that unit or anywhere, late of these, notices unread): what the frame of every page counts, in one statement.

        `channel` counts the leads of that view only (FOL-26).
        """
        now = timezone.now()
        with connection.cursor() as cursor:
            if unit and channel:
                cursor.execute(COUNTERS_IN_VIEW, [user.pk, now, user.pk, unit.pk, channel])
            elif unit:
                cursor.execute(COUNTERS_HERE, [user.pk, now, user.pk, unit.pk])
            else:
                cursor.execute(COUNTERS, [user.pk, now, user.pk])
            return cursor.fetchone()

    def in_calling_order(self):
        """`turn` is when each is to be touched next: at the moment agreed for the next try, else by its limit (PUR-37)."""
        return self.annotate(turn=TURN).order_by("turn", "id")

    def older_than(self, days):
        return self.filter(since__lt=timezone.now() - timedelta(days=days))


class OpenWork(models.Model):
    """One row for each thing on its way anywhere in the network: the queue that "Meu dia" and the menu's counters read.

    Written in the transaction of the unit's own record, so one indexed query answers for all units (architecture.md,
    Shared registers). `address` is the page inside the unit, without the unit's prefix.
    """

    class Kind(models.TextChoices):
        LEAD = "lead", "lead"
        REQUEST = "request", "solicitação"
        WORK_ORDER = "work_order", "ordem de serviço"
        RETURN = "return", "retorno"
        ALIGNMENT = "alignment", "alinhamento"
        INVOLVEMENT = "involvement", "pedido de participação"
        PRIVACY = "privacy", "pedido de titular (LGPD)"

    class Priority(models.IntegerChoices):
        NORMAL = 0, "normal"
        HIGH = 1, "alta"
        URGENT = 2, "urgente"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="open_work")
    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.UUIDField()  # key of the journey in the unit's schema
    centre = models.CharField(max_length=40, blank=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="open_work", db_index=False)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    handed_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    title = models.CharField(max_length=160)
    detail = models.CharField(max_length=200, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200)
    since = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    priority = models.SmallIntegerField(choices=Priority, default=Priority.NORMAL)
    attempts = models.PositiveSmallIntegerField("tentativas", default=0)
    call_at = models.DateTimeField("ligar de novo em", null=True, blank=True)
    channel = models.CharField("canal", max_length=5, blank=True, default="", db_default="")

    objects = OpenWorkQuerySet.as_manager()

    class Meta:
        verbose_name = "trabalho em aberto"
        ordering = ["due_at", "since"]
        constraints = [models.UniqueConstraint(fields=["unit", "subject"], name="open_work_once")]
        indexes = [
            models.Index(fields=["holder", "due_at"], name="open_work_holder"),
            models.Index(fields=["holder", "-since"], name="open_work_arrived"),
            models.Index(fields=["holder", "call_at"], condition=models.Q(call_at__isnull=False), name="open_work_returns"),
            models.Index(fields=["holder", "unit", "kind", "due_at"], include=["channel"], name="open_work_held"),
            models.Index(fields=["unit", "due_at"], name="open_work_unit"),
            models.Index(fields=["unit", "since"], name="open_work_since"),
            models.Index(fields=["unit", "due_at"], condition=models.Q(priority=2), name="open_work_urgent"),
            models.Index("holder", TURN, "id", name="open_work_turn"),
            models.Index(fields=["handed_by", "due_at"], condition=models.Q(handed_by__isnull=False), name="open_work_handed"),
            models.Index(fields=["centre", "due_at"], condition=models.Q(holder=None), name="open_work_centre"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_late(self):
        return self.due_at is not None and self.due_at < timezone.now()
