import re

from django.db import models

from followup.proposal_texts import READY
from purifikar.db.models import UnitModel, UnitQuerySet


class ProposalTemplateQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def usual(self):
        """The one a new proposal begins with; as long as the unit has none, the ready one, unsaved."""
        return self.in_use().order_by("-is_default", "name").first() or ProposalTemplate(name="Padrão", blocks=READY)


class ProposalTemplate(UnitModel):
    """A model of proposals: its texts in order, with placeholders (BIM-50)."""

    name = models.CharField("nome", max_length=60)
    blocks = models.JSONField("textos", default=list)  # [{slug, title, body}]
    is_default = models.BooleanField("é o de costume", default=False)
    is_active = models.BooleanField("em uso", default=True)

    objects = ProposalTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "modelo de proposta"
        verbose_name_plural = "modelos de proposta"
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="proposal_template_once"),
            models.UniqueConstraint(fields=["is_default"], condition=models.Q(is_default=True), name="one_default_template"),
        ]

    def __str__(self):
        return self.name


class TextBlock(UnitModel):
    """A text of a proposal. Once somebody has written in it by hand it is his: a refresh of the data leaves its words alone."""

    version = models.ForeignKey("followup.ProposalVersion", models.CASCADE, related_name="texts")
    position = models.PositiveSmallIntegerField(default=0)
    slug = models.SlugField(max_length=40)
    title = models.CharField("título", max_length=80, blank=True)
    body = models.TextField("texto", blank=True, max_length=8000)
    is_edited = models.BooleanField(default=False)

    class Meta:
        verbose_name = "texto da proposta"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "slug"], name="text_once_a_version")]

    def __str__(self):
        return self.title or self.slug.replace("-", " ").capitalize()

    @property
    def summary(self):
        """Its words without tags, for a line of a list."""
        return re.sub(r"<[^>]*>", " ", self.body)
