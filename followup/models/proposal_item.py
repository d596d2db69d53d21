import hashlib
import json
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from followup.money import NOTHING, cents, share
from purifikar.db.models import UnitModel

from .price import Plan, Promotion, plan_words
from .product import Product

MOST_PIECES = 999


class Line(UnitModel):
    """Something sold or rented: how many, at what price, and what goes off. The price is kept as it was on the day."""

    position = models.PositiveSmallIntegerField(default=0)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name="produto")
    plan = models.CharField("plano", max_length=8, choices=Plan, default=Plan.SALE)
    term_months = models.PositiveSmallIntegerField("meses", default=0)
    quantity = models.PositiveSmallIntegerField("quantidade", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)])
    unit_price = models.DecimalField("valor unitário", max_digits=10, decimal_places=2)
    installation = models.DecimalField("instalação, por unidade", max_digits=10, decimal_places=2, default=NOTHING)
    discount_percent = models.DecimalField("desconto (%)", max_digits=5, decimal_places=2, default=NOTHING, validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))])  # fmt: skip
    promotion_name = models.CharField("promoção", max_length=60, blank=True)
    promotion_amount = models.DecimalField("desconto da promoção", max_digits=12, decimal_places=2, default=NOTHING)

    class Meta:
        abstract = True
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_PIECES, discount_percent__gte=0, discount_percent__lte=100, unit_price__gte=0),
                name="%(class)s_in_bounds",
            )
        ]  # fmt: skip

    FACTS = ("product", "plan", "term_months", "quantity", "unit_price", "installation", "discount_percent", "promotion_name", "promotion_amount")  # fmt: skip

    def __str__(self):
        return f"{self.quantity} × {self.product}"

    @property
    def is_rental(self):
        return self.plan == Plan.RENTAL

    @property
    def plan_words(self):
        return plan_words(self.plan, self.term_months)

    @property
    def gross(self):
        return cents(self.unit_price * self.quantity)

    @property
    def discount(self):
        return share(self.gross - self.promotion_amount, self.discount_percent)

    @property
    def reduction(self):
        """All that goes off, by promotion and by discount."""
        return self.promotion_amount + self.discount

    @property
    def net(self):
        return self.gross - self.reduction

    @property
    def installation_total(self):
        return cents(self.installation * self.quantity)

    @property
    def facts(self):
        """What another line takes over."""
        return {name: getattr(self, name) for name in self.FACTS}


def fingerprint(lines):
    """The same as long as the lines are: whoever approves a discount approves of what he has read."""
    told = [[str(value) for value in line.facts.values()] for line in lines]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


class ProposalItem(Line):
    """A line of a proposal's version."""

    version = models.ForeignKey("followup.ProposalVersion", models.CASCADE, related_name="items")
    promotion = models.ForeignKey(Promotion, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(Line.Meta):
        verbose_name = "item da proposta"

    def price_by(self, price, day):
        """Takes over that price, and the best promotion of the day; unsaved."""
        self.product, self.plan, self.term_months = price.product, price.plan, price.term_months
        self.unit_price, self.installation = price.amount, price.installation
        self.promotion_name, self.promotion_amount = "", NOTHING
        self.promotion = Promotion.objects.best_for(self, day)
        if self.promotion:
            self.promotion_name, self.promotion_amount = self.promotion.name, self.promotion.reduction_of(self)
