"""What hangs on a person, and how it would be shared out among others: said before anything is done (FOL-36, FOL-37)."""

from collections import Counter as Tally
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import Lead
from tenants.models import Centre, Commitment, Membership, OpenWork
from tenants.roles import ROLES, Permission
from workflow.models import Appointment, Process

AT_A_TIME = 50  # of somebody with several teams (FOL-37)
SHOWN = 200
MOST = 5_000


class Portfolio:
    """The work and the leads of a person in one unit, or in all of them for somebody of the Franqueadora."""

    def __init__(self, person, unit):
        self.person, self.unit, self.user = person, unit, person.user

    @cached_property
    def limit(self):
        """How many may go at once; none where the person has one team at most."""
        return AT_A_TIME if self.person.places.count() > 1 else None

    @cached_property
    def _sold(self):
        """Keys of the running journeys that others hold and whose second name this person is."""
        if self.unit is None:
            return set()
        leads = Lead.objects.running().filter(seller=self.user).exclude(journey__holder=self.user)
        return set(leads.values_list("journey", flat=True)[:MOST])

    @property
    def work(self):
        """Rows of the queue: what this person holds, and what others hold of his leads."""
        rows = OpenWork.objects.filter(kind__in=Process.Kind.values).select_related("unit")
        if self.unit:
            rows = rows.in_unit(self.unit)
        return rows.filter(Q(holder=self.user) | Q(subject__in=self._sold)).order_by("due_at", "since", "id")

    @cached_property
    def shown(self):
        return [self._told(row) for row in self.work[:SHOWN]]

    @cached_property
    def count(self):
        return self.work.order_by()[: MOST + 1].count()

    def rows(self, chosen=None):
        """All of it, or those of these journeys."""
        work = self.work
        if chosen is not None:
            work = work.filter(subject__in=chosen[:MOST])
        return [self._told(row) for row in work[:MOST]]

    def _told(self, row):
        row.is_sold, row.key = row.holder_id != self.user.pk, str(row.subject)
        return row

    @property
    def takers(self):
        """Who may get something: those who treat leads in this place."""
        roles = [role.slug for role in ROLES.values() if role.may(Permission.LEAD_WORK)]
        people = Membership.objects.active().of_unit(self.unit).filter(role__in=roles).exclude(user=self.user)
        return people.select_related("user").in_name_order()


@dataclass
class Share:
    """What one person would get."""

    member: Membership
    rows: list = field(default_factory=list)
    appointments: int = 0

    @property
    def by_stage(self):
        """[(stage, how many)]"""
        return sorted(Tally(row.stage for row in self.rows).items())


class Plan:
    """Who gets what of these rows, evenly, and what stays with the giver and why."""

    def __init__(self, portfolio, rows, takers):
        self.portfolio, self.all_rows = portfolio, rows
        self.shares = [Share(member) for member in takers]
        self.staying = []
        for row in rows:
            self._give(row)

    def _give(self, row):
        fit = [share for share in self.shares if share.member.user_id in self._who_may(row)]
        free = [share for share in fit if not self._clashes(share, row)]
        if not free:
            self.staying.append((row, "Já há compromisso no horário de uma visita." if fit else self._why_nobody(row)))
            return
        share = min(free, key=lambda share: len(share.rows))
        share.rows.append(row)
        share.appointments += len(self.appointments[row.subject])
        self._taken[share.member.user_id] += self._visits(row)  # of two visits at one hour the second goes to somebody else

    @property
    def going(self):
        return sum(len(share.rows) for share in self.shares)

    @staticmethod
    def _why_nobody(row):
        return "Quem recebe não é Consultor." if row.is_sold else f"Quem recebe não faz o trabalho da etapa {row.stage}."

    # --- who may ------------------------------------------------------------------------------------------------------

    def _who_may(self, row):
        if row.is_sold:
            return {share.member.user_id for share in self.shares if share.member.get_role().sells}
        return self._workers[row.centre, row.unit.attendant_role]

    @cached_property
    def _workers(self):
        """{(centre, the unit's attendant): users}: asked once for each sort of unit, not for each unit."""
        centres = {centre.slug: centre for centre in Centre.objects.all()}
        places = {(row.centre, row.unit.attendant_role): row.unit for row in self.all_rows}
        takers = [share.member.pk for share in self.shares]
        found = defaultdict(set)
        for (slug, attendant), unit in places.items():
            if slug in centres:
                people = centres[slug].people(unit).filter(pk__in=takers)
                found[slug, attendant] = set(people.values_list("user", flat=True))
        return found

    # --- what goes along ----------------------------------------------------------------------------------------------

    @cached_property
    def appointments(self):
        """{journey: the giver's appointments to come}; only units in which his agenda has something are entered."""
        units = {row.unit_id: row.unit for row in self.all_rows}
        taken = Commitment.objects.of(self.portfolio.user).filter(starts_at__gt=timezone.now(), unit__in=units)
        found = defaultdict(list)
        for unit_id in set(taken.values_list("unit", flat=True)):
            keys = [row.subject for row in self.all_rows if row.unit_id == unit_id]
            with tenant_context(units[unit_id]):
                for appointment in to_come(keys, self.portfolio.user):
                    found[appointment.journey_id].append(appointment)
        return found

    @cached_property
    def _taken(self):
        """{user: [(from, until)]} of what the takers have promised already."""
        takers = [share.member.user_id for share in self.shares]
        rows = Commitment.objects.excluding().filter(user__in=takers, ends_at__gt=timezone.now())
        taken = defaultdict(list)
        for user, starts, ends in rows.values_list("user", "starts_at", "ends_at"):
            taken[user].append((starts, ends))
        return taken

    def _clashes(self, share, row):
        promised = self._taken[share.member.user_id]
        return any(starts < until and since < ends for starts, ends in self._visits(row) for since, until in promised)

    def _visits(self, row):
        return [(each.starts_at, each.ends_at) for each in self.appointments[row.subject] if each.excludes]


def to_come(journeys, user):
    return Appointment.objects.marked().filter(journey__in=journeys, person=user, starts_at__gt=timezone.now()).select_related("journey")
