"""What stands beside the blocks of "Meu dia": how the month or the unit goes, and who is there."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Case, Count, OuterRef, Q, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone

from leads.models import DayFigure, Goal, Lead
from leads.reports.goals import Progress
from leads.reports.roll import SELLER, SOURCE, TOTAL
from purifikar.db.prepared import prepared
from purifikar.lib.formats import MONTHS, day_in_words
from purifikar.lib.links import network_url
from tenants.models import Absence, Commitment, Membership, OpenWork, UnitDay
from tenants.roles import ROLES, Permission
from workflow.models import Appointment, Journey, Stage

NEWEST = 2000
GOALS_SHOWN = 4
OF_UNIT = Q(user=None, team=None)
WEEK = timedelta(days=7)
TREATING = [role.slug for role in ROLES.values() if role.may(Permission.LEAD_WORK) and role.place == "unidade"]


@dataclass
class Panel:
    """Facts as pairs, goals against their pace, or people with their numbers."""

    slug: str
    title: str
    facts: list = field(default_factory=list)  # (label, number, address)
    people: list = field(default_factory=list)
    note: str = ""
    goals: list = field(default_factory=list)
    more_url: str = ""


@dataclass
class Colleague:
    name: str
    note: str
    state: str
    open: int
    late: int
    url: str

    @property
    def late_words(self):
        return "1 vencido" if self.late == 1 else f"{self.late} vencidos"


# --- numbers: counted in the day's one query of counters --------------------------------------------------------------------


def registered_by(day):
    """What he began, as far as it is a lead: those alone are of a channel."""
    return Journey.objects.filter(creator=day.user, started_at__gte=day.month).exclude(channel="")


MONTH_OF_A_SELLER = {
    "registrados": registered_by,
    "feitas": lambda day: Appointment.objects.of(day.user).filter(
        state=Appointment.State.DONE, excludes=True, starts_at__gte=day.month
    ),
    "ganhos": lambda day: Lead.objects.filter(
        seller=day.user, journey__result=Stage.Ends.WON, journey__ended_at__gte=day.month
    ),
}  # fmt: skip


def leads_of(day):
    return day.work.of_kind(OpenWork.Kind.LEAD)


STATE_OF_THE_UNIT = {
    "abertos": leads_of,
    "vencidos": lambda day: leads_of(day).overdue(day.now),
    "chegaram": lambda day: leads_of(day).arrived_since(day.yesterday),
    "vencem": lambda day: leads_of(day).filter(due_at__gte=day.now, due_at__lte=day.tonight),
    "pedidos": lambda day: day.work.of_kind(OpenWork.Kind.REQUEST),
}


def month_of_a_seller(day):
    facts = [
        ("Leads registrados", day.counted("registrados"), ""),
        ("Visitas e apresentações feitas", day.counted("feitas"), reverse("agenda")),
        ("Vendas ganhas", day.counted("ganhos"), ""),
    ]
    return Panel("mes", f"{MONTHS[day.today.month - 1].capitalize()} até agora", facts)


month_of_a_seller.counts = MONTH_OF_A_SELLER


def state_of_the_unit(day):
    """How the operation stands, each number with the list behind it (PUR-44)."""
    leads = reverse("leads")
    facts = [
        ("Leads em andamento", day.counted("abertos"), leads),
        ("Com prazo vencido", day.counted("vencidos"), f"{leads}?prazo=vencido"),
        ("Vencem ainda hoje", day.counted("vencem"), f"{leads}?prazo=hoje"),
        ("Chegaram ou mudaram de etapa desde ontem", day.counted("chegaram"), f"{leads}?ordem=novos"),
        ("Solicitações em andamento", day.counted("pedidos"), f"{reverse('requests')}?ver=todas"),
    ]
    return Panel("operacao", "A operação agora", facts)


state_of_the_unit.counts = STATE_OF_THE_UNIT


# --- goals ------------------------------------------------------------------------------------------------------------------


def own_goals(day):
    """What was agreed with this person and with the whole unit, against its pace; one query (PUR-41)."""
    found = _goals(day.user.pk, day.today) if day.membership.get_role().sells else _goals_of_unit(day.today)
    told = [Progress(goal, getattr(goal, f"sum_{goal.measure}"), pace=goal.share_passed(day.today)) for goal in found]
    return Panel("metas", "Metas", goals=told, more_url=reverse("goals")) if told else None


@prepared
def _goals(user, today):
    return _with_sums(Goal.objects.current(today).filter(OF_UNIT | Q(user=user)))


@prepared
def _goals_of_unit(today):
    return _with_sums(Goal.objects.current(today).filter(OF_UNIT))


def _with_sums(goals):
    side = Case(When(user=None, then=Value(TOTAL)), default=Value(SELLER))
    key = Case(When(user=None, then=Value("")), default=Cast("user", TextField()), output_field=TextField())
    return goals.annotate(side=side, whose=key).annotate(**{f"sum_{name}": _came_in(name) for name in Goal.Measure.values})[:GOALS_SHOWN]


def _came_in(measure):
    days = DayFigure.objects.filter(
        dimension=OuterRef("side"), key=OuterRef("whose"), day__gte=OuterRef("starts"), day__lte=OuterRef("ends")
    )
    return Coalesce(Subquery(days.order_by().values("dimension").annotate(number=Sum(measure)).values("number")), 0)


# --- people -----------------------------------------------------------------------------------------------------------------


def team(day):
    """Everybody of the unit who treats leads: what he holds, what of it is late, and whether he is there (PUR-41, PUR-47)."""
    people = Membership.objects.active().of_unit(day.unit).filter(role__in=TREATING)
    return Panel("equipe", "Equipe", people=_colleagues(people, day))


def attendants(day):
    """The attendants of the teams that a Coordenador leads (FOL-05, FOL-16)."""
    people = _colleagues(Membership.objects.active().visible_to(day.membership).exclude(pk=day.membership.pk), day)
    note = "" if people else "Você ainda não lidera nenhuma equipe. O Administrador monta as equipes."
    return Panel("equipe", "Suas equipes", people=people, note=note)


def sellers_today(day):
    """To whom one may direct a walk-in now."""
    people = Membership.objects.active().of_unit(day.unit).selling()
    return Panel("consultores", "Consultores agora", people=_colleagues(people, day))


def _colleagues(people, day):
    mine = day.work.filter(holder=OuterRef("user")).order_by().values("holder")
    away = Absence.objects.on(day.today).filter(user=OuterRef("user")).values("ends")[:1]
    busy = Commitment.objects.excluding().filter(user=OuterRef("user"), starts_at__lte=day.now, ends_at__gt=day.now).values("ends_at")[:1]
    late = Count("pk", filter=Q(due_at__lt=day.now))
    found = people.select_related("user").annotate(
        open=Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0),
        late=Coalesce(Subquery(mine.annotate(number=late).values("number")), 0), away=Subquery(away), busy=Subquery(busy),
    )  # fmt: skip
    sees = day.membership.may(Permission.PEOPLE_SEE)
    return [_colleague(member, day, sees) for member in found.in_name_order()[:40]]


def _colleague(member, day, sees):
    state, note = "good", "disponível"
    if member.busy:
        state, note = "today", f"em compromisso até {timezone.localtime(member.busy):%H:%M}"
    if member.away:
        state, note = "internal", f"ausente até {day_in_words(member.away, day.today)}"
    return Colleague(str(member.user), note, state, member.open, member.late, _page_of(member, day) if sees else "")


def _page_of(member, day):
    """Of somebody of this unit here; of everybody else, who works for the network or in another unit, on the network's side."""
    is_of_here = day.unit is not None and member.unit_id == day.unit.pk
    return reverse("person", args=[member.pk]) if is_of_here else network_url("person", member.pk)


# --- without personal data --------------------------------------------------------------------------------------------------


def week_by_source(day):
    """Where the leads of the last seven days came from: numbers only (FOL-33). Of the newest, so the page costs the same always."""
    if day.unit is None:
        days = UnitDay.objects.between(day.today - WEEK, day.today).filter(dimension=SOURCE).added("label").order_by("-n_leads")[:20]
        facts = [(row["label"], row["n_leads"], "") for row in days if row["n_leads"]]
        return _by_source(facts, network_url("reports"))
    since = timezone.now() - WEEK
    newest = Lead.objects.order_by("-number").values_list("source__name", "created_at")[:NEWEST]
    counted = Counter(source for source, created_at in newest if created_at >= since)
    facts = [(source, number, "") for source, number in counted.most_common()]
    return _by_source(facts, reverse("reports"))


def _by_source(facts, reports):
    note = "" if facts else "Nenhum lead nos últimos 7 dias."
    return Panel("origens", "Leads dos últimos 7 dias, por origem", facts, note=note, more_url=reports)


def presentations(day):
    """Visits and presentations done this month, by Consultor: for the ranking (FOL-34)."""
    if day.unit is None:
        return Panel(
            "ranking", "Ranking da rede", note="O painel para a TV soma as unidades e se renova sozinho.", more_url=network_url("ranking")
        )
    sellers = Membership.objects.active().of_unit(day.unit).selling().values("user")
    done = Appointment.objects.filter(person__in=sellers, state=Appointment.State.DONE, excludes=True, starts_at__gte=day.month)
    rows = done.order_by().values("person__name").annotate(number=Count("pk")).order_by("-number", "person__name")[:20]
    facts = [(row["person__name"], row["number"], "") for row in rows]
    note = "" if facts else "Nenhuma feita ainda neste mês."
    return Panel("ranking", "Visitas e apresentações do mês", facts, note=note, more_url=reverse("ranking"))
