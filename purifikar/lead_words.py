"""Words of the demo's leads: names as people have them, streets and neighbourhoods as they are, notes as sellers write them."""

from purifikar.lib.contact import plain

FIRST = [
    "Ana Beatriz",
    "Antônio",
    "Aparecida",
    "Bruno",
    "Camile",
    "Carlos Eduardo",
    "Cecília",
    "Cláudia",
    "Cristiane",
    "Daniel",
    "Débora",
    "Diego",
    "Edson",
    "Elaine",
    "Fábio",
    "Fátima",
    "Fernando",
    "Flávia",
    "Gabriel",
    "Giovana",
    "Heitor",
    "Helena",
    "Ivan",
    "Jaqueline",
    "João Pedro",
    "José Roberto",
    "Juliana",
    "Kátia",
    "Larissa",
    "Leonardo",
    "Lúcia",
    "Luiz",
    "Marcela",
    "Márcio",
    "Maria do Carmo",
    "Mariana",
    "Maurício",
    "Neide",
    "Orlando",
    "Patrícia",
    "Paulo Sérgio",
    "Priscila",
    "Rafaela",
    "Regina",
    "Renato",
    "Roberta",
    "Rodrigo",
    "Rosana",
    "Samuel",
    "Sandra",
    "Sérgio",
    "Sílvia",
    "Simone",
    "Sônia",
    "Tatiane",
    "Thiago",
    "Valéria",
    "Vanessa",
    "Vera Lúcia",
    "Vinícius",
    "Walter",
    "Yara",
]
LAST = [
    "Alves",
    "Amorim",
    "Andrade",
    "Araújo",
    "Barbosa",
    "Barros",
    "Bastos",
    "Batista",
    "Bezerra",
    "Braga",
    "Camargo",
    "Campos",
    "Cardoso",
    "Carneiro",
    "Castro",
    "Cavalcanti",
    "Coelho",
    "Costa",
    "Cunha",
    "Dantas",
    "Dias",
    "Duarte",
    "Farias",
    "Fernandes",
    "Ferraz",
    "Figueiredo",
    "Fonseca",
    "Freitas",
    "Garcia",
    "Gomes",
    "Gonçalves",
    "Lacerda",
    "Leite",
    "Lima",
    "Lopes",
    "Macedo",
    "Machado",
    "Martins",
    "Medeiros",
    "Melo",
    "Mendes",
    "Miranda",
    "Monteiro",
    "Moraes",
    "Moura",
    "Nascimento",
    "Neves",
    "Nogueira",
    "Oliveira",
    "Pacheco",
    "Peixoto",
    "Pereira",
    "Pinto",
    "Ramos",
    "Rezende",
    "Ribeiro",
    "Rocha",
    "Sales",
    "Santana",
    "Santos",
    "Siqueira",
    "Souza",
    "Teixeira",
    "Vasconcelos",
    "Vieira",
    "Xavier",
]
COMPANIES = [
    "Padaria Flor do Trigo",
    "Clínica Sorriso Claro",
    "Edifício Ipê Amarelo",
    "Academia Corpo em Dia",
    "Colégio Estrela do Saber",
    "Restaurante Tempero da Vó",
    "Auto Mecânica Irmãos Paiva",
    "Escritório Contábil Almeida",
    "Pet Shop Quatro Patas",
    "Salão Bela Vista",
    "Mercadinho São Jorge",
    "Farmácia Vida Nova",
    "Condomínio Jardim das Palmeiras",
    "Estúdio de Pilates Equilíbrio",
    "Imobiliária Chave Certa",
    "Lanchonete Bom Sabor",
    "Oficina do Sabor",
    "Consultório Dra. Paula Meirelles",
    "Pousada Sol Nascente",
    "Gráfica Rápida Central",
]

PRODUCTS = ["PK Slim", "PK Inox", "PK Gelada 220 V", "PK Gelada 127 V", "PK Família (locação)", "Troca de refil"]
REFERENCES = [
    "",
    "",
    "portão verde",
    "ao lado da farmácia",
    "em frente à praça",
    "prédio com portaria 24 h",
    "casa dos fundos",
    "esquina com a padaria",
]
REMARKS = ["Tudo conferido com o cliente.", "Suporte de parede e dois metros de mangueira.", "Entrada pela garagem, avisar o porteiro."]
SOURCES = [
    ("site", "Formulário do site", "web"),
    ("rua", "Prospecção na rua", "web"),
    ("indicacao", "Indicação de cliente", "web"),
    ("anuncio", "Anúncio no Instagram", "web"),
    ("telefone", "Ligou na unidade", "web"),
    ("loja", "Atendido na loja", "fluxo"),
]
AT_ANY_HOUR = {"site", "anuncio"}  # on a Sunday night nobody is in the street or at the counter
OPEN_FORMS = {"site", "indicacao"}  # with a public form that the demo can try
CAMPAIGNS = {
    "site": ["", "Água gelada no verão"],
    "rua": [""],
    "indicacao": ["Indique e ganhe o refil"],
    "anuncio": ["Água gelada no verão", "Primeira troca grátis", "Empresas"],
    "telefone": [""],
    "loja": [""],
}

# unit → (neighbourhood, CEP, street)
# A building whose managers asked two units at once: the network decides which goes on.
MEETING, MEETING_PHONE, MEETING_UNITS = "Condomínio Mirante Azul", "(11) 98877-6655", ("santos", "campinas")

PLACES = {
    "santos": [
        ("Gonzaga", "11060300", "Avenida Marechal Floriano Peixoto"), ("Embaré", "11045201", "Avenida Siqueira Campos"),
        ("Ponta da Praia", "11030380", "Avenida Rei Alberto I"), ("Boqueirão", "11045002", "Avenida Conselheiro Nébias"),
        ("Aparecida", "11030600", "Avenida Doutor Epitácio Pessoa"), ("Campo Grande", "11070300", "Rua Ministro Xavier de Toledo"),
        ("Marapé", "11075301", "Rua Joaquim Távora"), ("José Menino", "11065670", "Rua Santa Catarina"),
    ],
    "campinas": [
        ("Cambuí", "13025001", "Rua Coronel Quirino"), ("Taquaral", "13076008", "Rua Azarias de Melo"),
        ("Botafogo", "13020440", "Rua Barão Geraldo de Resende"), ("Barão Geraldo", "13084012", "Avenida Santa Isabel"),
        ("Nova Campinas", "13092123", "Avenida José de Souza Campos"), ("Centro", "13015001", "Rua Barão de Jaguara"),
        ("Jardim Proença", "13026137", "Avenida Princesa D'Oeste"),
    ],
    "curitiba": [
        ("Batel", "80420090", "Avenida do Batel"), ("Água Verde", "80240210", "Avenida República Argentina"),
        ("Portão", "81070000", "Rua João Bettega"), ("Santa Felicidade", "82400000", "Avenida Manoel Ribas"),
        ("Juvevê", "80030001", "Avenida João Gualberto"), ("Cabral", "80035020", "Rua São Pedro"),
        ("Boa Vista", "82540010", "Rua Flávio Dallegrave"),
    ],
    "manaus": [
        ("Chapada", "69050010", "Avenida Djalma Batista"), ("Adrianópolis", "69057021", "Avenida Paraíba"),
        ("Flores", "69058830", "Avenida Torquato Tapajós"), ("Parque 10 de Novembro", "69055000", "Rua do Comércio"),
        ("Ponta Negra", "69037000", "Avenida Coronel Teixeira"), ("Centro", "69010000", "Avenida Eduardo Ribeiro"),
        ("Cidade Nova", "69090000", "Avenida Noel Nutels"),
    ],
}  # fmt: skip
AREA_CODES = {"santos": "13", "campinas": "19", "curitiba": "41", "manaus": "92"}

WEIGHTS = {
    "falou": 8, "sem-resposta": 3, "descartar": 1, "agendar": 7, "fechar": 5, "seguir": 3, "perder": 2, "responder": 8, "nao-aconteceu": 1,
    "vender": 5, "reagendar": 1, "direcionar": 2, "passar": 9, "desistencia": 1, "viavel": 9, "inviavel": 1, "estimado": 9, "instalado": 8,
    "ausente": 2, "impossivel": 1, "remarcado": 8, "atualizado": 9, "pago": 9, "cancelar": 1, "desistir": 2,
    "proposta-aceita": 0,
}  # fmt: skip

NOTES = {
    "falou": [
        "Atendeu bem. Hoje compra galão de 20 litros, quatro por mês.",
        "Tem bebê em casa e quer água filtrada na cozinha. Pediu para ver o modelo de perto.",
        "Escritório com 12 pessoas; quem decide é a sócia, que volta na quinta.",
        "Já teve purificador de outra marca e reclamou da troca do refil.",
    ],
    "agendar": [
        "Prefere de manhã, antes das 10. Levar a PK Inox de mostra.",
        "Pediu para avisar na portaria. Quer comparar com o galão.",
        "Vai estar com o marido, que decide junto.",
    ],
    "responder": [
        "Apresentei a PK Slim e a Gelada. Gostou da Gelada, achou o valor alto à vista.",
        "Visita feita. Ponto de água ao lado da pia, tomada perto. Quer proposta de locação.",
        "Fez o teste do cloro e se impressionou. Pediu dois dias para conversar em casa.",
    ],
    "nao-aconteceu": ["Ninguém em casa; deixei o folheto e mandei mensagem.", "Pediu para remarcar, surgiu uma reunião."],
    "fechar": ["Fechou em dez vezes no cartão, instalação na semana que vem.", "Aceitou a locação com refil incluído."],
    "vender": ["Fechado, paga no Pix na instalação.", "Levou dois: um para a loja e um para casa."],
    "perder": ["Ficou para o ano que vem.", "Comprou do concorrente na feira."],
    "seguir": [
        "Pediu para ligar depois do pagamento.",
        "Mandei as fotos pelo WhatsApp; responde até sexta.",
        "Está comparando com outra marca.",
    ],
    "impossivel": ["Parede de drywall sem reforço e sem tomada por perto."],
    "inviavel": ["Pressão de 0,3 bar medida com o zelador."],
}
CALLS = {
    "nao-atendeu": ["", "Chamou até cair."],
    "caixa-postal": ["", "Deixei recado com o nosso telefone."],
    "depois": ["Está no trânsito, pediu para ligar mais tarde.", "Em reunião; atende depois do almoço."],
}


def name(dice, district):
    """(name, PF or PJ); some companies are called after their neighbourhood."""
    if dice.random() < 0.18:
        return f"{dice.choice(COMPANIES)} {dice.choice(['', '', district])}".strip(), "pj"
    return person(dice), "pf"


def person(dice):
    return f"{dice.choice(FIRST)} {' '.join(dice.sample(LAST, 2))}"


def phone(dice, slug):
    """A mobile number of the unit's area."""
    return f"({AREA_CODES[slug]}) 9{dice.randrange(6000, 9999)}-{dice.randrange(10000):04}"


def email(person, dice):
    """An address that belongs to nobody."""
    parts = plain(person).split()
    return f"{parts[0]}.{parts[-1]}{dice.randrange(90)}@mail.example"
