from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone

from leads import identities
from purifikar.db.adding import add
from purifikar.db.keys import uuid7
from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.db.prepared import prepared
from purifikar.lib.remembered import changed
from tenants.models import Membership
from tenants.roles import Permission
from workflow.models import AlreadyDecided, Appointment, Counter, Journey, Stage, Subject

from .duplicate import DuplicatePair
from .person import Email, Person
from .source import Source
from .urgency import Urgent


class LeadQuerySet(UnitQuerySet):
    def visible_to(self, member):
        """All of the unit's leads for whoever may see them all, else those that one holds, holds next, registered or was asked into (FOL-16)."""
        return self if member.may(Permission.LEAD_SEE_ALL) else self.of(member.user)

    def of(self, user):
        """Those that are somebody's own; `user` may be the key."""
        held, created = (Journey.objects.filter(**{part: user}).order_by().values("pk") for part in ("holder", "creator"))
        to_sell = self.model.objects.filter(seller=user).order_by().values("journey")
        asked = self.model.objects.filter(involvements__user=user).order_by().values("journey")
        return self.filter(journey__in=held.union(created, to_sell, asked))  # each by its index: an OR over two tables would read them all

    def seen_by(self, member):
        """The same asked of each row: for the few that a number or a person finds, where `visible_to` first reads all that is one's own."""
        return self if member.may(Permission.LEAD_SEE_ALL) else self.of_each(member.user)

    def of_each(self, user):
        """As `of`, asked of each row."""
        asked = Exists(self.model.objects.filter(pk=OuterRef("pk"), involvements__user=user))
        return self.filter(Q(journey__holder=user) | Q(journey__creator=user) | Q(seller=user) | asked)

    def parts_of(self, user):
        """As `of`, one after the other: held, registered, to sell, asked into."""
        asked = self.model.objects.filter(involvements__user=user).order_by().values("pk")
        return [self.filter(part) for part in (Q(journey__holder=user), Q(journey__creator=user), Q(seller=user), Q(pk__in=asked))]

    def running(self):
        return self.filter(journey__ended_at=None)

    def of_channel(self, channel):
        return self.filter(channel=channel) if channel in Source.Channel.values else self

    def with_desk(self):
        """Everything a row of a list or a page's head shows, in one query."""
        return self.select_related("person", "source", "journey__stage", "journey__version__process", "journey__holder")

    def with_page(self):
        """What a lead's own page shows of it and its person, but for the journey's stage (`Journey.place`).

        `mails` are the addresses, `doubles` who may be the same person; `has_others` and `has_appointments` say what there is to ask for.
        """
        mails = Email.objects.filter(person=OuterRef("person")).values_list("address")
        others = self.model.objects.filter(person=OuterRef("person")).exclude(pk=OuterRef("pk"))
        appointments = Appointment.objects.filter(journey=OuterRef("journey"))
        found = self.select_related("person", "source", "journey__holder", "seller").annotate(
            mails=ArraySubquery(mails), has_others=Exists(others), has_appointments=Exists(appointments)
        )
        found = found.annotate(doubles=DuplicatePair.objects.waiting().facts_of(OuterRef("person")))
        return found.prefetch_related("person__phones", "person__addresses")

    def shown_to(self, member, number):
        """The lead of that number with what its page shows, if it is that person's to see; else None."""
        found = _page_of(number) if member.may(Permission.LEAD_SEE_ALL) else _own_page_of(number, member.user.pk)
        return next(iter(found), None)

    def sent_with(self, key, *, by):
        """The lead that the same person registered already with this receipt: a form sent twice makes one lead."""
        return self.filter(pk=key, journey__creator=by).first() if key else None

    @transaction.atomic(savepoint=False)
    def take_in(self, person, *, source, by=None, channel=None, seller=None, holder=None, key=None, note="", beginning=None, **facts):
        """A lead of that person starts on its way through the unit's process; the channel never changes afterwards (FOL-23).

        `holder` keeps it from the first stage on, whomever the stage would pick. `key` is the receipt of a form, so that
        sending it again finds the lead instead of making another. `beginning` is the stage, if it is known already.
        """
        channel = channel or source.channel
        beginning = beginning or Stage.objects.beginning_of(connection.tenant.process, channel)
        journey = Journey.objects.at(beginning, by=by, channel=channel)
        if person.first_lead:
            facts["created_at"] = person.created_at  # as its marks say already
        lead = self.model(
            id=key or uuid7(), number=person.first_lead or Counter.next("lead"), person=person, source=source, channel=channel, journey=journey,
            seller=seller, **facts,
        )  # fmt: skip
        lead.have_next()
        add(lead)
        lead.describe()
        journey.record("lead.taken_in", by=by, source=source.name, channel=lead.channel)
        lead.disputes = identities.begin(lead)
        if note:
            journey.record("journey.noted", by=by, note=note)
        if not person.is_new:
            lead.tell_the_others(by=by)
        journey.start(by=by, holder=holder)
        return lead


class Lead(Urgent, Subject, UnitModel):
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
    disputes = ()  # those that its coming has opened
    has_others = has_appointments = True  # as far as nobody asked (`with_page`)

    class Meta:
        verbose_name = "lead"
        ordering = ["-number"]
        indexes = [
            models.Index(Upper("district"), F("number").desc(), name="lead_district"),
            models.Index(fields=["source", "-number"], name="lead_source"),
            models.Index(fields=["seller", "-number"], name="lead_seller"),
            models.Index(fields=["next_at"], name="lead_next"),
        ]

    def __str__(self):
        return f"{self.person} (lead {self.number})"

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.have_next()
        super().save(*args, **kwargs)

    def have_next(self):
        """An open lead always has a next date (BEY-02)."""
        self.next_at = self.next_at or timezone.now() + timedelta(days=1)

    def describe(self):
        """How the network's queue shows it."""
        detail = " · ".join(part for part in (self.source.name, self.district, self.product) if part)
        self.journey.describe(str(self.person), detail, f"/leads/{self.number}/")

    @property
    def is_running(self):
        return self.journey.is_running

    @property
    def code(self):
        return f"L-{self.number}"

    @property
    def maybe_same(self):
        """Who may be the same as its person; only `with_page` knows."""
        return [DuplicatePair.of_facts(facts) for facts in self.doubles]

    def tell_the_others(self, *, by):
        """Whoever works another open lead of this person reads in its history that there is one more (field note 3)."""
        for other in Lead.objects.running().filter(person=self.person_id).exclude(pk=self.pk).select_related("journey"):
            other.journey.record("lead.again", by=by, lead=self.number)

    @transaction.atomic
    def decide(self, outcome, *, by, seen=None, **given):
        """The journey's decision; an open lead comes out of it with a date that has not passed (BEY-02)."""
        if seen is not None and seen != self.journey.turn:
            raise self.already_decided()
        self.journey.decide(outcome, by=by, seen=seen, **given)
        self.refresh_from_db(fields=["next_at", "seller"])
        if self.is_running and self.is_next_late:
            self.set_next(self.journey.due_at or timezone.now() + timedelta(days=1))

    @transaction.atomic
    def hand_to(self, user, *, by, why):
        """To a colleague in the same stage; a Consultor who gets it is its second name from then on (PUR-35)."""
        self.journey.hand_to(user, by=by, why=why)
        if Membership.objects.active().selling().filter(user=user).exists():
            self.seller = user
            self.save(update_fields=["seller"])

    def already_decided(self):
        """Who was quicker, when, and what it was."""
        last = self.journey.events.filter(kind="journey.decided").select_related("by").last()
        if last is None:
            return AlreadyDecided("O lead mudou enquanto você olhava. Veja como está agora.", code="already_decided")
        who, when = last.by or "o sistema", timezone.localtime(last.at)
        return AlreadyDecided(f"Já foi decidido por {who} em {when:%d/%m às %H:%M}: {last.details['outcome']}.", code="already_decided")

    @property
    def is_next_late(self):
        return self.next_at is None or self.next_at < timezone.now()

    def set_next(self, moment, *, by=None, note=""):
        """When somebody is to touch it next. There is no way to have none while it is open (BEY-02)."""
        self.next_at = moment
        self.save(update_fields=["next_at"])
        changed()
        if by:
            self.journey.record("journey.next_contact", by=by, at=moment.isoformat())
        if note:
            self.journey.record("journey.noted", by=by, note=note)

    def change(self, *, by, names):
        """Saves those fields and says in the history which of them changed."""
        self.save(update_fields=names)
        changed()
        labels = [str(self._meta.get_field(name).verbose_name) for name in names]
        self.journey.record("lead.changed", by=by, fields=labels)
        if {"district", "product", "source"} & set(names):
            self.describe()


@prepared
def _page_of(number):
    return Lead.objects.with_page().filter(number=number)


@prepared
def _own_page_of(number, user):
    return Lead.objects.of_each(user).with_page().filter(number=number)
