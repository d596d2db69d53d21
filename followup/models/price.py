from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from followup.money import cents, share
from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib.formats import brl

from .product import Product

CENT = Decimal("0.01")
LONGEST_TERM = 120


class Plan(models.TextChoices):
    SALE = "venda", "venda"
    RENTAL = "locacao", "locação"


class ValidityQuerySet(UnitQuerySet):
    def on(self, day):
        return self.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)


class PriceTableQuerySet(ValidityQuerySet):
    def in_force(self, day=None):
        """The one table of that day, or None."""
        return self.on(day or timezone.localdate()).first()


class PriceTable(UnitModel):
    """The prices of a time. Of one day there is never more than one: the database itself refuses a second (DIR-54)."""

    name = models.CharField("nome", max_length=60)
    starts = models.DateField("vale de")
    ends = models.DateField("até", null=True, blank=True)

    objects = PriceTableQuerySet.as_manager()

    class Meta:
        verbose_name = "tabela de preços"
        verbose_name_plural = "tabelas de preços"
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="price_table_ends_after_start"),
            ExclusionConstraint(
                name="one_price_table_a_day",
                expressions=[
                    (Func(F("starts"), F("ends"), Value("[]"), function="DATERANGE", output_field=DateRangeField()), RangeOperators.OVERLAPS),
                ],
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    @property
    def validity(self):
        return f"de {self.starts:%d/%m/%Y} " + (f"a {self.ends:%d/%m/%Y}" if self.ends else "em diante")

    def is_in_force(self, day=None):
        day = day or timezone.localdate()
        return self.starts <= day and (self.ends is None or self.ends >= day)

    def keep(self):
        """Saves it. Raises ValidationError at `starts` when another table is in force on one of its days."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as clash:
            if "one_price_table_a_day" not in str(clash):
                raise
            others = PriceTable.objects.exclude(pk=self.pk).filter(Q(ends=None) | Q(ends__gte=self.starts))
            other = (others.filter(starts__lte=self.ends) if self.ends else others).first()
            raise ValidationError({"starts": f"Nesses dias já vale a tabela {other} ({other.validity}). Encerre-a antes."}, code="clash") from clash  # fmt: skip

    @transaction.atomic
    def copy_prices(self, other, percent=0):
        """Every price of the other table that this one has not, so many per cent dearer; gives how many."""
        known = {(price.product_id, price.plan, price.term_months) for price in self.prices.all()}
        fresh = [
            Price(table=self, product_id=price.product_id, plan=price.plan, term_months=price.term_months, installation=price.installation,
                  amount=price.amount + share(price.amount, percent))
            for price in other.prices.filter(product__is_active=True)
            if (price.product_id, price.plan, price.term_months) not in known
        ]  # fmt: skip
        Price.objects.bulk_create(fresh)
        return len(fresh)


class Price(UnitModel):
    """What a product costs in a table: sold once, or rented by the month for a term."""

    table = models.ForeignKey(PriceTable, models.CASCADE, related_name="prices", verbose_name="tabela")
    product = models.ForeignKey(Product, models.PROTECT, related_name="prices", verbose_name="produto")
    plan = models.CharField("plano", max_length=8, choices=Plan, default=Plan.SALE)
    term_months = models.PositiveSmallIntegerField("meses", default=0, validators=[MaxValueValidator(LONGEST_TERM)])
    amount = models.DecimalField("valor", max_digits=10, decimal_places=2, validators=[MinValueValidator(CENT)])
    installation = models.DecimalField("taxa de instalação", max_digits=10, decimal_places=2, default=Decimal("0.00"), validators=[MinValueValidator(Decimal(0))])  # fmt: skip

    class Meta:
        verbose_name = "preço"
        ordering = ["product__kind", "product__name", "-plan", "term_months"]
        constraints = [
            models.UniqueConstraint(fields=["table", "product", "plan", "term_months"], name="price_once"),
            models.CheckConstraint(condition=Q(plan="venda", term_months=0) | Q(plan="locacao", term_months__gt=0), name="rental_has_term"),
            models.CheckConstraint(condition=Q(amount__gt=0, installation__gte=0), name="price_is_money"),
        ]

    def __str__(self):
        return f"{self.product}, {self.plan_words}"

    @property
    def plan_words(self):
        return plan_words(self.plan, self.term_months)

    @property
    def words(self):
        """As a list to choose from shows it."""
        monthly = " por mês" if self.plan == Plan.RENTAL else ""
        return f"{self.product}: {self.plan_words}, {brl(self.amount)}{monthly}"


def plan_words(plan, term_months):
    return f"locação por {term_months} {'meses' if term_months > 1 else 'mês'}" if plan == Plan.RENTAL else "venda"


class PromotionQuerySet(ValidityQuerySet):
    def running(self, day=None):
        return self.on(day or timezone.localdate()).filter(is_active=True).prefetch_related("products")

    def best_for(self, line, day=None):
        """The one that takes most off that line, or None; two never add up."""
        fitting = [promotion for promotion in self.running(day) if promotion.fits(line)]
        return max(fitting, key=lambda promotion: promotion.reduction_of(line), default=None)


class Promotion(UnitModel):
    """Less to pay for a time: so much per cent or so much a piece, of some products, from a number of pieces on (DIR-54)."""

    class Kind(models.TextChoices):
        PERCENT = "percentual", "% do valor"
        AMOUNT = "valor", "R$ por unidade"

    name = models.CharField("nome", max_length=60)
    starts = models.DateField("vale de")
    ends = models.DateField("até", null=True, blank=True)
    kind = models.CharField("desconto em", max_length=10, choices=Kind, default=Kind.PERCENT)
    value = models.DecimalField("quanto", max_digits=10, decimal_places=2, validators=[MinValueValidator(CENT)])
    plan = models.CharField("só para", max_length=8, choices=Plan, blank=True)
    minimum = models.PositiveSmallIntegerField("a partir de quantas unidades", default=1, validators=[MinValueValidator(1)])
    products = models.ManyToManyField(Product, through="PromotionProduct", related_name="promotions", verbose_name="produtos")
    is_active = models.BooleanField("em uso", default=True)

    objects = PromotionQuerySet.as_manager()

    class Meta:
        verbose_name = "promoção"
        verbose_name_plural = "promoções"
        ordering = ["-starts", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="promotion_ends_after_start"),
            models.CheckConstraint(condition=Q(value__gt=0) & (Q(kind="valor") | Q(value__lte=100)), name="promotion_takes_something"),
            models.CheckConstraint(condition=Q(minimum__gte=1), name="promotion_from_one"),
        ]

    def __str__(self):
        return self.name

    def fits(self, line):
        """Whether it holds for that product, plan and quantity."""
        wanted = {product.pk for product in self.products.all()}
        return line.product_id in wanted and self.plan in ("", line.plan) and line.quantity >= self.minimum

    def reduction_of(self, line):
        """What it takes off; never more than there is."""
        taken = share(line.gross, self.value) if self.kind == self.Kind.PERCENT else cents(self.value * line.quantity)
        return min(taken, line.gross)

    def is_running(self, day=None):
        day = day or timezone.localdate()
        return self.is_active and self.starts <= day and (self.ends is None or self.ends >= day)

    @property
    def words(self):
        taken = f"{self.value.normalize():f} %".replace(".", ",") if self.kind == self.Kind.PERCENT else f"{brl(self.value)} por unidade"
        minimum = f", a partir de {self.minimum}" if self.minimum > 1 else ""
        return f"{taken}{minimum}"


class PromotionProduct(UnitModel):
    """That a promotion is of that product."""

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "produto da promoção"
        constraints = [models.UniqueConstraint(fields=["promotion", "product"], name="product_once_a_promotion")]
