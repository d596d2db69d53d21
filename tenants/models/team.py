from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from purifikar.db.keys import uuid7


class TeamQuerySet(models.QuerySet):
    def visible_to(self, member):
        """A Coordenador sees the teams he leads, others of the network who work in the units all, others those of their unit."""
        if member.get_role().coordinates:
            return self.filter(places__membership=member, places__leads=True)
        return self if member.get_role().reaches_units else self.filter(unit=member.unit)

    def of_place(self, unit):
        return self.filter(unit=unit)

    def with_people(self):
        """With everybody in them, by name, the leaders first."""
        places = TeamPlace.objects.select_related("membership__user", "membership__unit").order_by("-leads", "membership__user__name")
        return self.select_related("unit").prefetch_related(models.Prefetch("places", places))


class Team(models.Model):
    """Attendants who work together, at the Franqueadora or in a unit, followed by one or more Coordenadores (FOL-04, FOL-05)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.PROTECT, null=True, blank=True, related_name="teams", verbose_name="unidade")
    name = models.CharField("nome", max_length=60)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "equipe"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "unit",
                Lower("name"),
                name="team_name_once",
                nulls_distinct=False,
                violation_error_message="Já existe uma equipe com esse nome.",
            ),
        ]

    def __str__(self):
        return self.name

    def rename(self, name):
        self.name = name
        self.save(update_fields=["name"])

    @transaction.atomic
    def take_in(self, membership, *, by=None):
        """An attendant's first team becomes his principal one, any later one another; a Coordenador leads it (FOL-38, FOL-39)."""
        principal, others = membership.arrangement()
        if membership.attends and principal is None:
            principal = self
        elif self != principal and self not in others:
            others.append(self)
        TeamPlace.arrange(membership, principal=principal, others=others, by=by)

    @transaction.atomic
    def let_go(self, membership, *, by=None):
        """Raises ValidationError for the principal team of somebody who has others, and while work hangs on him."""
        principal, others = membership.arrangement()
        principal = None if principal == self else principal
        TeamPlace.arrange(membership, principal=principal, others=[team for team in others if team != self], by=by)

    def dissolve(self):
        """Raises ValidationError while anybody is in it."""
        if self.places.exists():
            raise ValidationError("A equipe ainda tem pessoas. Retire-as antes de excluir.", code="not_empty")
        self.delete()

    @property
    def attendants(self):
        return [place for place in self.places.all() if not place.leads]

    @property
    def leaders(self):
        return [place for place in self.places.all() if place.leads]


class TeamPlace(models.Model):
    """A person's place in a team: an attendant's principal team, one of his other teams, or the lead of a Coordenador."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="places")
    membership = models.ForeignKey("tenants.Membership", models.CASCADE, related_name="places")
    is_principal = models.BooleanField("equipe principal", default=False)
    leads = models.BooleanField("coordena", default=False)

    class Meta:
        verbose_name = "lugar na equipe"
        constraints = [
            models.UniqueConstraint(fields=["team", "membership"], name="team_place_once"),
            models.UniqueConstraint(fields=["membership"], condition=Q(is_principal=True), name="one_principal_team"),
            models.CheckConstraint(condition=~Q(is_principal=True, leads=True), name="leading_is_no_principal_place"),
        ]

    def __str__(self):
        return f"{self.membership} em {self.team}"

    @classmethod
    @transaction.atomic
    def arrange(cls, membership, *, principal=None, others=(), by=None):
        """Puts an attendant into a principal and other teams, or a Coordenador at the head of `others` (FOL-38, FOL-39).

        Raises ValidationError when the role has no teams, the principal is missing or named twice, or a team would be
        left while leads in treatment hang on the person (FOL-36).
        """
        others = list(others)
        wanted = {team.pk for team in others} | ({principal.pk} if principal else set())
        leaves = membership.places.exclude(team__in=wanted).exists()
        cls._check(membership, principal, others)
        if leaves and membership.attends:
            membership.refuse_while_holding()
        leads = membership.get_role().coordinates and not membership.attends
        before = _names(place.team for place in membership.places.select_related("team").order_by("-is_principal", "team__name"))
        membership.places.all().delete()
        cls.objects.bulk_create(
            [cls(team=principal, membership=membership, is_principal=True)] * bool(principal)
            + [cls(team=team, membership=membership, leads=leads) for team in others]
        )
        after = _names([*([principal] if principal else []), *sorted(others, key=lambda team: team.name)])
        membership.note_change("equipes", before, after, by=by)

    @staticmethod
    def _check(membership, principal, others):
        if (principal or others) and not membership.is_active:
            raise ValidationError("O acesso desta pessoa foi encerrado.", code="ended")
        if (principal or others) and not membership.may_join_teams:
            raise ValidationError("Só atendentes e coordenadores participam de equipes.", code="no_teams")
        if membership.attends and others and not principal:
            raise ValidationError("Escolha a equipe principal.", code="principal_missing")
        if principal and principal in others:
            raise ValidationError("A equipe principal não pode estar também entre as outras.", code="principal_twice")
        if principal and not membership.attends:
            raise ValidationError("Quem coordena não tem equipe principal.", code="no_principal")
        if any(team.unit_id != membership.unit_id for team in [*others, *([principal] if principal else [])]):
            raise ValidationError("Essa equipe é de outro lugar.", code="elsewhere")


def _names(teams):
    return ", ".join(team.name for team in teams) or "nenhuma"
