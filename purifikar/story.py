"""The demo's story: a network of four units in November, with names and places as they are in Brazil. All people are made up."""

from datetime import date, timedelta

PASSWORD = "purifikar-demo"

UNITS = [
    {
        "slug": "santos", "name": "Santos", "kind": "propria", "legal_name": "Purifikar Litoral Comércio e Serviços Ltda.",
        "cnpj": "11222333000181", "phone": "+551332847100", "email": "santos@purifikar.example", "postcode": "11060002",
        "street": "Avenida Ana Costa", "number": "482", "complement": "Loja 3", "district": "Gonzaga", "city": "Santos", "uf": "SP",
        "process": "purifikar", "holidays": [("01-26", "Aniversário de Santos"), ("09-08", "Nossa Senhora do Monte Serrat")],
    },
    {
        "slug": "campinas", "name": "Campinas", "kind": "franquia", "legal_name": "Prado Águas Comércio de Purificadores Ltda.",
        "cnpj": "12458796000100", "phone": "+551932345610", "email": "campinas@purifikar.example", "postcode": "13025001",
        "street": "Rua Coronel Quirino", "number": "1210", "complement": "", "district": "Cambuí", "city": "Campinas", "uf": "SP",
        "process": "processo-2-fluxo", "store_flow": True,
        "holidays": [("12-08", "Nossa Senhora da Conceição"), ("11-20", "Consciência Negra")],
    },
    {
        "slug": "curitiba", "name": "Curitiba", "kind": "franquia", "legal_name": "Araucária Purificadores Ltda.",
        "cnpj": "45ABC810000130", "phone": "+554133221980", "email": "curitiba@purifikar.example", "postcode": "80420000",
        "street": "Rua Comendador Araújo", "number": "356", "complement": "Sala 21", "district": "Centro", "city": "Curitiba", "uf": "PR",
        "process": "processo-1", "attendant_role": "consultor", "holidays": [("09-08", "Nossa Senhora da Luz dos Pinhais")],
    },
    {
        "slug": "manaus", "name": "Manaus", "kind": "franquia", "legal_name": "Rio Negro Águas Puras Ltda.",
        "cnpj": "3K7P20NQ000120", "phone": "+559232348870", "email": "manaus@purifikar.example", "postcode": "69050010",
        "street": "Avenida Djalma Batista", "number": "1661", "complement": "Torre A, sala 808", "district": "Chapada", "city": "Manaus",
        "uf": "AM", "time_zone": "America/Manaus", "process": "processo-3", "attendant_role": "consultor",
        "holidays": [("10-24", "Aniversário de Manaus"), ("09-05", "Elevação do Amazonas a Província")],
    },
]  # fmt: skip

# place → (login, role, name, mobile)
UNIT_PEOPLE = {
    "santos": [
        ("consultor", "consultor", "Rafael Moreira", "+5513997410022"),
        ("consultora", "consultor", "Bruna Teixeira Leal", "+5513996680145"),
        ("operacional", "operacional", "Denise Farias", "+5513991127789"),
        ("gerente", "gerente", "Marcos Antunes", "+5513997003311"),
        ("franqueado", "franqueado", "Lídia Sampaio Rocha", "+5513981124590"),
        ("recepcao", "recepcao", "Nair Queiroz", "+5513988730061"),
    ],
    "campinas": [
        ("consultor", "consultor", "Caio Bertolini", "+5519998120764"),
        ("consultora", "consultor", "Patrícia Nogueira", "+5519997335012"),
        ("operacional", "operacional", "Simone Arruda", "+5519996541187"),
        ("gerente", "gerente", "Wagner Tofanelli", "+5519992203348"),
        ("franqueado", "franqueado", "Otávio Prado", "+5519991417780"),
        ("recepcao", "recepcao", "Jéssica Mendonça", "+5519988450093"),
    ],
    "curitiba": [
        ("consultor", "consultor", "Eduardo Kowalski", "+5541998871203"),
        ("consultora", "consultor", "Fernanda Zattar", "+5541997560418"),
        ("operacional", "operacional", "Rosângela Pires", "+5541996124475"),
        ("gerente", "gerente", "Leandro Stadler", "+5541991338820"),
        ("franqueado", "franqueado", "Ivone Bittencourt", "+5541999017765"),
        ("recepcao", "recepcao", "Talita Ferraz", "+5541988425510"),
    ],
    "manaus": [
        ("consultor", "consultor", "Jander Nascimento", "+5592991450872"),
        ("consultora", "consultor", "Iara Tavares", "+5592992387714"),
        ("operacional", "operacional", "Socorro Pinheiro", "+5592984516690"),
        ("gerente", "gerente", "Adriano Benzecry", "+5592991102043"),
        ("franqueado", "franqueado", "Márcia Cavalcante", "+5592981673395"),
        ("recepcao", "recepcao", "Kétlen Marinho", "+5592993041127"),
    ],
}  # fmt: skip

NETWORK_PEOPLE = [
    ("comercial", "comercial", "Camila Duarte", "+5511994412087"),
    ("comercial2", "comercial", "Anderson Luz", "+5511995130366"),
    ("coordenador", "coordenador", "Sílvio Amaral", "+5511991876450"),
    ("admin", "admin", "Helena Vasconcelos", "+5511998023314"),
    ("midia", "midia", "Mirela Couto", "+5511997740129"),
    ("apoio", "apoio", "Renata Vilela", "+5511996218804"),
    ("ranking", "ranking", "Painel de TV", ""),
]

# (place or None for the Franqueadora, name, [logins of its attendants], [logins of its leaders])
TEAMS = [
    (None, "Sudeste", ["comercial", "comercial2"], ["coordenador"]),
    (None, "Norte e Sul", [], ["coordenador"]),
    ("curitiba", "Atendimento Curitiba", ["consultor", "consultora"], []),
    ("manaus", "Atendimento Manaus", ["consultor", "consultora"], []),
]

# (login, starts in how many days, for how many, reason, note)
ABSENCES = [
    ("consultora@santos.demo", -1, 3, "treinamento", "Feira de franquias em São Paulo"),
    ("comercial2@rede.demo", 12, 19, "ferias", ""),
    ("consultor@curitiba.demo", 0, 0, "folga", "Banco de horas"),
    ("operacional@campinas.demo", 20, 14, "ferias", "Quem cobre: Jéssica"),
]

# (place, e-mail, name, role)
INVITATIONS = [
    ("santos", "igor.salgado@mail.example", "Igor Salgado", "consultor"),
    ("manaus", "raimunda.brito@mail.example", "Raimunda Brito", "operacional"),
    (None, "juridico@purifikar.example", "Paulo Gusmão", "apoio"),
]

# (file, title, kind, text)
DOCUMENTS = [
    ("tabela-de-precos.csv", "Tabela de preços de novembro", "tabela", "modelo;à vista;10x\nPK Slim;1.290,00;139,00\nPK Inox;1.590,00;169,00\nPK Gelada;2.390,00;259,00\n"),
    ("roteiro-de-apresentacao.txt", "Roteiro de apresentação", "manual", "Purifikar {unit}\n\n1. Pergunte o que a família bebe hoje.\n2. Faça o teste do cloro.\n3. Mostre a troca do refil.\n4. Combine o próximo passo com data.\n"),
]  # fmt: skip


def logins():
    """Rows of the table of logins: (role's login, e-mail, place)."""
    rows = [(role, f"{role}@rede.demo", "Rede") for role, *_ in NETWORK_PEOPLE]
    return rows + [(role, f"{role}@{unit['slug']}.demo", unit["name"]) for unit in UNITS for role, *_ in UNIT_PEOPLE[unit["slug"]]]


def absence_days(today, starts_in, length):
    """First and last day of an absence that the story places relative to today."""
    first = today + timedelta(days=starts_in)
    return first, first + timedelta(days=length)


def holiday_date(month_day):
    """`01-26` as a date; the year doesn't count for a holiday that comes every year."""
    return date.fromisoformat(f"2026-{month_day}")
