from django.conf import settings
from django.db import models

from purifikar.db.models import UnitModel, UnitQuerySet


class UnitFileQuerySet(UnitQuerySet):
    def kept(self):
        return self.filter(removed_at=None)


class UnitFile(UnitModel):
    """A document of the unit: its bytes lie under the unit's key, and only a view that finds this row hands them out."""

    class Kind(models.TextChoices):
        CONTRACT = "contrato", "Contrato"
        LICENCE = "alvara", "Alvará ou licença"
        MANUAL = "manual", "Manual ou treinamento"
        PRICES = "tabela", "Tabela de preços"
        OTHER = "outro", "Outro"

    number_in_unit = models.PositiveIntegerField("número", unique=True)
    title = models.CharField("título", max_length=120)
    kind = models.CharField("tipo", max_length=10, choices=Kind, default=Kind.OTHER)
    file_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("tamanho")
    key = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField("guardado em", auto_now_add=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = UnitFileQuerySet.as_manager()

    class Meta:
        verbose_name = "documento da unidade"
        ordering = ["-number_in_unit"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_by=None, removed_at=None) | models.Q(removed_by__isnull=False, removed_at__isnull=False),
                name="unit_file_removed_pair",
            )
        ]

    def __str__(self):
        return self.title
