from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import OpenWork
from tenants.roles import Permission

from .counter import Counter
from .journey import Journey, Subject
from .process import Process, ProcessVersion
from .unit_file import UnitFile


class RequestTypeQuerySet(UnitQuerySet):
    def open_now(self):
        """Those that take new requests: open, and with a published way."""
        published = ProcessVersion.objects.filter(process=models.OuterRef("process"), state=ProcessVersion.State.PUBLISHED)
        return self.filter(models.Exists(published), is_open=True)


class RequestType(UnitModel):
    """A kind of solicitação: what its form asks. The way that it takes is its process (DIR-57, PUR-26, requirements 1.5 point 11)."""

    process = models.OneToOneField(Process, models.CASCADE, related_name="request_type", verbose_name="processo")
    questions = models.JSONField("perguntas", default=list, blank=True)  # [{slug, label, kind, choices, optional}]
    asks_day = models.BooleanField("pergunta até quando", default=False)
    is_open = models.BooleanField("recebe novas solicitações", default=True)

    objects = RequestTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "tipo de solicitação"
        ordering = ["process__name"]

    def __str__(self):
        return self.process.name


_also_read = []


def also_reads(asked):
    """Lets an upper app lend somebody a request to read: `asked(member, request)` gives the rows that do, as a query."""
    if asked not in _also_read:
        _also_read.append(asked)


class RequestQuerySet(UnitQuerySet):
    def visible_to(self, member, centres):
        """All for whoever looks after them; else what one asked, holds, handed on or closed, or what waits in one's centres.

        `centres` are the slugs of the centres whose work the person does.
        """
        return self if member.may(Permission.REQUESTS_ALL) else self.filter(_concerning(member, centres))

    def read_by(self, member, centres):
        """The same, and what an upper app lends him: of the one that a number finds, not of a list (PUR-20)."""
        if member.may(Permission.REQUESTS_ALL):
            return self
        lent = (Exists(asked(member, OuterRef("pk"))) for asked in _also_read)
        return self.filter(Q(_concerning(member, centres), *lent, _connector=Q.OR))

    def running(self):
        return self.filter(journey__ended_at=None)

    def ended(self):
        return self.exclude(journey__ended_at=None)

    def overdue(self, now=None):
        return self.running().filter(journey__due_at__lt=now or timezone.now())

    def with_desk(self):
        return self.select_related("type__process", "journey__stage", "journey__version__process", "journey__holder", "journey__creator")

    def sent_with(self, key, *, by):
        """The one that the same person sent already with this receipt: a form sent twice is one request."""
        return self.filter(pk=key, journey__creator=by).first() if key else None

    @transaction.atomic
    def ask(self, type, title, *, by, priority=OpenWork.Priority.NORMAL, holder=None, **facts):
        """A request of that type starts on its way. `by` is None for one that a routine makes."""
        journey = Journey.objects.at_start_of(type.process.slug, by=by)
        journey.priority = priority
        request = self.create(number=Counter.next("solicitacao"), type=type, title=title, journey=journey, **facts)
        request.describe()
        journey.record("request.asked", by=by, type=str(type), about=request.about)
        journey.start(by=by, holder=holder)
        return request


def _concerning(member, centres):
    return Q(journey__holder=member.user) | Q(journey__creator=member.user) | Q(journey__stage__centre__in=centres)


class Request(Subject, UnitModel):
    """A solicitação: something that somebody of the unit asks of a centre, on its way until it is done or refused (PUR-19, PUR-28).

    It may be about a customer, a lead, or nobody: `about` says so in words, `about_address` is a page of the unit (PUR-22).
    """

    number = models.PositiveIntegerField("número", unique=True)
    type = models.ForeignKey(RequestType, models.PROTECT, related_name="requests", verbose_name="tipo")
    title = models.CharField("o que é pedido", max_length=120)
    answers = models.JSONField(default=list)  # [[question, answer in words], …], as they were asked
    about = models.CharField("sobre quem", max_length=120, blank=True)
    about_address = models.CharField(max_length=200, blank=True)
    wanted_on = models.DateField("para quando", null=True, blank=True)
    routine = models.ForeignKey("workflow.Routine", models.SET_NULL, null=True, related_name="requests", verbose_name="rotina")
    routine_day = models.DateField(null=True)
    created_at = models.DateTimeField("pedida em", default=timezone.now)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = "solicitação"
        verbose_name_plural = "solicitações"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["routine", "routine_day"], name="routine_once_a_day")]

    def __str__(self):
        return self.title

    @property
    def address(self):
        return f"/solicitacoes/{self.number}/"

    def describe(self):
        """How the network's queue shows it."""
        detail = " · ".join(filter(None, [str(self.type), str(self.journey.creator or "rotina"), self.about]))
        self.journey.describe(self.title, detail, self.address)

    @property
    def is_late(self):
        return self.journey.is_running and self.journey.due_at is not None and self.journey.due_at < timezone.now()


class Attachment(UnitModel):
    """A file of a request: a quotation, a photo that shows it is done (PUR-25, DIR-58). Only who sees the request reads it."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="attachments")
    file = models.OneToOneField(UnitFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "anexo"
        ordering = ["file__number_in_unit"]

    def __str__(self):
        return str(self.file)
