from django.db import models
from django.db.models.functions import Upper

from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib.contact import plain
from workflow.models import UnitFile


class ProductQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def wanted_by(self, words):
        """The product that somebody means by these words, as a lead's "produto de interesse" has them; None where it is not clear."""
        wanted = plain(words or "")
        if not wanted:
            return None
        found = [(plain(product.name), product) for product in self.in_use()]
        same = [product for name, product in found if name == wanted or plain(product.code) == wanted]
        close = same or [product for name, product in found if name in wanted or wanted in name]
        return close[0] if len(close) == 1 else None


class Product(UnitModel):
    """Something that the unit sells or rents: a purifier, a refill, a service."""

    class Kind(models.TextChoices):
        PURIFIER = "purificador", "purificador"
        REFILL = "refil", "refil"
        SERVICE = "servico", "serviço"

    code = models.CharField("código", max_length=20)
    name = models.CharField("nome", max_length=80)
    kind = models.CharField("tipo", max_length=12, choices=Kind, default=Kind.PURIFIER)
    description = models.CharField("o que o cliente lê", max_length=300, blank=True)
    picture = models.ForeignKey(UnitFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="foto")
    is_active = models.BooleanField("em uso", default=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "produto"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(Upper("code"), name="product_code_once"),
            models.UniqueConstraint(Upper("name"), name="product_name_once"),
        ]

    def __str__(self):
        return self.name
