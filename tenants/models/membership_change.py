from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.keys import uuid7


class MembershipChange(models.Model):
    """That somebody's role, switches, teams, capacity or access changed: who did it, when, from what to what (audit)."""

    class What(models.TextChoices):
        ROLE = "papel", "Papel"
        ACCESS = "acesso", "Acesso"
        ACCOUNT = "conta", "Conta"
        SWITCHES = "chaves", "Leads que recebe"
        TEAMS = "equipes", "Equipes"
        CAPACITY = "capacidade", "Capacidade"
        WEIGHT = "peso", "Peso na distribuição"

    ICONS = {
        "papel": "user-check", "acesso": "key-round", "conta": "lock", "chaves": "sliders-horizontal", "equipes": "users-round",
        "capacidade": "scale", "peso": "scale",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    membership = models.ForeignKey("tenants.Membership", models.CASCADE, related_name="changes", verbose_name="vínculo")
    what = models.CharField("o que mudou", max_length=12, choices=What)
    old = models.CharField("de", max_length=200, blank=True)
    new = models.CharField("para", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="por")
    at = models.DateTimeField("em", default=timezone.now)

    class Meta:
        verbose_name = "mudança no vínculo"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_what_display()}: {self.words}"

    @property
    def icon(self):
        return self.ICONS.get(self.what, "circle")

    @property
    def words(self):
        return f"de {self.old} para {self.new}" if self.old and self.new else self.new or self.old
