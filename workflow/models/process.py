from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib.remembered import changed
from tenants.models import Unit


class ProcessQuerySet(UnitQuerySet):
    def taking_leads(self):
        """The one that new leads of this unit take, as the unit says now (FOL-01)."""
        return self.get(slug=Unit.objects.values_list("process", flat=True).get(pk=connection.tenant.pk))

    def with_versions(self):
        return self.prefetch_related(models.Prefetch("versions", ProcessVersion.objects.with_running()))


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

    @transaction.atomic
    def begin_draft(self, *, by):
        """A copy of the published version to be changed in peace; the one that is there already, if there is one."""
        from workflow.plan import plan_of, write

        Process.objects.select_for_update().get(pk=self.pk)
        if self.draft:
            return self.draft
        newest = self.versions.first()
        draft = self.versions.create(number=newest.number + 1 if newest else 1, begun_by=by)
        if newest:
            write(draft, plan_of(self.published or newest))
        return draft

    @transaction.atomic
    def copy(self, slug, name, *, by):
        """Another process of this unit that begins with the same published way."""
        from workflow.plan import plan_of, write

        copied = Process.objects.create(slug=slug, name=name, kind=self.kind, summary=self.summary)
        version = copied.versions.create(number=1, begun_by=by)
        write(version, plan_of(self.published))
        version.publish(by=by, tolerating=["empty_centre"])
        return copied


class ProcessVersionQuerySet(UnitQuerySet):
    def drafts(self):
        return self.filter(state=ProcessVersion.State.DRAFT)

    def with_running(self):
        """With the number of journeys that are on their way on each version."""
        return self.annotate(running=models.Count("journeys", filter=Q(journeys__ended_at=None, journeys__started_at__isnull=False)))

    def with_way(self):
        """Stages, outcomes, limits and alarms: all that a page or a diagram shows, in five queries."""
        return self.select_related("process", "published_by").prefetch_related(
            "stages__outcomes__target", "stages__limits__alarms__outcome", "stages__limits__until"
        )


class ProcessVersion(UnitModel):
    """One state of a process. A running journey stays on the version on which it began."""

    class State(models.TextChoices):
        DRAFT = "rascunho", "rascunho"
        PUBLISHED = "publicada", "publicada"
        RETIRED = "antiga", "antiga"

    process = models.ForeignKey(Process, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("versão")
    state = models.CharField("situação", max_length=10, choices=State, default=State.DRAFT)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")

    objects = ProcessVersionQuerySet.as_manager()

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
    def is_draft(self):
        return self.state == self.State.DRAFT

    @transaction.atomic
    def publish(self, *, by, tolerating=()):
        """New journeys begin here from now on. Raises ValidationError with every problem of the draft.

        A unit that was just opened has nobody yet: its first versions go out `tolerating` empty centres.
        """
        problems = [problem for problem in self.problems() if problem.code not in tolerating]
        if problems:
            raise ValidationError([ValidationError(problem.words, code=problem.code) for problem in problems])
        others = ProcessVersion.objects.filter(process=self.process, state=self.State.PUBLISHED)
        others.update(state=self.State.RETIRED)
        self.state, self.published_at, self.published_by = self.State.PUBLISHED, timezone.now(), by
        self.save(update_fields=["state", "published_at", "published_by"])
        changed()

    def discard(self):
        """The draft goes; what was published stays. A published version is never discarded: journeys are on it."""
        if not self.is_draft:
            raise ValidationError("Só um rascunho pode ser descartado.")
        self.delete()

    def problems(self):
        """What keeps this draft from being published, each at its place."""
        from workflow.checks import problems_of

        return problems_of(self)
