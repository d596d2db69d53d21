"""What each role's day is made of (screens.md, "Meu dia"; PUR-15..20, PUR-24, PUR-36..38, PUR-44..47)."""

from dataclasses import dataclass

from purifikar.day import Block
from purifikar.day_blocks import (
    MOST_PROMISED,
    Kind,
    absences,
    agenda,
    arrived,
    contacts_due,
    counted_contacts_due,
    counted_promised,
    desk,
    due_today,
    expected,
    failed_mails,
    handed_over,
    held,
    invitations,
    late_here,
    late_of_my_teams,
    leads_list,
    occurrences,
    page,
    promised,
    registered,
    returns,
    unclaimed,
    unclaimed_of_mine,
    units_in_need,
    urgent,
    urgent_here,
)
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
)
from purifikar.lib.links import network_url
from tenants.roles import ROLES


@dataclass(frozen=True, eq=False)
class Layout:
    """A role's day: its blocks in order, what it does out of the house or by the hour, and what stands beside.

    `shape` names what of the day the form of its questions depends on, beside the channel; None where they depend on more
    (purifikar/day_questions.py).
    """

    blocks: tuple = ()
    road: object = None
    panels: tuple = ()
    shape: tuple | None = ()


def of(role):
    return LAYOUTS.get(role, Layout())


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
    shape=("going_out",),
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
        ),
        shape=("reach", "going_out"),
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
        shape=("going_out",),
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
        shape=("reach",),
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
        shape=None,
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
        ),
        shape=None,
    ),
    "midia": Layout(panels=(week_by_source,)),
    "ranking": Layout(panels=(presentations,)),
    "apoio": Layout((REQUESTS, ALIGNED, Block(LATE.slug, "Prazos vencidos com você", LATE.empty, "prazos vencidos", lambda day: day.held.overdue().order_by("due_at"), says_late=False))),
}  # fmt: skip

assert set(LAYOUTS) == set(ROLES), "each role has its day"  # noqa: S101 (a role without a day stops the start)
