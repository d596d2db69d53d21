from django.db import models, transaction
from django.db.models import F

from purifikar.db.models import UnitRow


class Counter(UnitRow):
    """Short numbers for people and addresses, counted per unit and kind without gaps: lead 1042, document 7."""

    kind = models.CharField(max_length=30, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "contador"

    def __str__(self):
        return f"{self.kind} {self.last}"

    @classmethod
    @transaction.atomic
    def next(cls, kind):
        """The next number of that kind; whoever asks at the same time waits until this transaction ends."""
        cls.objects.bulk_create([cls(kind=kind)], ignore_conflicts=True)
        cls.objects.filter(kind=kind).update(last=F("last") + 1)
        return cls.objects.get(kind=kind).last
