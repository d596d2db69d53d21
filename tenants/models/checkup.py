from django.db import models
from django.utils import timezone


class CheckupQuerySet(models.QuerySet):
    def note(self, name, differences):
        """Keeps the last result of a check that a command or the clock ran."""
        self.update_or_create(name=name, defaults={"differences": differences, "at": timezone.now()})


class Checkup(models.Model):
    """The last run of a check over all units: how many differences it found."""

    QUEUE = "fila"
    IDENTITIES = "sinais"

    name = models.CharField(primary_key=True, max_length=20)
    differences = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    objects = CheckupQuerySet.as_manager()

    class Meta:
        verbose_name = "conferência"

    def __str__(self):
        return f"{self.name}: {self.differences}"
