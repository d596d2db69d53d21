from django.db import models
from django.db.models import Q

from .membership import Membership

ATTENDANT = "@atendente"  # stands for whatever role a unit made its attendant


class CentreQuerySet(models.QuerySet):
    def of(self, member):
        """The centres whose work a person does, by his role here or by name."""
        wanted = [member.role] + [ATTENDANT] * member.attends
        by_role = Q()
        for role in wanted:
            by_role |= Q(roles__contains=[role])
        return self.filter(by_role | Q(members=member)).distinct()


class Centre(models.Model):
    """A centro de responsabilidade (CR): a stage points at one, and its work waits there until somebody holds it (BIM-33, BIM-68).

    `roles` are the slugs of the roles that belong to it; ATTENDANT stands for the unit's attendant. `members` are people by name.
    """

    class Scope(models.TextChoices):
        UNIT = "unidade", "da unidade"
        NETWORK = "rede", "da Franqueadora"

    slug = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField("nome", max_length=60, unique=True)
    scope = models.CharField("onde fica", max_length=8, choices=Scope, default=Scope.UNIT)
    roles = models.JSONField("papéis", default=list)
    members = models.ManyToManyField("tenants.Membership", blank=True, related_name="centres", verbose_name="pessoas")

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = "centro de responsabilidade"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def people(self, unit):
        """The memberships that may hold this centre's work in that unit, network people included where the role reaches it."""
        wanted = [unit.attendant_role if role == ATTENDANT else role for role in self.roles]
        here = Q(unit=unit, role__in=wanted) | Q(unit=None, role__in=wanted)
        return Membership.objects.active().filter(here | Q(centres=self)).distinct()
