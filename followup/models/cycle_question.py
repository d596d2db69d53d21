from django.db import models
from django.utils.text import slugify

from followup import cycle_range
from purifikar.db.models import UnitModel, UnitQuerySet


class PublishedVersion(RuntimeError):
    """Somebody tried to change a question of a published version; what changes is the next draft."""


class CycleQuestionQuerySet(UnitQuerySet):
    """The database refuses what bypasses these guards (a trigger)."""

    def free_key(self, cycle, text):
        """A key that no question of the cycle ever had: answers of all versions are told together by it."""
        taken = set(self.filter(version__cycle=cycle).values_list("key", flat=True))
        plain = slugify(text)[:36].strip("-") or "pergunta"
        return next(key for key in [plain, *(f"{plain}-{at}" for at in range(2, 1000))] if key not in taken)


class CycleQuestion(UnitModel):
    """A question of a cycle, and after which answer to an earlier one it is asked."""

    class Kind(models.TextChoices):
        WORDS = "texto", "texto"
        CHOICE = "escolha", "uma escolha"
        SEVERAL = "varias", "várias escolhas"
        NUMBER = "numero", "número"
        DAY = "data", "data"
        YES_NO = "sim_nao", "sim ou não"

    LISTED = (Kind.CHOICE, Kind.SEVERAL)

    version = models.ForeignKey("followup.CycleVersion", models.CASCADE, related_name="questions", db_index=False)
    key = models.SlugField(max_length=40, db_index=False)
    position = models.PositiveSmallIntegerField("ordem")
    text = models.CharField("pergunta", max_length=200)
    hint = models.CharField("ajuda para quem pergunta", max_length=200, blank=True)
    kind = models.CharField("tipo de resposta", max_length=8, choices=Kind, default=Kind.WORDS)
    choices = models.JSONField("respostas", default=list, blank=True)
    is_required = models.BooleanField("resposta obrigatória", default=False)
    when_key = models.SlugField(max_length=40, db_index=False, blank=True)  # the earlier question; empty: always asked
    when_values = models.JSONField(default=list, blank=True)  # its answers that open this one; none: any answer
    when_range = models.JSONField(default=dict, blank=True)  # or the limits of its number or day, as cycle_range has them
    turn = models.PositiveIntegerField(default=0)  # counts its changes: of two people at once the second is told

    objects = CycleQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "pergunta do ciclo"
        verbose_name_plural = "perguntas dos ciclos"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="cycle_question_key")]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        self._only_in_a_draft()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._only_in_a_draft()
        return super().delete(*args, **kwargs)

    def _only_in_a_draft(self):
        if not self.version.is_draft:
            raise PublishedVersion("A published version is never changed.")

    @property
    def needs_choices(self):
        return self.kind in self.LISTED

    @property
    def answers(self):
        """[(value, words)] of the answers that it offers; none where anything may be said."""
        if self.kind == self.Kind.YES_NO:
            return [("sim", "Sim"), ("nao", "Não")]
        return [(choice, choice) for choice in self.choices] if self.needs_choices else []

    def copy_to(self, version):
        """The same question in another version, under the same key."""
        facts = {name: getattr(self, name) for name in ("key", "position", "text", "hint", "kind", "choices", "is_required", "when_key", "when_values", "when_range")}  # fmt: skip
        return CycleQuestion(version=version, **facts)

    def broken_by(self, earlier):
        """In words, what is wrong with its condition, given the question before it that the condition names; a list."""
        if earlier is None:
            return [f"“{self}” depende de uma pergunta que não vem antes dela."]
        if self.when_range and cycle_range.HOWS[self.when_range["how"]].kind != earlier.kind:
            return [f"“{self}” depende de limites, e “{earlier}” não se responde mais assim."]
        gone = set(self.when_values) - {value for value, _ in earlier.answers}
        return [f"“{self}” depende da resposta “{sorted(gone)[0]}”, que “{earlier}” não tem mais."] if gone else []

    def condition(self, questions):
        """When it is asked, in words; empty for one that always is."""
        earlier = next((each for each in questions if each.key == self.when_key), None)
        if earlier is None:
            return ""
        if self.when_range:
            return f"Só se a resposta a “{earlier}” for {cycle_range.told(self.when_range)}."
        if not self.when_values:
            return f"Só se “{earlier}” foi respondida."
        words = [label for value, label in earlier.answers if value in self.when_values]
        return f"Só se a resposta a “{earlier}” for {' ou '.join(f'“{each}”' for each in words)}."
