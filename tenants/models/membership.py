from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from purifikar.db.keys import uuid7
from tenants import roles

from .open_work import OpenWork


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None, user__is_active=True)

    def ended(self):
        return self.exclude(ended_at=None)

    def of_network(self):
        return self.filter(unit=None)

    def of_unit(self, unit):
        return self.filter(unit=unit)

    def matching(self, words):
        return self.filter(Q(user__name__unaccent__icontains=words) | Q(user__email__icontains=words))

    def with_page(self):
        return self.select_related("user", "unit")

    def held_by(self, user):
        """What a person is, in all places: few rows, asked anew at every click."""
        return self.active().filter(user=user).select_related("unit")

    def attending(self):
        """Whoever treats leads: the network's attendants, and in each unit the role that it made its attendant."""
        return self.filter(Q(unit=None, role="comercial") | Q(unit__attendant_role=F("role")))

    def selling(self):
        return self.filter(role__in=[role.slug for role in roles.ROLES.values() if role.sells])

    def visible_to(self, member):
        """Whom a person sees on the page "Pessoas" (FOL-05, FOL-13, FOL-16).

        A Coordenador sees the attendants of the teams he leads, and himself; others of the network who work in the units
        see everybody; everybody else the people of his own unit.
        """
        if member.get_role().coordinates:
            led = member.places.filter(leads=True).values("team")
            attendants = self.model.objects.attending().filter(places__team__in=led)
            return self.filter(Q(pk__in=attendants) | Q(pk=member.pk))
        return self if member.get_role().reaches_units else self.filter(unit=member.unit)

    @transaction.atomic
    def give(self, user, role, *, unit=None, **switches):
        """Lets a person in; one who was in before comes back with the new role."""
        membership, _ = self.update_or_create(
            user=user, unit=unit, defaults={"role": role, "ended_at": None, **switches}
        )
        return membership


class Membership(models.Model):
    """What a person is in one unit, or at the Franqueadora when there is no unit. It says where he may go."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name="pessoa")
    unit = models.ForeignKey(
        "tenants.Unit", models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="unidade"
    )
    role = models.CharField("papel", max_length=12, choices=roles.ROLE_CHOICES)
    receives_web_leads = models.BooleanField(
        "recebe leads da web", default=True, help_text="Entra na distribuição dos leads que chegam pela internet."
    )
    creates_flow_leads = models.BooleanField(
        "cria leads de fluxo", default=False, help_text="Registra clientes atendidos na loja e os leva até o fim."
    )
    since = models.DateTimeField("desde", default=timezone.now, editable=False)
    ended_at = models.DateTimeField("encerrado em", null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "vínculo"
        ordering = ["user__name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit"], name="membership_once_a_unit", nulls_distinct=False),
        ]

    def __str__(self):
        return f"{self.user} ({self.get_role_display()})"

    def get_role(self):
        return roles.role(self.role)

    def may(self, permission):
        return self.get_role().may(permission)

    @staticmethod
    def letting_into(memberships, unit):
        """Out of a person's memberships the one by which he enters that unit: his own there, else one of the network's that
        reaches units. For the Franqueadora (`unit` is None) his own there. None when he has no business in that place.
        """
        own = [member for member in memberships if member.unit_id == (unit.pk if unit else None)]
        reaching = [member for member in memberships if member.unit_id is None and member.get_role().reaches_units]
        return next(iter(own or (reaching if unit else [])), None)

    @property
    def is_active(self):
        return self.ended_at is None and self.user.is_active

    @property
    def place_name(self):
        return self.unit.name if self.unit_id else "Franqueadora"

    @property
    def attends(self):
        """Treats leads here, so belongs to teams (FOL-04, FOL-15)."""
        return self.role == "comercial" if self.unit_id is None else self.role == self.unit.attendant_role

    @property
    def may_join_teams(self):
        return self.attends or self.get_role().coordinates

    @property
    def is_away(self):
        return self.user.absences.on(timezone.localdate()).exists()

    def open_work(self):
        """What hangs on the person here; for somebody of the network, in all units."""
        work = OpenWork.objects.held_by(self.user)
        return work.in_unit(self.unit) if self.unit_id else work

    def refuse_while_holding(self):
        """Raises ValidationError while leads in treatment hang on the person (FOL-36)."""
        held = self.open_work().count()
        if held:
            noun = "lead ou tarefa em tratamento" if held == 1 else "leads ou tarefas em tratamento"
            raise ValidationError(f"{self.user} tem {held} {noun}. Transfira antes de mudar.", code="holds_work")

    @transaction.atomic
    def change_role(self, role):
        """Another role in the same place. Raises ValidationError while work hangs on the person."""
        if role == self.role:
            return
        self.refuse_while_holding()
        self.role = role
        self.save(update_fields=["role"])
        if not self.may_join_teams:
            self.places.all().delete()

    @transaction.atomic
    def end(self):
        """No way in any more; what the person did stays. Raises ValidationError while work hangs on him."""
        self.refuse_while_holding()
        self.ended_at = timezone.now()
        self.save(update_fields=["ended_at"])
        self.places.all().delete()

    def resume(self):
        self.ended_at = None
        self.save(update_fields=["ended_at"])
