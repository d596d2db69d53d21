from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from purifikar.db.models import UnitModel


class FollowUpRules(UnitModel):
    """How this unit follows up: one row, made when first asked for."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    default_owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+", verbose_name="representante de quem não tem um")  # fmt: skip
    supervisor_closes = models.BooleanField("só um supervisor encerra contatos", default=False)
    near_days = models.PositiveSmallIntegerField("perto de vencer: dias antes", default=2, validators=[MaxValueValidator(30)])
    critical_days = models.PositiveSmallIntegerField("crítico: dias de atraso", default=5, validators=[MaxValueValidator(90)])

    class Meta:
        verbose_name = "regras dos contatos"
        verbose_name_plural = "regras dos contatos"
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="follow_up_rules_only")]

    def __str__(self):
        return "Regras dos contatos de venda"

    @classmethod
    def current(cls):
        """The unit's rules; as long as nobody has changed them, those that a unit begins with."""
        return cls.objects.select_related("default_owner").first() or cls()
