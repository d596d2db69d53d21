"""What each role's day is made of (screens.md, "Meu dia"; PUR-15..20, PUR-24, PUR-36..38, PUR-44..47)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from followup.contact_list import with_rows
from followup.models import Contact
from leads.models import Lead
from purifikar.day import Block
from purifikar.day_panels import (
    attendants,
    month_of_a_seller,
    own_goals,
    presentations,
    sellers_today,
    state_of_the_unit,
    team,
    week_by_source,
)
from purifikar.day_road import own_commitments, own_road
from purifikar.day_rows import (
    absence_row,
    appointment_row,
    contact_row,
    invitation_row,
    mail_row,
    occurrence_row,
    promised_row,
    registered_row,
    unit_row,
    with_facts,
)
from purifikar.desk import unclaimed_for
from purifikar.lib.links import network_url
from tenants.models import Absence, Invitation, Mail, Membership, OpenWork, Unit
from tenants.roles import ROLES, Permission
from workflow.models import Appointment, Journey, Occurrence, kinds

Kind = OpenWork.Kind
WEEK = timedelta(days=7)
MOST_PROMISED = 1000


@dataclass(frozen=True, eq=False)
class Layout:
    """A role's day: its blocks in order, what it does out of the house or by the hour, and what stands beside.

    `is_plain`: they ask by nothing but the person, his unit and the hour (purifikar/day_questions.py).
    """

    blocks: tuple = ()
    road: object = None
    panels: tuple = ()
    is_plain: bool = False


def of(role):
    return LAYOUTS.get(role, Layout())


# --- out of the queue -------------------------------------------------------------------------------------------------------


def by_turn(work):
    return work.in_calling_order()


def held(*kinds):
    return lambda day: by_turn(day.held.of_kind(*kinds))


def arrived(day):
    return day.held.of_kind(Kind.LEAD, Kind.REQUEST).arrived_since(day.yesterday).order_by("-since")


def urgent(day):
    return by_turn(day.held.urgent())


def urgent_here(day):
    return by_turn(day.work.urgent())


def returns(day):
    """Over all units: whom somebody promised to call again by tonight."""
    return day.held.of_kind(Kind.LEAD, Kind.RETURN).filter(call_at__lte=day.tonight).order_by("call_at")


def handed_over(day):
    return day.work.handed_over_by(day.user).order_by("due_at", "since")


def late_here(day):
    return day.on_its_way.overdue().order_by("due_at")


def due_today(day):
    return day.on_its_way.filter(due_at__gte=day.now, due_at__lte=day.tonight).order_by("due_at")


def unclaimed(day):
    return day.on_its_way.filter(holder=None).order_by("due_at", "since")


def unclaimed_of_mine(day):
    """Of the centres whose work the person does; as attendant only where the unit has its attendants at the Franqueadora (FOL-15)."""
    return unclaimed(day).filter(unclaimed_for(day.membership))


def late_of_my_teams(day):
    return late_here(day).filter(holder__in=people_of(day.membership))


def people_of(member):
    """The people whose work somebody follows."""
    return Membership.objects.active().visible_to(member).values("user")


# --- out of a unit's own tables -----------------------------------------------------------------------------------------


def promised(day):
    """Leads in one's hands whose next contact was promised for today or before (PUR-18)."""
    leads = Lead.objects.of_channel(day.channel).filter(journey__holder=day.user, journey__ended_at=None, next_at__lte=day.tonight)
    return with_facts(leads.order_by("next_at"))


def counted_promised(day):
    """The same, the lead looked up for each journey that one holds: to count some hundreds the planner would else read all leads."""
    lead = Lead.objects.filter(journey=OuterRef("pk")).order_by()
    held = Journey.objects.running().held_by(day.user).alias(next_at=Subquery(lead.values("next_at")))
    return (held.filter(channel=day.channel) if day.channel else held).filter(next_at__lte=day.tonight)


def contacts_due(day):
    """Sales contacts whose date is today or has passed (BIM-03, PUR-18)."""
    return with_rows(counted_contacts_due(day).in_turn())


def counted_contacts_due(day):
    return Contact.objects.open().by_date().filter(owner=day.user, date_key__lte=day.today)


def registered(day):
    leads = Lead.objects.filter(journey__creator=day.user, created_at__gte=day.yesterday)
    return with_facts(leads.order_by("-number"))


def expected(day):
    """Everybody's visits, presentations and installations of today in this unit."""
    todays = Appointment.objects.marked().between(day.morning, day.tonight).filter(kind__in=kinds().slugs(hands_over=True))
    return todays.select_related("person", "journey").order_by("starts_at")


def occurrences(day):
    """Limits missed in the last seven days: recorded, nothing follows by itself (requirements 1.5, point 6)."""
    return Occurrence.objects.filter(at__gte=day.now - WEEK).select_related("journey", "person").order_by("-id")


# --- out of the network's registers -------------------------------------------------------------------------------------


def absences(day):
    people = people_of(day.membership)
    if day.unit:
        people = Membership.objects.active().of_unit(day.unit).values("user")
    return Absence.objects.on(day.today).filter(user__in=people).select_related("user")


def invitations(day):
    return Invitation.objects.waiting().of_place(day.unit)


def units_in_need(day):
    return Unit.objects.exclude(state=Unit.State.ACTIVE).exclude(state=Unit.State.CLOSED) | Unit.objects.behind().active()


def failed_mails(day):
    return Mail.objects.failed()


# --- where all of them are to be seen ---------------------------------------------------------------------------------------


def leads_list(**query):
    """The list of the unit's leads, narrowed as the block is; nowhere on the network's side."""

    def address(day):
        if not day.unit or not day.membership.may(Permission.LEAD_SEE):
            return ""
        return reverse("leads") + "?" + "&".join(f"{name}={value}" for name, value in query.items())

    return address


def desk(query=""):
    return lambda day: network_url("desk") + query if day.membership.may(Permission.DESK) else ""


def agenda(day):
    return reverse("agenda") if day.unit else network_url("agenda")


def page(name):
    return lambda day: reverse(name)


INVOLVED = Block("negociacoes", "Negociações que pedem você", "Ninguém pediu a sua participação.", "pedem você", held(Kind.INVOLVEMENT))
ALIGNED = Block("alinhamentos", "Alinhamentos", "Nenhum ponto a alinhar.", "alinhamentos", held(Kind.ALIGNMENT))
REQUESTS = Block(
    "solicitacoes", "Solicitações", "Nenhuma solicitação esperando por você.", "solicitações", held(Kind.REQUEST, Kind.PRIVACY)
)
MINE = Block("comigo", "Com você", "Nenhum lead está com você agora.", "com você", held(Kind.LEAD), more=leads_list(responsavel="eu"))
URGENT = Block("urgencias", "Urgências", "Nenhuma urgência.", "urgências", urgent)
LATE = Block(
    "prazos",
    "Prazos vencidos",
    "Nenhum prazo vencido.",
    "prazos vencidos",
    late_here,
    more=leads_list(prazo="vencido"),
    whose=True,
    says_late=False,
)
ABSENT = Block("ausencias", "Ausentes hoje", "Todos presentes hoje.", "ausentes", records=absences, told=absence_row)
INVITED = Block(
    "convites",
    "Convites sem resposta",
    "Nenhum convite em aberto.",
    "convites",
    records=invitations,
    told=invitation_row,
    more=page("people"),
)
EXPECTED = Block(
    "esperados", "Marcados para hoje", "Nada marcado para hoje.", "marcados hoje", records=expected, told=appointment_row, more=agenda
)
CONTACTS = Block(
    "contatos",
    "Retornos de vendas (follow up)",
    "Nenhum contato vencido ou para hoje.",
    "contatos",
    records=contacts_due,
    told=contact_row,
    counted=counted_contacts_due,
    more=page("contacts"),
)

SELLER = Layout(
    (
        Block("novas", "Novas demandas desde ontem", "Nada novo desde ontem.", "novas demandas", arrived, arrival=True),
        URGENT,
        INVOLVED,
        Block(
            "retornos",
            "Retornos a clientes",
            "Nenhum retorno prometido para hoje.",
            "retornos",
            records=promised,
            told=promised_row,
            counted=counted_promised,
            most=MOST_PROMISED,
        ),
        CONTACTS,
        Block("gerente", "Demandas do Franqueado e do Gerente", "Nenhuma demanda em aberto.", "do Gerente", held(Kind.REQUEST)),
        Block("alinhamentos", "Alinhamentos com os Assessores", "Nenhum ponto a alinhar.", "alinhamentos", held(Kind.ALIGNMENT)),
        Block("comigo", "Comigo", "Nenhum lead está com você agora.", "", held(Kind.LEAD), more=leads_list(responsavel="eu")),
    ),
    own_road,
    (own_goals, month_of_a_seller),
    is_plain=True,
)

MANAGER = Layout(
    (
        Block("urgencias", "Situações urgentes", "Nenhuma situação urgente.", "urgências", urgent_here, whose=True),
        INVOLVED,
        LATE,
        Block("sem-dono", "Sem responsável", "Tudo tem responsável.", "sem responsável", unclaimed, more=leads_list(responsavel="ninguem")),
        Block(
            "ocorrencias",
            "Prazos não cumpridos nesta semana",
            "Nenhum nesta semana.",
            "não cumpridos",
            records=occurrences,
            told=occurrence_row,
        ),
        Block(
            "solicitacoes",
            "Solicitações com você",
            "Nenhuma solicitação esperando por você.",
            "solicitações",
            held(Kind.REQUEST, Kind.PRIVACY),
        ),
        Block("hoje", "Vencem hoje", "Nada mais vence hoje.", "", due_today, more=leads_list(prazo="hoje"), whose=True),
        Block(CONTACTS.slug, CONTACTS.title, CONTACTS.empty, "", records=contacts_due, more=page("contacts")),
        Block(EXPECTED.slug, EXPECTED.title, EXPECTED.empty, "", records=expected, told=appointment_row, more=agenda),
        Block("alinhamentos", "Alinhamentos com a equipe", "Nenhum ponto a alinhar.", "", held(Kind.ALIGNMENT)),
    ),
    None,
    (own_goals, state_of_the_unit, team),
)

LAYOUTS = {
    "consultor": SELLER,
    "operacional": Layout(
        (
            REQUESTS,
            Block("ordens", "Ordens a preparar", "Nenhuma ordem de serviço a preparar.", "ordens", held(Kind.WORK_ORDER)),
            MINE,
            CONTACTS,
            Block("centro", "Na fila do seu centro", "Ninguém espera na fila.", "na fila", unclaimed_of_mine),
            URGENT,
            ALIGNED,
            Block(EXPECTED.slug, EXPECTED.title, EXPECTED.empty, "", records=expected, told=appointment_row, more=agenda),
            Block(INVOLVED.slug, INVOLVED.title, INVOLVED.empty, "", held(Kind.INVOLVEMENT)),
            Block(LATE.slug, "Prazos vencidos na unidade", LATE.empty, "", late_here, more=LATE.more, whose=True),
            Block(ABSENT.slug, ABSENT.title, ABSENT.empty, "", records=absences, told=absence_row),
        )
    ),
    "recepcao": Layout(
        (
            Block("na-fila", "Esperando direcionamento", "Ninguém esperando direcionamento.", "na fila", unclaimed, arrival=True),
            Block("direcionados", "Registrados por você desde ontem", "Nada registrado desde ontem.", "registrados", records=registered, told=registered_row),
            EXPECTED,
            REQUESTS,
            Block(ALIGNED.slug, ALIGNED.title, ALIGNED.empty, "alinhamentos", held(Kind.ALIGNMENT, Kind.INVOLVEMENT)),
        ),
        None,
        (sellers_today,),
    ),
    "gerente": MANAGER,
    "franqueado": MANAGER,
    "comercial": Layout(
        (
            Block("fila", "Minha fila, a próxima ligação primeiro", "A sua fila está vazia.", "na fila", held(Kind.LEAD), more=desk()),
            Block("sem-dono", "Sem responsável", "Nenhum lead sem responsável.", "sem responsável", unclaimed_of_mine, more=desk("?fila=sem-dono")),
            URGENT,
            Block("retornos", "Retornos a clientes", "Nenhum retorno combinado para hoje.", "retornos", returns),
            Block("entregues", "Entregues, à espera da resposta", "Nenhuma resposta pendente.", "entregues", handed_over, whose=True),
            INVOLVED,
            Block("alinhamentos", "Alinhamentos com os Consultores", "Nenhum ponto a alinhar.", "", held(Kind.ALIGNMENT)),
            Block(REQUESTS.slug, REQUESTS.title, REQUESTS.empty, "", held(Kind.REQUEST)),
        ),
        own_commitments,
    ),
    "coordenador": Layout(
        (
            Block("sem-dono", "Fila sem responsável", "Nenhum lead sem responsável.", "sem responsável", unclaimed_of_mine, more=desk("?fila=sem-dono")),
            Block("prazos", "Prazos vencidos nas suas equipes", "Nenhum prazo vencido.", "prazos vencidos", late_of_my_teams, more=desk("?fila=equipe"), whose=True, says_late=False),
            ABSENT,
            INVOLVED,
        ),
        None,
        (attendants,),
    ),
    "admin": Layout(
        (
            Block("unidades", "Unidades que pedem atenção", "Todas as unidades estão em ordem.", "unidades", records=units_in_need, told=unit_row, more=lambda day: network_url("units")),
            Block("emails", "E-mails não entregues", "Todos os e-mails saíram.", "e-mails parados", records=failed_mails, told=mail_row, more=lambda day: network_url("mails")),
            INVITED,
            LATE,
            REQUESTS,
            Block("urgencias", "Urgências em todas as unidades", "Nenhuma urgência.", "urgências", urgent_here, whose=True),
            Block(ABSENT.slug, ABSENT.title, ABSENT.empty, "", records=absences, told=absence_row),
        )
    ),
    "midia": Layout(panels=(week_by_source,)),
    "ranking": Layout(panels=(presentations,)),
    "apoio": Layout((REQUESTS, ALIGNED, Block(LATE.slug, "Prazos vencidos com você", LATE.empty, "prazos vencidos", lambda day: day.held.overdue().order_by("due_at"), says_late=False))),
}  # fmt: skip

assert set(LAYOUTS) == set(ROLES), "each role has its day"  # noqa: S101 (a role without a day stops the start)
