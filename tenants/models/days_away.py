from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone


class DaysAwayQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(starts__lte=day, ends__gte=day)

    def touching(self, first, last):
        return self.filter(starts__lte=last, ends__gte=first)

    def overlapping(self, absence):
        whose = {absence.WHOSE: getattr(absence, absence.WHOSE)}
        return self.touching(absence.starts, absence.ends).filter(**whose).exclude(pk=absence.pk)

    def current_and_next(self):
        return self.filter(ends__gte=timezone.localdate())


class DaysAway(models.Model):
    """From one day to another, both included, on which somebody is away; WHOSE names the field that says who."""

    WHOSE = ""

    class Reason(models.TextChoices):
        HOLIDAYS = "ferias", "Férias"
        LEAVE = "licenca", "Licença"
        TRAINING = "treinamento", "Treinamento"
        DAY_OFF = "folga", "Folga"
        OTHER = "outro", "Outro motivo"

    starts = models.DateField("de")
    ends = models.DateField("até")
    reason = models.CharField("motivo", max_length=12, choices=Reason, default=Reason.HOLIDAYS)
    note = models.CharField("observação", max_length=120, blank=True)

    objects = DaysAwayQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.get_reason_display()} de {self.starts:%d/%m/%Y} a {self.ends:%d/%m/%Y}"

    def clean(self):
        if not self.starts or not self.ends:
            return
        if self.ends < self.starts:
            raise ValidationError({"ends": "O último dia vem antes do primeiro."})
        other = type(self).objects.overlapping(self).first()
        if other:
            raise ValidationError({"starts": f"Esses dias já têm uma ausência marcada: {str(other).lower()}."})

    @property
    def is_now(self):
        return self.starts <= timezone.localdate() <= self.ends


def never_twice(whose, name):
    """The database's own words on it: the days end after they begin, and nobody's lie on each other."""
    days = Func(F("starts"), F("ends"), Value("[]"), function="DATERANGE", output_field=DateRangeField())
    return [
        models.CheckConstraint(condition=Q(ends__gte=F("starts")), name=f"{name}_ends_after_start"),
        ExclusionConstraint(
            name=f"{name}_no_overlap",
            expressions=[(F(whose), RangeOperators.EQUAL), (days, RangeOperators.OVERLAPS)],
            violation_error_message="Já há uma ausência marcada nesses dias.",
        ),
    ]
