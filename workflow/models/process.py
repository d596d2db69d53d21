from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet


class ProcessQuerySet(UnitQuerySet):
    def for_leads(self):
        return self.filter(kind=Process.Kind.LEAD)


class Process(UnitModel):
    """A path that leads, requests or work orders of this unit take from hand to hand (FOL-01, BIM-36)."""

    class Kind(models.TextChoices):
        LEAD = "lead", "lead"
        REQUEST = "request", "solicitação"
        WORK_ORDER = "work_order", "ordem de serviço"

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField("nome", max_length=60)
    kind = models.CharField("para", max_length=10, choices=Kind, default=Kind.LEAD)
    summary = models.CharField("resumo", max_length=400, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = "processo"
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def published(self):
        """The version that new journeys begin on; None before the first was published."""
        return self.versions.filter(state=ProcessVersion.State.PUBLISHED).first()

    @property
    def draft(self):
        return self.versions.filter(state=ProcessVersion.State.DRAFT).first()


class ProcessVersion(UnitModel):
    """One state of a process. A running journey stays on the version on which it began."""

    class State(models.TextChoices):
        DRAFT = "rascunho", "rascunho"
        PUBLISHED = "publicada", "publicada"
        RETIRED = "antiga", "antiga"

    process = models.ForeignKey(Process, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("versão")
    state = models.CharField("situação", max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")

    class Meta:
        verbose_name = "versão do processo"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["process"], condition=Q(state="rascunho"), name="one_draft"),
            models.UniqueConstraint(fields=["process"], condition=Q(state="publicada"), name="one_published"),
        ]

    def __str__(self):
        return f"{self.process} v{self.number}"

    @property
    def first_stage(self):
        return self.stages.order_by("order").first()

    @transaction.atomic
    def publish(self, *, by):
        """New journeys begin here from now on. Raises ValidationError with every problem of the draft."""
        problems = self.problems()
        if problems:
            raise ValidationError([problem.words for problem in problems])
        others = ProcessVersion.objects.filter(process=self.process, state=self.State.PUBLISHED)
        others.update(state=self.State.RETIRED)
        self.state, self.published_at, self.published_by = self.State.PUBLISHED, timezone.now(), by
        self.save(update_fields=["state", "published_at", "published_by"])

    def problems(self):
        """What keeps this draft from being published, each at its place."""
        from workflow.checks import problems_of

        return problems_of(self)
