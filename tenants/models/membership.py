from django.apps import apps
from django.conf import settings
from django.contrib.postgres.lookups import Unaccent
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, Lower
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.db.prepared import prepared
from tenants import roles

from .absence import Absence
from .authority import Authority
from .membership_change import MembershipChange
from .open_work import OpenWork

What = MembershipChange.What
HEAVIEST = 10

_REACHING = Q(unit=None, role__in=[role.slug for role in roles.ROLES.values() if role.reaches_units])


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None, user__is_active=True)

    def inactive(self):
        """Whose access was ended here, or whose account is deactivated."""
        return self.filter(Q(ended_at__isnull=False) | Q(user__is_active=False))

    def reaching_units(self):
        """The Franqueadora's people who work inside the units."""
        return self.filter(_REACHING)

    def working_in(self, unit):
        """The unit's own people, and the Franqueadora's who work inside the units."""
        return self.filter(Q(unit=unit) | _REACHING)

    def of_network(self):
        return self.filter(unit=None)

    def of_unit(self, unit):
        return self.filter(unit=unit)

    def matching(self, words):
        return self.filter(Q(user__name__unaccent__icontains=words) | Q(user__email__icontains=words))

    def with_page(self):
        return self.select_related("user", "unit")

    def in_name_order(self):
        """As a reader of Portuguese expects: accents and capitals don't count."""
        return self.annotate(sort_name=Lower(Unaccent("user__name"))).order_by("sort_name", "id")

    def with_teams(self):
        places = apps.get_model("tenants", "TeamPlace").objects.order_by("-is_principal", "team__name").select_related("team")
        return self.prefetch_related(models.Prefetch("places", places, to_attr="sorted_places"))

    def with_presence(self):
        """When each was last seen, and until when he is away today."""
        sessions = apps.get_model("usersessions", "UserSession").objects.filter(user=OuterRef("user"))
        last_seen = Greatest("user__last_login", Subquery(sessions.order_by("-last_seen_at").values("last_seen_at")[:1]))
        return self.with_absence().annotate(last_seen=last_seen)

    def with_absence(self, today=None):
        """Until when each is away today, if he is."""
        away = Absence.objects.on(today or timezone.localdate()).filter(user=OuterRef("user"))
        return self.annotate(away_until=Subquery(away.values("ends")[:1]))

    def administering(self):
        return self.active().of_network().filter(role="admin")

    def held_by(self, user):
        """What a person is, in all places: few rows, asked anew at every click."""
        return _held_by(user.pk)

    def joining_teams(self):
        coordinating = [role.slug for role in roles.ROLES.values() if role.coordinates]
        return self.attending() | self.filter(role__in=coordinating)

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
    def give(self, user, role, *, unit=None, by=None, **switches):
        """Lets a person in; one who was in before comes back with the new role."""
        before = self.filter(user=user, unit=unit).first()
        membership, _ = self.update_or_create(user=user, unit=unit, defaults={"role": role, "ended_at": None, **switches})
        if before:
            membership.note_change(What.ROLE, before.get_role_display(), membership.get_role_display(), by=by)
            membership.note_change(What.ACCESS, "", "reaberto" if before.ended_at else "", by=by)
        return membership


class Membership(Authority):
    """What a person is in one unit, or at the Franqueadora when there is no unit. It says where he may go."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name="pessoa")
    unit = models.ForeignKey("tenants.Unit", models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="unidade")
    role = models.CharField("papel", max_length=12, choices=roles.ROLE_CHOICES)
    receives_web_leads = models.BooleanField(
        "recebe leads da web", default=True, help_text="Entra na distribuição dos leads que chegam pela internet."
    )
    creates_flow_leads = models.BooleanField(
        "cria leads de fluxo", default=False, help_text="Registra clientes atendidos na loja e os leva até o fim."
    )
    capacity = models.PositiveSmallIntegerField(
        "capacidade", null=True, blank=True, help_text="Quantos leads e tarefas no máximo ao mesmo tempo. Em branco, sem limite."
    )
    weight = models.PositiveSmallIntegerField(
        "peso", default=1, validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)], help_text="Quem tem peso 2 recebe o dobro de quem tem peso 1.",
    )  # fmt: skip
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
    def at_place(self):
        return f"em {self.unit.name}" if self.unit_id else "na Franqueadora"

    @property
    def attends(self):
        """Treats leads here, so belongs to teams (FOL-04, FOL-15)."""
        return self.role == "comercial" if self.unit_id is None else self.role == self.unit.attendant_role

    @property
    def handles_leads(self):
        """Whether the switches mean something for this role here."""
        return self.attends or self.get_role().sells

    @property
    def switch_words(self):
        switches = {"web": self.receives_web_leads, "fluxo": self.creates_flow_leads}
        return " e ".join(name for name, on in switches.items() if on) or "nenhum"

    @property
    def may_join_teams(self):
        return self.attends or self.get_role().coordinates

    def arrangement(self):
        """His principal team, or None, and the list of his other ones."""
        places = list(self.places.select_related("team").order_by("team__name"))
        principal = next((place.team for place in places if place.is_principal), None)
        return principal, [place.team for place in places if not place.is_principal]

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

    def refuse_own(self, by):
        """Raises ValidationError when a person decides on himself."""
        if by == self.user:
            raise ValidationError("Ninguém muda o próprio papel nem encerra o próprio acesso.", code="own")

    def refuse_without_admin(self):
        """Raises ValidationError when the network would be left without an administrator.

        The rows are locked first: of two who dismiss each other at once the second waits, then finds that he is the last.
        """
        if not self.administers:
            return
        admins = Membership.objects.administering().select_related("user").select_for_update().order_by("pk")
        if [admin.pk for admin in admins] == [self.pk]:
            raise ValidationError(f"{self.user} é o último Administrador da rede. Dê esse papel a outra pessoa antes.", code="last_admin")

    @transaction.atomic
    def change_role(self, role, *, by):
        """Another role in the same place. Raises ValidationError while work hangs on the person."""
        if role == self.role:
            return
        self.refuse_own(by)
        self.refuse_without_admin()
        self.refuse_while_holding()
        attended, before, self.role = self.attends, self.get_role_display(), role
        self.save(update_fields=["role"])
        self.note_change(What.ROLE, before, self.get_role_display(), by=by)
        if not self.may_join_teams or self.attends != attended:
            self.places.all().delete()

    @transaction.atomic
    def switch(self, *, receives_web_leads, creates_flow_leads, by=None):
        """Which leads come to him and which he may bring (FOL-28 to FOL-30)."""
        before = Membership.objects.get(pk=self.pk).switch_words
        self.receives_web_leads, self.creates_flow_leads = receives_web_leads, creates_flow_leads
        self.save(update_fields=["receives_web_leads", "creates_flow_leads"])
        self.note_change(What.SWITCHES, before, self.switch_words, by=by)

    @transaction.atomic
    def carry(self, *, capacity, weight, by):
        """How many leads he can have at once, and how his share compares with that of others."""
        before = Membership.objects.get(pk=self.pk)
        self.capacity, self.weight = capacity, weight
        self.save(update_fields=["capacity", "weight"])
        self.note_change(What.CAPACITY, before.capacity_words, self.capacity_words, by=by)
        self.note_change(What.WEIGHT, str(before.weight), str(weight), by=by)

    @property
    def capacity_words(self):
        return "sem limite" if self.capacity is None else str(self.capacity)

    def note_change(self, what, old, new, *, by):
        """Keeps who changed what, if anything did change."""
        if old != new:
            self.changes.create(what=what, old=old[:200], new=new[:200], by=by)

    @transaction.atomic
    def end(self, *, by):
        """No way in any more; what the person did stays. Raises ValidationError while work hangs on him."""
        self.refuse_own(by)
        self.refuse_without_admin()
        self.refuse_while_holding()
        self.ended_at = timezone.now()
        self.save(update_fields=["ended_at"])
        self.places.all().delete()
        self.note_change(What.ACCESS, "", "encerrado", by=by)

    @transaction.atomic
    def resume(self, *, by=None):
        self.ended_at = None
        self.save(update_fields=["ended_at"])
        self.note_change(What.ACCESS, "", "reaberto", by=by)

    @transaction.atomic
    def move(self, unit, role, *, by):
        """Out of this place and into that unit, switches and all. Raises ValidationError while work hangs on the person."""
        if Membership.objects.active().of_unit(unit).filter(user=self.user).exists():
            raise ValidationError(f"{self.user} já tem acesso a {unit}.", code="there_already")
        self.end(by=by)
        kept = {name: getattr(self, name) for name in ("receives_web_leads", "creates_flow_leads", "capacity", "weight")}
        moved = Membership.objects.give(self.user, role, unit=unit, by=by, **kept)
        moved.note_change(What.ACCESS, self.place_name, f"{unit}, {moved.get_role_display()}", by=by)
        return moved

    @transaction.atomic
    def deactivate_account(self, *, by):
        """Closes the person's account in all places at once, whatever hangs on him: a door that must shut shuts."""
        self.refuse_own(by)
        for membership in self.user.memberships.administering():
            membership.refuse_without_admin()
        self.user.deactivate()
        self.note_change(What.ACCOUNT, "", "desativada em toda a rede", by=by)

    @transaction.atomic
    def reactivate_account(self, *, by):
        self.user.reactivate()
        self.note_change(What.ACCOUNT, "", "ativa de novo", by=by)


@prepared
def _held_by(user_key):
    return Membership.objects.active().filter(user=user_key).select_related("unit")
