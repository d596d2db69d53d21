from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.roles import Permission
from workflow.models import Counter, Journey, Subject

from .person import Person
from .source import Source


class LeadQuerySet(UnitQuerySet):
    def visible_to(self, member):
        """All of the unit's leads for whoever may see them all, else those that one holds, holds next or registered (FOL-16)."""
        if member.may(Permission.LEAD_SEE_ALL):
            return self
        return self.filter(Q(journey__holder=member.user) | Q(journey__creator=member.user) | Q(seller=member.user))

    def running(self):
        return self.filter(journey__ended_at=None)

    def of_channel(self, channel):
        return self.filter(channel=channel) if channel in Source.Channel.values else self

    def with_desk(self):
        """Everything a row of a list or a page's head shows, in one query."""
        return self.select_related("person", "source", "journey__stage", "journey__version__process", "journey__holder")

    @transaction.atomic
    def take_in(self, person, *, source, by=None, channel=None, seller=None, **facts):
        """A lead of that person starts on its way through the unit's process; the channel never changes afterwards (FOL-23)."""
        journey = Journey.objects.at_start_of(connection.tenant.process, by=by)
        lead = self.create(
            number=Counter.next("lead"), person=person, source=source, channel=channel or source.channel, journey=journey,
            seller=seller, **facts,
        )  # fmt: skip
        lead.describe()
        journey.record("lead.taken_in", by=by, source=source.name, channel=lead.channel)
        journey.start(by=by)
        return lead


class Lead(Subject, UnitModel):
    """A person who may buy a purifier from this unit, on the way through its process (PUR-11, PUR-21)."""

    class Temperature(models.TextChoices):
        COLD = "frio", "frio"
        WARM = "morno", "morno"
        HOT = "quente", "quente"

    number = models.PositiveIntegerField("número", unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="leads", verbose_name="pessoa")
    source = models.ForeignKey(Source, models.PROTECT, related_name="leads", verbose_name="origem")
    campaign = models.CharField("campanha", max_length=80, blank=True)
    channel = models.CharField("canal", max_length=5, choices=Source.Channel, editable=False)
    product = models.CharField("produto de interesse", max_length=80, blank=True)
    value = models.DecimalField("valor estimado", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))])  # fmt: skip
    probability = models.PositiveSmallIntegerField("probabilidade (%)", null=True, blank=True, validators=[MaxValueValidator(100)])
    temperature = models.CharField("temperatura", max_length=6, choices=Temperature, default=Temperature.WARM)
    district = models.CharField("bairro", max_length=60, blank=True)
    next_at = models.DateTimeField("próximo contato", null=True, blank=True)
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+", verbose_name="Consultor")  # fmt: skip
    created_at = models.DateTimeField("chegou em", default=timezone.now)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = "lead"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["district", "-number"], name="lead_district"),
            models.Index(fields=["source", "-number"], name="lead_source"),
            models.Index(fields=["seller", "-number"], name="lead_seller"),
            models.Index(fields=["next_at"], name="lead_next"),
        ]

    def __str__(self):
        return f"{self.person} (lead {self.number})"

    def save(self, *args, **kwargs):
        if self._state.adding and self.next_at is None:
            self.next_at = timezone.now() + timedelta(days=1)  # an open lead always has a next date (BEY-02)
        super().save(*args, **kwargs)

    def describe(self):
        """How the network's queue shows it."""
        detail = " · ".join(part for part in (self.source.name, self.district, self.product) if part)
        self.journey.describe(str(self.person), detail, f"/leads/{self.number}/")

    @property
    def is_running(self):
        return self.journey.is_running
