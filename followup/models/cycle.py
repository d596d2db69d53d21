from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet

from .attendance_type import AttendanceType
from .cycle_question import CycleQuestion


class CycleQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def for_kind(self, kind):
        """The cycle of that type of attendance: its own, else its group's; None while there is none to be answered (BIM-47, BIM-67)."""
        key = kind.cycle_id or (kind.parent.cycle_id if kind.parent_id else None)
        return self.in_use().filter(pk=key).first() if key else None

    def with_versions(self):
        """Each with `has_draft` and the number of its published version, None before there is one."""
        drafts = CycleVersion.objects.drafts().filter(cycle=OuterRef("pk")).order_by()
        current = CycleVersion.objects.published().filter(cycle=OuterRef("pk")).order_by("-number").values("number")[:1]
        return self.annotate(has_draft=Exists(drafts), published_number=models.Subquery(current))

    @transaction.atomic
    def begin(self, name, *, by=None, kinds=()):
        """A cycle with an empty draft."""
        cycle = self.create(name=name)
        cycle.set_kinds(kinds)
        cycle.versions.create(number=1, made_by=by)
        return cycle


class Cycle(UnitModel):
    """Ciclo de atendimento: the questions that make a standard of the sale, asked in the contacts of its types (BIM-12, BIM-46)."""

    name = models.CharField("nome", max_length=60)
    is_active = models.BooleanField("em uso", default=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = "ciclo de atendimento"
        verbose_name_plural = "ciclos de atendimento"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower(F("name")), name="cycle_name_once")]

    def __str__(self):
        return self.name

    @property
    def current(self):
        """The version that is answered now; None before the first one is published."""
        return self.versions.published().order_by("-number").first()

    @property
    def draft(self):
        return self.versions.drafts().first()

    @transaction.atomic
    def set_kinds(self, kinds):
        """The types that ask this cycle. A type has one at most: from another cycle it comes over to this one."""
        chosen = [kind.pk for kind in kinds]
        AttendanceType.objects.filter(cycle=self).exclude(pk__in=chosen).update(cycle=None)
        AttendanceType.objects.filter(pk__in=chosen).update(cycle=self)

    @transaction.atomic
    def begin_draft(self, *, by):
        """The next version, to be changed: a copy of the last one. What is published stays as it is."""
        Cycle.objects.select_for_update(of=["self"]).get(pk=self.pk)
        if draft := self.draft:
            return draft
        last = self.current
        draft = self.versions.create(number=last.number + 1 if last else 1, made_by=by)
        if last:
            CycleQuestion.objects.bulk_create(question.copy_to(draft) for question in last.questions.all())
        return draft


class VersionQuerySet(UnitQuerySet):
    def published(self):
        return self.exclude(published_at=None)

    def drafts(self):
        return self.filter(published_at=None)


class CycleVersion(UnitModel):
    """The questions of a cycle as they were published at a time; answers keep the version under which they were given."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="versions", verbose_name="ciclo", db_index=False)
    number = models.PositiveSmallIntegerField("versão")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    made_at = models.DateTimeField("começada em", default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+")  # fmt: skip
    published_at = models.DateTimeField("publicada em", null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versão do ciclo"
        verbose_name_plural = "versões dos ciclos"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="cycle_version_number"),
            models.UniqueConstraint(fields=["cycle"], condition=Q(published_at=None), name="cycle_one_draft"),
        ]

    def __str__(self):
        return f"{self.cycle}, versão {self.number}"

    @property
    def is_draft(self):
        return self.published_at is None

    @property
    def in_order(self):
        """Its questions as they are asked."""
        return list(self.questions.all())

    def hold(self):
        """Held until this deed is done; refuses one that was published meanwhile."""
        CycleVersion.objects.select_for_update(of=["self"]).get(pk=self.pk)
        self.refresh_from_db(fields=["published_at"])
        if not self.is_draft:
            raise ValidationError("Esta versão foi publicada e não muda mais. Comece outro rascunho.", code="published")

    @transaction.atomic
    def publish(self, *, by):
        """Answered from now on, and never changed again."""
        self.hold()
        if problems := self.problems():
            raise ValidationError(problems)
        self.published_by, self.published_at = by, timezone.now()
        self.save(update_fields=["published_by", "published_at"])

    def problems(self):
        """In words, what keeps it from being published."""
        questions = self.in_order
        if not questions:
            return ["Inclua ao menos uma pergunta."]
        found, earlier = [], {}
        for question in questions:
            if question.needs_choices and len(question.choices) < 2:
                found.append(f"“{question}” precisa de ao menos duas respostas.")
            if question.when_key:
                found += question.broken_by(earlier.get(question.when_key))
            earlier[question.key] = question
        return found

    @transaction.atomic
    def move(self, question, step):
        """One place up (-1) or down (1); never before the question whose answer it waits for (ValidationError)."""
        self.hold()
        rows = self.in_order
        place = next(index for index, row in enumerate(rows) if row.pk == question.pk)
        other = place + step
        if not 0 <= other < len(rows):
            return
        first, second = (rows[place], rows[other]) if step > 0 else (rows[other], rows[place])
        if second.when_key == first.key:
            raise ValidationError(f"“{second}” depende da resposta a “{first}” e precisa vir depois dela.", code="order")
        rows[place], rows[other] = rows[other], rows[place]
        for index, row in enumerate(rows, start=1):
            row.position = index
        CycleQuestion.objects.bulk_update(rows, ["position"])

    @transaction.atomic
    def remove(self, question):
        """A question goes out of the draft, unless another one waits for its answer (ValidationError)."""
        self.hold()
        if waiting := [str(each) for each in self.in_order if each.when_key == question.key]:
            raise ValidationError(f"“{waiting[0]}” depende da resposta a esta pergunta. Mude a condição dela primeiro.", code="needed")
        question.delete()
