"""How the whole operation works and where each role fits, as the pages of help tell it (PUR-09; seed 000, requirements 1.5)."""

from dataclasses import dataclass

from purifikar.lib.swimlanes import Diagram, Lane, Step
from tenants import roles
from tenants.roles import Permission

LANES = (
    Lane("consultor", "Consultor Comercial", "unidade"),
    Lane("comercial", "Assessor Comercial", "Franqueadora"),
    Lane("operacional", "Assessor Operacional", "unidade"),
    Lane("tecnico", "Técnico", "unidade, só papel"),
    Lane("gerente", "Gerente", "unidade"),
)

STEPS = (
    Step("cadastra", "consultor", 0, "Conhece o cliente na rua e cadastra o lead",
         "Prospecta na rua, visita e cadastra no CRM quem pode querer um purificador. Leva menos de um minuto, no celular."),
    Step("liga", "comercial", 1, "Recebe o lead na fila e liga",
         "Recebe na Franqueadora os leads de todas as unidades numa fila só e entra em contato com cada um.", ("cadastra",)),
    Step("agenda", "comercial", 2, "Agenda a apresentação com o Consultor",
         "Marca a visita ou a apresentação na agenda do Consultor. É o agendamento que passa o lead adiante.", ("liga",)),
    Step("apresenta", "consultor", 3, "Apresenta o purificador e responde ao agendamento",
         "Faz a apresentação e responde ao agendamento. Com a resposta, o lead volta sozinho ao Assessor Comercial.", ("agenda",)),
    Step("fecha", "comercial", 4, "Negocia e fecha o contrato",
         "Ajuda o Consultor na negociação e fecha o contrato, ou encerra o lead com o motivo.", ("apresenta",)),
    Step("ajuda", "gerente", 4, "Entra na negociação que pede ajuda",
         "Entra nas negociações que pedem a sua presença e ajuda a resolver o que trava.", ("fecha",), helps=True),
    Step("marca", "comercial", 5, "Agenda a instalação com o cliente",
         "Combina com o cliente o dia e o turno da instalação, na agenda dos técnicos da unidade.", ("fecha",)),
    Step("confere", "operacional", 5, "Confere a viabilidade em até 24 h",
         "Confere ponto de água, pressão, tomada e espaço. Se não dá para instalar, a venda é cancelada com o motivo.", ("marca",)),
    Step("prepara", "operacional", 6, "Prepara rota, material e papéis em até 24 h",
         "Separa, para cada técnico e turno, o material, a rota e a ordem de serviço impressa.", ("confere",)),
    Step("instala", "tecnico", 7, "Retira tudo na unidade e instala em até 3 dias úteis",
         "Começa o turno retirando material e documentos na unidade, instala e anota tudo no papel. Não usa o CRM.", ("prepara",)),
    Step("registra", "operacional", 8, "Registra o que o Técnico fez em até 24 h",
         "Passa para o CRM o que voltou no papel: o que foi feito, o que faltou e o material que sobrou.", ("instala",)),
    Step("acompanha", "gerente", 9, "Confere a instalação e o primeiro pagamento",
         "Confere a instalação em até 5 dias úteis do pedido e o primeiro pagamento até o fim do mês.", ("registra",)),
    Step("programa", "operacional", 10, "Programa a troca do refil e as visitas",
         "Cada equipamento instalado tem a data da próxima troca. O cliente é avisado antes e a visita entra na rota.", ("acompanha",)),
    Step("troca", "tecnico", 11, "Visita o cliente e troca o refil",
         "Faz a visita periódica e troca o refil. O papel volta à unidade, é registrado, e a próxima data já fica marcada.", ("programa",)),
)  # fmt: skip
AGAIN = ("programa", "troca")  # the last arrow leads back: the refill comes again and again


@dataclass(frozen=True)
class Desk:
    """A role as the help shows it: how its day starts, and what to do first in the CRM."""

    slug: str
    name: str
    where: str
    sentence: str
    day: str
    first: tuple = ()

    @property
    def uses_crm(self):
        return bool(self.first)


WHERE = {"unidade": "Unidade própria ou franquia", "rede": "Franqueadora", "ambas": "Unidade ou Franqueadora"}
UNIT_DOCUMENTS = "Leia em Documentos os manuais e a tabela de preços da unidade."

DAYS = {
    "consultor": (
        "Inteira-se das demandas surgidas no dia anterior, das urgências, das negociações que pedem o seu envolvimento, dos retornos a clientes, das demandas do Franqueado e do Gerente e dos alinhamentos com os Assessores.",
        "Abra Meu dia: os seis blocos estão na ordem em que o dia começa.",
        "Responda primeiro o que venceu; o vermelho diz há quanto tempo.",
        UNIT_DOCUMENTS,
    ),
    "operacional": (
        "Prepara o escritório para a operação. Coordena a limpeza e a manutenção, levanta as necessidades de compras e serviços e é o ponto de apoio dos Técnicos, do Consultor e do Franqueado ou Gerente.",
        "Abra Meu dia: solicitações, ordens a preparar e papéis que ainda não voltaram.",
        "Registre tudo o que o Técnico contar; ele não usa o CRM.",
        "Guarde em Documentos o contrato, o alvará, os manuais e a tabela de preços.",
    ),
    "recepcao": (
        "Vê quem espera direcionamento e o que foi registrado desde ontem.",
        "Registre quem chega à loja ou liga, com telefone e DDD.",
        "Direcione ao Consultor na hora; quem trata o lead é ele.",
    ),
    "gerente": (
        "Inteira-se da operação, de alguma situação urgente, da necessidade do seu envolvimento em negociações e do que pede atenção imediata na franquia.",
        "Abra Meu dia: a unidade inteira, do mais urgente ao menos.",
        "Convide a equipe em Pessoas e dê a cada um o seu papel.",
        "Confira em Configurações o atendimento e os feriados do município.",
    ),
    "franqueado": (
        "Como o Gerente: vê a operação, as urgências e o que precisa de uma decisão sua.",
        "Abra Meu dia para ver a sua unidade num olhar.",
        "Confira em Pessoas quem tem acesso e com qual papel.",
        "Guarde em Documentos o contrato de franquia e as licenças.",
    ),
    "comercial": (
        "Na Franqueadora, recebe os leads que os Consultores cadastraram no CRM e entra em contato para agendar apresentações, instalações e o fechamento de contratos.",
        "Abra Meu dia: a sua fila junta os leads de todas as unidades.",
        "Comece pelo primeiro da fila; ela já vem na ordem dos prazos.",
        "Entre na unidade pelo nome dela, no alto da tela, quando precisar dos documentos de lá.",
    ),
    "coordenador": (
        "Vê a fila sem responsável, os prazos vencidos e quem está ausente nas equipes que lidera.",
        "Confira em Equipes quem atende em cada uma.",
        "Acompanhe na Mesa a fila das suas equipes e dê a quem está livre o que ninguém pegou.",
    ),
    "admin": (
        "Vê as unidades que pedem atenção, os e-mails que não saíram e os convites sem resposta.",
        "Abra as unidades em Unidades: nome, CNPJ, endereço e processo.",
        "Convide o Gerente ou o Franqueado de cada uma; a equipe quem convida são eles.",
        "Acompanhe em E-mails se os convites chegaram.",
    ),
    "midia": (
        "Vê de onde vieram os leads e o resultado das campanhas, sem dados pessoais.",
        "Abra as origens e compare as campanhas do mês.",
    ),
    "ranking": (
        "Mostra o ranking, por exemplo numa TV da unidade.",
        "Deixe a página do ranking aberta em tela cheia.",
    ),
    "apoio": (
        "Vê as solicitações que chegaram ao seu centro de responsabilidade e os prazos delas.",
        "Abra Meu dia e comece pela solicitação que vence primeiro.",
    ),
}  # fmt: skip

TECHNICIAN = Desk(
    "tecnico",
    "Técnico",
    WHERE["unidade"],
    "Faz instalações, visitas periódicas, eventuais chamados e desinstalações. Não usa o CRM: recebe tudo em papel.",
    "Começa na unidade, com a retirada do material e da documentação do turno de trabalho.",
)

# By the first word of a power's slug; a new word needs a line here (tests/purifikar/test_help_pages.py says which).
POWER_GROUPS = {
    "dia": "O dia",
    "buscar": "O dia",
    "leads": "Leads e agenda",
    "contatos": "Leads e agenda",
    "propostas": "Propostas e vendas",
    "envios": "Propostas e vendas",
    "agenda": "Leads e agenda",
    "tecnicos": "Leads e agenda",
    "pessoas": "Pessoas e equipes",
    "equipes": "Pessoas e equipes",
    "distribuicao": "Leads e agenda",
    "documentos": "Documentos",
    "unidade": "Unidade e rede",
    "unidades": "Unidade e rede",
    "rede": "Unidade e rede",
    "processos": "Unidade e rede",
    "solicitacoes": "Leads e agenda",
    "emails": "Acompanhamento",
    "lgpd": "Acompanhamento",
    "origens": "Acompanhamento",
    "ranking": "Acompanhamento",
    "relatorios": "Acompanhamento",
    "metas": "Acompanhamento",
}

# The diagram's colours: names that follow light and dark on the screen, grey and black on paper.
SCREEN_INK = {
    "text": "var(--pk-ink)",
    "note": "var(--pk-ink-2)",
    "line": "var(--pk-line)",
    "way": "var(--pk-control)",
    "box": "var(--pk-surface)",
    "lane": "var(--pk-canvas)",
    "own": "var(--pk-accent-soft)",
    "accent": "var(--pk-accent)",
    "on_accent": "var(--pk-on-accent)",
}
PAPER_INK = {
    "text": "#000",
    "note": "#333",
    "line": "#bbb",
    "way": "#555",
    "box": "#fff",
    "lane": "#f3f3f3",
    "own": "#fff",
    "accent": "#000",
    "on_accent": "#fff",
}


def diagram(own=()):
    """The way of a lead by lanes. `own` are slugs of roles."""
    own = {lane_of(slug) for slug in own}
    return Diagram(LANES, STEPS, own=own, again=AGAIN)


def lane_of(role):
    """The lane in which a role's work is drawn; the Franqueado's is the Gerente's, the Recepção's powers are the Operacional's too."""
    return {"franqueado": "gerente", "recepcao": "operacional"}.get(role, role)


def desks():
    """Every role of the CRM, and the Técnico between the people of a unit."""
    found = []
    for role in roles.ROLES.values():
        day, *first = DAYS[role.slug]
        found.append(Desk(role.slug, role.name, WHERE[role.place], role.sentence, day, tuple(first)))
        if role.slug == "operacional":
            found.append(TECHNICIAN)
    return found


def power_groups():
    """[(group, [permissions])], in the order of POWER_GROUPS."""
    groups = {group: [] for group in POWER_GROUPS.values()}
    for permission in Permission:
        groups.setdefault(POWER_GROUPS.get(permission.split(".")[0], "Outros"), []).append(permission)
    return [(group, permissions) for group, permissions in groups.items() if permissions]
