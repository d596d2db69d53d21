from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from purifikar.db.keys import uuid7


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(starts__lte=day, ends__gte=day)

    def overlapping(self, absence):
        return self.filter(user=absence.user, starts__lte=absence.ends, ends__gte=absence.starts).exclude(pk=absence.pk)

    def current_and_next(self):
        return self.filter(ends__gte=timezone.localdate())


class Absence(models.Model):
    """Days on which a person is away and receives no leads: from one day to another, both included."""

    class Reason(models.TextChoices):
        HOLIDAYS = "ferias", "Férias"
        LEAVE = "licenca", "Licença"
        TRAINING = "treinamento", "Treinamento"
        DAY_OFF = "folga", "Folga"
        OTHER = "outro", "Outro motivo"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name="pessoa")
    starts = models.DateField("de")
    ends = models.DateField("até")
    reason = models.CharField("motivo", max_length=12, choices=Reason, default=Reason.HOLIDAYS)
    note = models.CharField("observação", max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "ausência"
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="absence_ends_after_start"),
            ExclusionConstraint(
                name="absence_no_overlap",
                expressions=[
                    (F("user"), RangeOperators.EQUAL),
                    (
                        Func(F("starts"), F("ends"), Value("[]"), function="DATERANGE", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Já há uma ausência marcada nesses dias.",
            ),
        ]

    def __str__(self):
        return f"{self.get_reason_display()} de {self.starts:%d/%m/%Y} a {self.ends:%d/%m/%Y}"

    def clean(self):
        if not self.starts or not self.ends:
            return
        if self.ends < self.starts:
            raise ValidationError({"ends": "O último dia vem antes do primeiro."})
        other = Absence.objects.overlapping(self).first()
        if other:
            raise ValidationError({"starts": f"Esses dias já têm uma ausência marcada: {str(other).lower()}."})

    @property
    def is_now(self):
        return self.starts <= timezone.localdate() <= self.ends
