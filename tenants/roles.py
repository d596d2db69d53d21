"""Who may do what: one table in code. The database stores the slugs, the page "Quem pode o quê" shows the table (PUR-10)."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """A power. Its value is a slug; `label` says it in the words of the screen."""

    DAY = "dia"
    SEARCH = "buscar"
    PEOPLE_SEE = "pessoas.ver"
    PEOPLE_MANAGE = "pessoas.cuidar"
    TEAMS_SEE = "equipes.ver"
    TEAMS_MANAGE = "equipes.cuidar"
    TEAM_DISTRIBUTION = "equipes.distribuicao"
    FILES_SEE = "documentos.ver"
    FILES_KEEP = "documentos.guardar"
    UNIT_SETTINGS = "unidade.configurar"
    UNITS_SEE = "unidades.ver"
    UNITS_MANAGE = "unidades.cuidar"
    NETWORK_SETTINGS = "rede.configurar"
    DISPUTES = "rede.disputas"
    MAIL_SEE = "emails.ver"
    SOURCES_SEE = "origens.ver"
    RANKING_SEE = "ranking.ver"
    REPORTS = "relatorios.ver"
    REPORTS_ALL = "relatorios.todos"
    GOALS_MANAGE = "metas.cuidar"
    LEAD_SEE = "leads.ver"
    LEAD_SEE_ALL = "leads.ver-todos"
    LEAD_ADD = "leads.registrar"
    LEAD_WORK = "leads.tratar"
    LEAD_IMPORT = "leads.importar"
    LEAD_MERGE = "leads.unir"
    DESK = "leads.mesa"
    LEAD_GIVE = "leads.distribuir"
    AGENDA = "agenda"
    TECHNICIANS = "tecnicos.cuidar"
    SOURCES_MANAGE = "origens.cuidar"
    DISTRIBUTION_SEE = "distribuicao.ver"
    REQUESTS = "solicitacoes.fazer"
    REQUESTS_ALL = "solicitacoes.todas"
    PRIVACY = "lgpd.cuidar"
    CONTACT_SEE = "contatos.ver"
    CONTACT_WORK = "contatos.tratar"
    CONTACT_REOPEN = "contatos.reabrir"
    CONTACT_SETTINGS = "contatos.configurar"
    PROPOSALS = "propostas.fazer"
    DISCOUNTS = "propostas.aprovar-desconto"
    CATALOGUE = "propostas.catalogo"
    ORDERS_REMOVE = "propostas.excluir-pedido"
    MAILINGS = "envios.fazer"
    MAILING_MODELS = "envios.modelos"
    PROCESS_SEE = "processos.ver"
    PROCESS_EDIT = "processos.editar"
    PROCESS_PUBLISH = "processos.publicar"

    @property
    def label(self):
        return LABELS[self]


LABELS = {
    Permission.DAY: "Ver o seu dia de trabalho",
    Permission.SEARCH: "Buscar",
    Permission.PEOPLE_SEE: "Ver as pessoas",
    Permission.PEOPLE_MANAGE: "Convidar pessoas, mudar papel, chaves e ausências, encerrar acesso",
    Permission.TEAMS_SEE: "Ver as equipes",
    Permission.TEAMS_MANAGE: "Montar equipes",
    Permission.TEAM_DISTRIBUTION: "Definir como uma equipe recebe leads: pausa, horas, capacidade, reação",
    Permission.FILES_SEE: "Ler os documentos da unidade",
    Permission.FILES_KEEP: "Guardar e excluir documentos da unidade",
    Permission.UNIT_SETTINGS: "Configurar a unidade: fluxo de loja, atendimento e feriados",
    Permission.UNITS_SEE: "Ver as unidades da rede",
    Permission.UNITS_MANAGE: "Abrir, editar, suspender e encerrar unidades",
    Permission.NETWORK_SETTINGS: "Configurar a rede",
    Permission.DISPUTES: "Decidir qual unidade segue quando duas atendem a mesma pessoa",
    Permission.MAIL_SEE: "Acompanhar os e-mails enviados",
    Permission.SOURCES_SEE: "Ver origens e campanhas, sem dados pessoais",
    Permission.RANKING_SEE: "Ver o ranking",
    Permission.REPORTS: "Ver relatórios dos leads que lhe cabem",
    Permission.REPORTS_ALL: "Ver os relatórios da unidade ou da rede inteira",
    Permission.GOALS_MANAGE: "Definir metas de pessoas, de equipes e da unidade",
    Permission.LEAD_SEE: "Ver os leads que lhe cabem",
    Permission.LEAD_SEE_ALL: "Ver todos os leads da unidade",
    Permission.LEAD_ADD: "Registrar leads e pessoas",
    Permission.LEAD_WORK: "Tratar leads: decidir, repassar, agendar",
    Permission.LEAD_IMPORT: "Importar pessoas e leads de uma planilha e desfazer a importação",
    Permission.LEAD_MERGE: "Unir cadastros repetidos da mesma pessoa e desfazer a união",
    Permission.DESK: "Trabalhar na mesa de atendimento de todas as unidades",
    Permission.LEAD_GIVE: "Dar leads aos atendentes das equipes que acompanha",
    Permission.AGENDA: "Ver e marcar compromissos na agenda",
    Permission.TECHNICIANS: "Cuidar da lista de técnicos da unidade",
    Permission.SOURCES_MANAGE: "Cuidar das origens, formulários e integrações",
    Permission.DISTRIBUTION_SEE: "Ver de quem é a vez, a fila e a prova de cada distribuição",
    Permission.REQUESTS: "Fazer solicitações e cuidar das que lhe cabem",
    Permission.REQUESTS_ALL: "Ver todas as solicitações da unidade e cuidar dos tipos e das rotinas",
    Permission.PRIVACY: "Atender pedidos de titulares de dados (LGPD): cópia, correção, eliminação",
    Permission.CONTACT_SEE: "Ver os contatos de venda que lhe cabem",
    Permission.CONTACT_WORK: "Criar, tratar e encerrar contatos de venda",
    Permission.CONTACT_REOPEN: "Reabrir contatos encerrados e autorizar outros a reabrir",
    Permission.CONTACT_SETTINGS: "Cuidar das tabelas dos contatos: tipos, meios, ambientes",
    Permission.PROPOSALS: "Fazer e enviar propostas e registrar pedidos",
    Permission.DISCOUNTS: "Aprovar descontos acima do limite da unidade",
    Permission.CATALOGUE: "Cuidar de produtos, preços, promoções e modelos de proposta",
    Permission.ORDERS_REMOVE: "Excluir pedidos, com o motivo",
    Permission.MAILINGS: "Enviar folders, cartas e avisos aos clientes que lhe cabem",
    Permission.MAILING_MODELS: "Cuidar dos modelos de envio e do remetente da unidade",
    Permission.PROCESS_SEE: "Ver os processos da unidade",
    Permission.PROCESS_EDIT: "Mudar os processos da unidade: etapas, decisões e prazos",
    Permission.PROCESS_PUBLISH: "Guardar processos modelo da rede e publicá-los nas unidades",
}


@dataclass(frozen=True)
class Role:
    """What somebody is in a unit or at the Franqueadora.

    `place` says where the role is given: "unidade", "rede" or "ambas". `reaches_units` lets a role of the network work
    inside every unit. `attends` marks the roles that belong to teams (FOL-15, FOL-39); in a unit whose process makes
    somebody else its attendant, `Unit.attendant_role` adds that role. `sells` marks Followize's Vendedor.
    """

    slug: str
    name: str
    sentence: str
    place: str
    powers: frozenset
    reaches_units: bool = False
    attends: bool = False
    sells: bool = False
    coordinates: bool = False

    def may(self, permission):
        return permission in self.powers


P = Permission
EVERYDAY = frozenset({
    P.DAY, P.SEARCH, P.FILES_SEE, P.PEOPLE_SEE, P.RANKING_SEE, P.LEAD_SEE, P.AGENDA, P.PROCESS_SEE, P.REQUESTS, P.CONTACT_SEE,
})  # fmt: skip
TREATS_LEADS = frozenset({P.LEAD_ADD, P.LEAD_WORK, P.CONTACT_WORK, P.PROPOSALS, P.MAILINGS})
MANAGES_A_UNIT = EVERYDAY | TREATS_LEADS | {
    P.LEAD_SEE_ALL, P.LEAD_MERGE, P.LEAD_IMPORT, P.SOURCES_MANAGE, P.PROCESS_EDIT, P.REQUESTS_ALL,
    P.LEAD_SEE_ALL, P.PRIVACY, P.LEAD_MERGE, P.LEAD_IMPORT, P.SOURCES_MANAGE, P.PROCESS_EDIT,
    P.PEOPLE_MANAGE, P.TEAMS_SEE, P.TEAMS_MANAGE, P.TEAM_DISTRIBUTION, P.FILES_KEEP, P.UNIT_SETTINGS, P.SOURCES_SEE,
    P.REPORTS, P.REPORTS_ALL, P.GOALS_MANAGE, P.DISTRIBUTION_SEE, P.CONTACT_REOPEN, P.CONTACT_SETTINGS,
    P.DISCOUNTS, P.CATALOGUE, P.ORDERS_REMOVE, P.MAILING_MODELS, P.TECHNICIANS,
}  # fmt: skip
COORDINATES_TEAMS = EVERYDAY | {
    P.UNITS_SEE, P.TEAMS_SEE, P.TEAM_DISTRIBUTION, P.SOURCES_SEE, P.LEAD_SEE_ALL, P.DESK, P.LEAD_GIVE, P.DISTRIBUTION_SEE, P.REPORTS,
}  # fmt: skip

ROLES = {
    role.slug: role
    for role in (
        Role(
            "consultor",
            "Consultor Comercial",
            "Prospecta novos clientes na rua, visita, apresenta e acompanha cada negociação da sua unidade.",
            "unidade",
            EVERYDAY | TREATS_LEADS | {P.REPORTS},
            sells=True,
        ),
        Role(
            "operacional",
            "Assessor Operacional",
            "Registra solicitações, prepara material e papéis dos técnicos e é o ponto de apoio da unidade.",
            "unidade",
            EVERYDAY | TREATS_LEADS | {P.FILES_KEEP, P.LEAD_SEE_ALL, P.LEAD_MERGE, P.LEAD_IMPORT, P.TECHNICIANS},
        ),
        Role(
            "recepcao",
            "Recepção",
            "Registra quem chega à loja ou liga e direciona ao Consultor. Não trata leads.",
            "unidade",
            EVERYDAY - {P.PEOPLE_SEE} | {P.LEAD_ADD, P.LEAD_SEE_ALL},
        ),
        Role(
            "gerente",
            "Gerente",
            "Acompanha a operação, as metas e as urgências da unidade e cuida das pessoas dela.",
            "unidade",
            MANAGES_A_UNIT,
        ),
        Role(
            "franqueado",
            "Franqueado",
            "Dono da franquia: pode tudo o que o Gerente pode na sua unidade.",
            "unidade",
            MANAGES_A_UNIT,
        ),
        Role(
            "comercial",
            "Assessor Comercial",
            "Trabalha na Franqueadora os leads de todas as unidades: liga, agenda apresentações e instalações e fecha contratos.",
            "rede",
            EVERYDAY | TREATS_LEADS | {P.UNITS_SEE, P.TEAMS_SEE, P.LEAD_SEE_ALL, P.LEAD_MERGE, P.DESK, P.DISTRIBUTION_SEE, P.REPORTS},
            reaches_units=True,
            attends=True,
        ),
        Role(
            "coordenador",
            "Coordenador",
            "Cuida de uma ou mais equipes de atendentes: fila, distribuição e ausências.",
            "ambas",
            COORDINATES_TEAMS,
            reaches_units=True,
            coordinates=True,
        ),
        Role(
            "admin",
            "Administrador",
            "Administra a rede na Franqueadora: unidades, pessoas, processos, catálogos e metas.",
            "rede",
            frozenset(Permission),
            reaches_units=True,
        ),
        Role(
            "midia",
            "Mídia",
            "Vê as origens de leads e o resultado das campanhas, sem dados pessoais.",
            "ambas",
            frozenset({P.DAY, P.SOURCES_SEE, P.REPORTS, P.REPORTS_ALL}),
        ),
        Role(
            "ranking",
            "Ranking",
            "Mostra só o ranking, por exemplo numa TV.",
            "ambas",
            frozenset({P.DAY, P.RANKING_SEE}),
        ),
        Role(
            "apoio",
            "Apoio da Franqueadora",
            "Recursos humanos, marketing, compras ou jurídico: recebe as solicitações do seu centro de responsabilidade.",
            "rede",
            frozenset({P.DAY, P.SEARCH, P.REQUESTS}),
            reaches_units=True,
        ),
    )
}

UNIT_ROLES = [role for role in ROLES.values() if role.place in ("unidade", "ambas")]
NETWORK_ROLES = [role for role in ROLES.values() if role.place in ("rede", "ambas")]
ROLE_CHOICES = [(role.slug, role.name) for role in ROLES.values()]
# Who may become the attendant of a unit's leads: Followize's Atendente (requirements 1.5, point 1).
ATTENDANT_CHOICES = [(slug, ROLES[slug].name) for slug in ("comercial", "consultor", "operacional")]


def role(slug):
    """The role of that slug. Raises KeyError for a slug that no release knows."""
    return ROLES[slug]
