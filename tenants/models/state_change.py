from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.keys import uuid7

# How the history says that a unit came into a state, and its icon.
WORDS = {
    "criando": ("Abertura pedida", "hourglass"),
    "ativa": ("Ativa", "play"),
    "suspensa": ("Suspensa", "pause"),
    "encerrada": ("Encerrada", "archive"),
}


class StateChange(models.Model):
    """That a unit came into another state: which, when, by whom and why. `by` is empty for what a worker did."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="history", verbose_name="unidade")
    state = models.CharField("situação", max_length=10)
    note = models.CharField("motivo", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="por")
    at = models.DateTimeField("em", default=timezone.now)

    class Meta:
        verbose_name = "mudança de situação"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.unit_id}: {self.state}"

    @property
    def words(self):
        return WORDS.get(self.state, (self.state, "circle"))[0]

    @property
    def icon(self):
        return WORDS.get(self.state, (self.state, "circle"))[1]
