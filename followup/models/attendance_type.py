from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import OpenWork

MOST_MB = 10  # BIM-30
ITEMS = 1000  # of a group, at most; the sort key of 2.10 is 2010


class AttendanceTypeQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def groups(self):
        return self.filter(parent=None)

    def items(self):
        """What a contact may be of, where the group is in use too."""
        return self.filter(parent__is_active=True).select_related("parent")

    def with_uses(self):
        contacts = self.model._meta.get_field("contacts").related_model.objects
        return self.annotate(is_used=models.Exists(contacts.filter(kind=models.OuterRef("pk")).order_by()))


class AttendanceType(UnitModel):
    """Tipo de atendimento: a group (sintético, "1") or an item of one (analítico, "1.1"); only items are given to contacts (BIM-67)."""

    class Colour(models.TextChoices):
        BLUE = "azul", "azul"
        GREEN = "verde", "verde"
        AMBER = "ambar", "âmbar"
        PURPLE = "roxo", "roxo"
        RED = "vermelho", "vermelho"
        GREY = "cinza", "cinza"

    classification = models.CharField("classificação", max_length=7, unique=True, validators=[RegexValidator(r"^[1-9]\d{0,2}(\.[1-9]\d{0,2})?$", "Escreva 1 para um grupo ou 1.1 para um item dele.")])  # fmt: skip
    sort = models.PositiveIntegerField(editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="items", verbose_name="grupo")
    name = models.CharField("nome", max_length=60)
    priority = models.SmallIntegerField("prioridade", choices=OpenWork.Priority, default=OpenWork.Priority.NORMAL)
    colour = models.CharField("cor", max_length=8, choices=Colour, default=Colour.BLUE)
    days_to_next = models.PositiveSmallIntegerField("Nr dias", null=True, blank=True, validators=[MaxValueValidator(730)])
    process = models.SlugField("processo", max_length=40, blank=True)
    cycle = models.ForeignKey("followup.Cycle", models.SET_NULL, null=True, blank=True, related_name="kinds", verbose_name="ciclo de atendimento")  # fmt: skip
    allows_attachments = models.BooleanField("permite anexar arquivo", default=False)
    attachment_limit = models.PositiveSmallIntegerField("limite do anexo (MB)", default=5, validators=[MinValueValidator(1), MaxValueValidator(MOST_MB)])  # fmt: skip
    email_subject = models.CharField("assunto do e-mail padrão", max_length=120, blank=True)
    email_text = models.TextField("texto padrão do e-mail", blank=True, max_length=4000)
    opinion_text = models.TextField("texto padrão do parecer", blank=True, max_length=4000)
    is_active = models.BooleanField("em uso", default=True)

    objects = AttendanceTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "tipo de atendimento"
        verbose_name_plural = "tipos de atendimento"
        ordering = ["sort"]
        constraints = [
            models.CheckConstraint(condition=Q(attachment_limit__gte=1, attachment_limit__lte=MOST_MB), name="attachment_limit_to_10"),
            models.CheckConstraint(condition=Q(process="") | Q(parent=None), name="process_on_groups_only"),
        ]

    def __str__(self):
        return f"{self.classification} {self.name}"

    def save(self, *args, **kwargs):
        group, _, item = self.classification.partition(".")
        self.sort = int(group) * ITEMS + int(item or 0)
        super().save(*args, **kwargs)

    @property
    def is_group(self):
        return self.parent_id is None

    def next_after(self, day):
        """When a contact of this type is due again after that day; None where the type says nothing (BIM-67)."""
        return day + timedelta(days=self.days_to_next) if self.days_to_next is not None else None

    @property
    def way(self):
        """The slug of the process that attendances of this type take: its group's (BIM-67)."""
        return self.process if self.is_group else self.parent.process

    @property
    def attachment_bytes(self):
        """How large a file may be; 0 where none may be attached (BIM-29, BIM-30)."""
        return self.attachment_limit * 1024 * 1024 if self.allows_attachments else 0

    @transaction.atomic
    def renumber(self, classification):
        """Another number; the items of a group go along."""
        self.classification = classification
        self.save(update_fields=["classification", "sort"])
        for item in self.items.all():
            item.renumber(f"{classification}.{item.classification.partition('.')[2]}")
