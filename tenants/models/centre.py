from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q

from purifikar.db.prepared import prepared
from tenants.roles import ROLES

from .membership import Membership
from .open_work import OpenWork
from .team import TeamPlace
from .unit import Unit

ATTENDANT = "@atendente"  # stands for whatever role a unit made its attendant

_uses = []


def on_removal(uses):
    """Lets an upper app say what still needs a centre: `uses(slug)` gives where, in words; nothing when it may go."""
    if uses not in _uses:
        _uses.append(uses)
    return uses


class CentreQuerySet(models.QuerySet):
    def of(self, member):
        """The centres whose work a person does, by his role here, with a team of his, or by name."""
        return _of(member.pk, roles=(member.role, ATTENDANT) if member.attends else (member.role,))

    def named(self, slug):
        """That centre; asked for whenever work is given out. Raises DoesNotExist."""
        found = _named(slug)
        if not found:
            raise Centre.DoesNotExist(slug)
        return found[0]

    def with_members(self):
        return self.prefetch_related("teams", "members")

    def count_people(self):
        """{slug: how many are in it in the whole network}, in one query for all centres."""
        centres = list(self)
        counts = {f"c{at}": Count("pk", filter=centre.in_it) for at, centre in enumerate(centres)}
        found = Membership.objects.active().aggregate(**counts) if counts else {}
        return {centre.pk: found[f"c{at}"] for at, centre in enumerate(centres)}


class Centre(models.Model):
    """A centro de responsabilidade (CR): a stage points at one, and its work waits there until somebody holds it (BIM-33, BIM-68).

    `roles` are the slugs of the roles that belong to it; ATTENDANT stands for the unit's attendant. `teams` bring their
    attendants, `members` are people by name.
    """

    class Scope(models.TextChoices):
        UNIT = "unidade", "da unidade"
        NETWORK = "rede", "da Franqueadora"

    slug = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField("nome", max_length=60, unique=True, error_messages={"unique": "Já existe um centro com esse nome."})
    scope = models.CharField("onde fica", max_length=8, choices=Scope, default=Scope.UNIT)
    roles = models.JSONField("papéis", default=list)
    teams = models.ManyToManyField("tenants.Team", blank=True, related_name="centres", verbose_name="equipes")
    members = models.ManyToManyField("tenants.Membership", blank=True, related_name="centres", verbose_name="pessoas")

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = "centro de responsabilidade"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def people(self, unit):
        """The memberships that may hold this centre's work in that unit: its own people and the Franqueadora's."""
        return self.people_by(self.roles_in(unit), unit)

    def roles_in(self, unit):
        return [unit.attendant_role if role == ATTENDANT else role for role in self.roles]

    def people_by(self, roles, unit):
        """The same, its roles in that unit being known; `unit` may be its key."""
        return Membership.objects.active().working_in(unit).filter(self._belong(Q(role__in=roles)))

    def everybody(self):
        """Whoever is in it anywhere in the network."""
        return Membership.objects.active().filter(self.in_it)

    @property
    def in_it(self):
        by_role = Q(role__in=[role for role in self.roles if role != ATTENDANT])
        if ATTENDANT in self.roles:
            by_role |= Q(pk__in=Membership.objects.attending().values("pk"))
        return self._belong(by_role)

    def empty_units(self):
        """Active units in which nobody would do this centre's work."""
        network = Membership.objects.active().reaching_units()
        by_role = Q(role__in=[role for role in self.roles if role != ATTENDANT])
        empty = Unit.objects.active()
        if network.filter(self._belong(by_role)).exists():
            return empty.none()
        if ATTENDANT in self.roles and network.attending().exists():
            empty = empty.exclude(attendant_role="comercial")
        return empty.exclude(pk__in=self.everybody().exclude(unit=None).values("unit"))

    @property
    def belongs_words(self):
        """Who belongs to it, in words: roles, teams, people by name."""
        names = {role.slug: role.name for role in ROLES.values()} | {ATTENDANT: "quem atende os leads"}
        by_name = len(self.members.all())
        parts = [names.get(role, role) for role in self.roles] + [f"equipe {team}" for team in self.teams.all()]
        parts += [f"{by_name} {'pessoa' if by_name == 1 else 'pessoas'} por nome"] if by_name else []
        return ", ".join(parts) or "ninguém ainda"

    def _belong(self, by_role):
        in_teams = TeamPlace.objects.filter(team__in=self.teams.through.objects.filter(centre=self).values("team"), leads=False)
        by_name = self.members.through.objects.filter(centre=self)
        return by_role | Q(pk__in=in_teams.values("membership")) | Q(pk__in=by_name.values("membership"))

    @transaction.atomic
    def remove(self):
        """Raises ValidationError while a process or work on its way needs it."""
        waiting = OpenWork.objects.filter(centre=self.pk)[:1000].count()
        where = [words for uses in _uses for words in uses(self.pk)]
        if waiting:
            where.append(f"{waiting} {'andamento' if waiting == 1 else 'andamentos'} em aberto")
        if where:
            more = f" e mais {len(where) - 4}" if len(where) > 4 else ""
            raise ValidationError(f"O centro ainda é usado: {'; '.join(where[:4])}{more}.", code="in_use")
        self.delete()


@prepared
def _named(slug):
    return Centre.objects.filter(pk=slug)


@prepared
def _of(membership, *, roles):
    by_role = Q()
    for role in roles:
        by_role |= Q(roles__contains=[role])
    teams = TeamPlace.objects.filter(membership=membership, leads=False).values("team")
    return Centre.objects.filter(by_role | Q(members=membership) | Q(teams__in=teams)).distinct()
