from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models

from purifikar.db.models import UnitModel
from tenants.models import Membership
from workflow.models import UnitFile


class SalesRules(UnitModel):
    """How this unit sells: one row, made when first changed. What nobody set is as a unit begins."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    discount_limit = models.DecimalField("desconto sem aprovação, até (%)", max_digits=5, decimal_places=2, default=Decimal("10.00"), validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))])  # fmt: skip
    valid_days = models.PositiveSmallIntegerField("uma proposta vale, em dias", default=10, validators=[MinValueValidator(1), MaxValueValidator(180)])  # fmt: skip
    surplus_charge = models.CharField("tipo de movimento de cobrança (negociação) para venda de excedente", max_length=60, blank=True)
    logo = models.ForeignKey(UnitFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="logotipo")

    class Meta:
        verbose_name = "regras de venda"
        verbose_name_plural = "regras de venda"
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="sales_rules_only"),
            models.CheckConstraint(condition=models.Q(discount_limit__gte=0, discount_limit__lte=100), name="discount_limit_percent"),
        ]

    def __str__(self):
        return "Regras de venda"

    @classmethod
    def current(cls):
        return cls.objects.select_related("logo").first() or cls()

    @property
    def sells_surplus(self):
        """Whether products sold later in the same contact make a contract of their own (BIM-18)."""
        return bool(self.surplus_charge)


class OrderWatcher(UnitModel):
    """Somebody who gets an e-mail when an order is deleted (BIM-65)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")

    class Meta:
        verbose_name = "quem é avisado de pedidos excluídos"
        constraints = [models.UniqueConstraint(fields=["user"], name="order_watcher_once")]

    def __str__(self):
        return str(self.user)

    @classmethod
    def people(cls):
        """Those of them who still belong to this unit."""
        chosen = list(cls.objects.values_list("user", flat=True))
        members = Membership.objects.active().of_unit(connection.tenant).filter(user__in=chosen).select_related("user")
        return list({member.user_id: member.user for member in members.order_by("user__name")}.values())

    @classmethod
    def set(cls, users):
        cls.objects.exclude(user__in=users).delete()
        known = set(cls.objects.values_list("user", flat=True))
        cls.objects.bulk_create([cls(user=user) for user in users if user.pk not in known])
