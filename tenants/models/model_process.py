from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.keys import uuid7


class ModelProcess(models.Model):
    """A process as the network keeps it: taken from a unit where it was drawn and tried, to be published to others (FOL-01, BIM-36)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField("nome", max_length=60)
    kind = models.CharField("para", max_length=10)
    summary = models.CharField("resumo", max_length=400, blank=True)
    stages = models.JSONField()  # workflow/plan_data.py
    form = models.JSONField(null=True)  # of a kind of solicitação: {"questions": […], "asks_day": …}
    source = models.ForeignKey("tenants.Unit", models.SET_NULL, null=True, related_name="+", verbose_name="guardado de")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "processo modelo"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Publication(models.Model):
    """One sending of a model process to chosen units. It holds the process as it was when it was asked for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40)
    name = models.CharField("processo", max_length=60)
    content = models.JSONField()  # {"kind": …, "summary": …, "stages": […], "form": …}
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "publicação de processo"
        ordering = ["-id"]

    def __str__(self):
        return self.name

    @property
    def is_finished(self):
        return self.finished_at is not None

    def progress(self):
        """(dealt with, all, {state: how many})"""
        rows = list(self.items.order_by().values_list("state").annotate(models.Count("pk")))
        counts = dict(rows)
        total = sum(counts.values())
        return total - counts.get(PublicationItem.State.WAITING, 0), total, counts


class PublicationItem(models.Model):
    """What became of it in one unit: the number of its version there, or why the unit was left as it was."""

    class State(models.TextChoices):
        WAITING = "espera", "à espera"
        DONE = "publicada", "publicada"
        SAME = "igual", "já estava assim"
        REFUSED = "recusada", "não coube"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="items")
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    version = models.PositiveSmallIntegerField(null=True)
    why = models.TextField(blank=True)
    dealt_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "unidade da publicação"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["publication", "unit"], name="publication_unit_once")]

    def __str__(self):
        return f"{self.unit}: {self.get_state_display()}"

    def deal(self, state, *, version=None, why=""):
        self.state, self.version, self.why, self.dealt_at = state, version, why, timezone.now()
        self.save(update_fields=["state", "version", "why", "dealt_at"])
