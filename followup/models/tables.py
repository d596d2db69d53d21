from django.db import models
from django.db.models import F
from django.db.models.functions import Lower

from purifikar.db.models import UnitModel, UnitQuerySet


class TableQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def with_uses(self):
        """Each with `is_used`: what is used is put out of use, never deleted."""
        contacts = self.model._meta.get_field("contacts").related_model.objects
        name = self.model._meta.get_field("contacts").field.name
        return self.annotate(is_used=models.Exists(contacts.filter(**{name: models.OuterRef("pk")}).order_by()))


class Table(UnitModel):
    """A small table that the unit fills by itself: name, order, in use or not (BIM-05)."""

    name = models.CharField("nome", max_length=60)
    position = models.PositiveSmallIntegerField("ordem", default=0)
    is_active = models.BooleanField("em uso", default=True)

    objects = TableQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    @classmethod
    def next_position(cls):
        return (cls.objects.aggregate(last=models.Max("position"))["last"] or 0) + 1

    def move(self, step):
        """One place up (-1) or down (1) among all rows, which are numbered anew."""
        rows = list(type(self).objects.order_by("position", "name"))
        place = next(index for index, row in enumerate(rows) if row.pk == self.pk)
        other = place + step
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
        for index, row in enumerate(rows, start=1):
            row.position = index
        type(self).objects.bulk_update(rows, ["position"])


class ContactMeans(Table):
    """Meio de contato: how the customer was reached or reached us; an indication asks who indicated (BIM-60, BIM-62)."""

    asks_referral = models.BooleanField("pergunta quem indicou", default=False)

    class Meta(Table.Meta):
        verbose_name = "meio de contato"
        verbose_name_plural = "meios de contato"
        constraints = [models.UniqueConstraint(Lower(F("name")), name="contact_means_once")]


class Environment(Table):
    """Ambiente: what the unit notes of the place, such as the purifier found there (BIM-59)."""

    class Meta(Table.Meta):
        verbose_name = "ambiente"
        constraints = [models.UniqueConstraint(Lower(F("name")), name="environment_once")]
