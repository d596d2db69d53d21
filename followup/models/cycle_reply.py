from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from followup import cycle_path
from followup.cycle_range import in_words
from purifikar.db.models import UnitModel, UnitQuerySet

from .cycle import Cycle, CycleVersion
from .cycle_day import CycleDay
from .cycle_question import CycleQuestion

SAID = {"sim": "sim", "nao": "não"}


class AnsweredMeanwhile(ValidationError):
    """Somebody saved answers after the form was opened; `last` are those."""

    def __init__(self, last):
        when = timezone.localtime(last.at)
        super().__init__(
            f"{last.by or 'Alguém'} gravou respostas às {when:%H:%M} de {when:%d/%m}, enquanto você respondia. Nada do que você escreveu se perdeu: "
            "confira abaixo e grave de novo para valer o seu.",
            code="meanwhile",
        )  # fmt: skip
        self.last = last


class CycleReplyQuerySet(UnitQuerySet):
    def current(self):
        return self.filter(is_current=True)

    def with_answers(self):
        answers = CycleAnswer.objects.select_related("question").order_by("question__position", "id")
        return self.select_related("by", "cycle", "version").prefetch_related(Prefetch("answers", answers))

    @transaction.atomic
    def give(self, contact, version, said, *, by, seen, whole=True):
        """Answers to that version, whose form was opened when answers number `seen` stood (0: none).

        Raises ValidationError: at the questions for what is no answer or missing (`whole`), AnsweredMeanwhile for the second of two at
        once. The same answers again, as from a form sent twice, change nothing. Earlier answers stay, as what was said before (BIM-48).
        """
        contact.hold()
        if not contact.is_open:
            raise ValidationError("O contato está encerrado. Reabra-o para gravar respostas.", code="closed")
        questions = version.in_order
        values = cycle_path.check(questions, said, whole=whole)
        last = self.current().with_answers().filter(contact=contact, cycle=version.cycle_id).first()
        if last and last.values == values and last.version_id == version.pk:
            return last
        if (last.number if last else 0) != seen:
            raise AnsweredMeanwhile(last)
        if not values and last is None:
            raise ValidationError("Responda ao menos uma pergunta.", code="empty")
        return self._keep(contact, version, questions, values, last, by=by)

    def _keep(self, contact, version, questions, values, last, *, by):
        now = timezone.now()
        self.current().filter(contact=contact, cycle=version.cycle_id).update(is_current=False)
        if last:
            CycleDay.objects.touch(version.cycle_id, [timezone.localdate(last.first_at)])
        reply = self.create(
            contact=contact, cycle_id=version.cycle_id, version=version, number=last.number + 1 if last else 1, by=by, at=now,
            first_at=last.first_at if last else now, is_whole=not cycle_path.missing(questions, values),
        )  # fmt: skip
        CycleAnswer.objects.bulk_create(row for question in questions if question.key in values for row in CycleAnswer.of(reply, question, values[question.key]))  # fmt: skip
        count = f"{len(values)} resposta{'s' if len(values) != 1 else ''}"
        contact.record("ciclo", by=by, words=f"{version.cycle}: {'corrigido, ' if last else ''}{count}")
        return reply


class CycleReply(UnitModel):
    """What was answered to a cycle in a contact, as somebody saved it at a moment. Saved again, the earlier ones stay (BIM-48)."""

    contact = models.ForeignKey("followup.Contact", models.CASCADE, related_name="replies", db_index=False, verbose_name="contato")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="replies", db_index=False, verbose_name="ciclo")
    version = models.ForeignKey(CycleVersion, models.PROTECT, related_name="replies", verbose_name="versão do ciclo")
    number = models.PositiveSmallIntegerField("vez")
    is_current = models.BooleanField("vale", default=True)
    is_whole = models.BooleanField("completo", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+", verbose_name="por")  # fmt: skip
    at = models.DateTimeField("em", default=timezone.now)
    first_at = models.DateTimeField("respondido desde", default=timezone.now)  # the day under which reports count it

    objects = CycleReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "respostas de um ciclo"
        verbose_name_plural = "respostas dos ciclos"
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "cycle", "number"], name="cycle_reply_number"),
            models.UniqueConstraint(fields=["contact", "cycle"], condition=Q(is_current=True), name="cycle_reply_one_current"),
        ]
        indexes = [models.Index(fields=["cycle", "first_at"], condition=Q(is_current=True), name="cycle_reply_of_days")]

    def __str__(self):
        return f"{self.cycle}, {self.number}ª vez"

    @property
    def values(self):
        """{key: answer}, as cycle_path has them."""
        found = {}
        for answer in self.answers.all():
            if answer.question.kind == CycleQuestion.Kind.SEVERAL:
                found.setdefault(answer.question.key, []).append(answer.text)
            else:
                found[answer.question.key] = answer.value
        return found

    @property
    def words(self):
        """{key: (question, its answer in words)}, in the order of the questions."""
        found = {}
        for answer in self.answers.all():
            _, said = found.setdefault(answer.question.key, (answer.question, []))
            said.append(answer.words)
        return {key: (question, ", ".join(said)) for key, (question, said) in found.items()}

    @property
    def told(self):
        """{question: its answer}, both in words."""
        return {question.text: said for question, said in self.words.values()}

    def told_after(self, earlier):
        """What this one says, as lines; after an earlier one only what is different, with what had been said."""
        now, before = self.told, earlier.told if earlier else {}
        lines = [_line(question, words, before.get(question)) for question, words in now.items() if words != before.get(question)]
        return "\n".join(
            lines + [f"{question}: sem resposta (antes: {words})" for question, words in before.items() if question not in now]
        )


def _line(question, words, before):
    return f"{question}: {words}" + (f" (antes: {before})" if before else "")


class CycleAnswer(UnitModel):
    """One answer; of several choices there is one row each, so that reports only count."""

    reply = models.ForeignKey(CycleReply, models.CASCADE, related_name="answers")
    question = models.ForeignKey(CycleQuestion, models.PROTECT, related_name="given", verbose_name="pergunta")
    text = models.TextField("resposta", blank=True)
    number = models.DecimalField("número", max_digits=11, decimal_places=2, null=True)
    day = models.DateField("dia", null=True)

    class Meta:
        verbose_name = "resposta"
        constraints = [
            models.CheckConstraint(
                condition=(~Q(text="") & Q(number=None, day=None)) | Q(text="", number__isnull=False, day=None) | Q(text="", number=None, day__isnull=False),
                name="cycle_answer_of_one_kind",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.words

    @classmethod
    def of(cls, reply, question, value):
        """Its rows for that value."""
        kinds = CycleQuestion.Kind
        name = {kinds.NUMBER: "number", kinds.DAY: "day"}.get(question.kind, "text")
        return [cls(reply=reply, question=question, **{name: each}) for each in (value if isinstance(value, list) else [value])]

    @property
    def value(self):
        return self.text or (self.day if self.number is None else self.number)

    @property
    def words(self):
        if self.number is not None:
            return in_words(self.number)
        if self.day:
            return f"{self.day:%d/%m/%Y}"
        return SAID.get(self.text, self.text) if self.question.kind == CycleQuestion.Kind.YES_NO else self.text
