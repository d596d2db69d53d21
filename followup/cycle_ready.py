"""The cycles with which a unit begins (BIM-46); its people change them under Configurações."""

from django.db import transaction
from django.utils import timezone

from followup.models import AttendanceType, Cycle, CycleQuestion

KINDS = CycleQuestion.Kind
REQUIRED = {"is_required": True}
SALE = [
    ("agua", "Qual água a família bebe hoje?", KINDS.CHOICE, ["Galão de água mineral", "Torneira, sem filtro", "Filtro de barro", "Purificador", "Poço"], REQUIRED | {"hint": "Deixe a pessoa falar: daqui sai o motivo da compra."}),
    ("galoes", "Quantos galões por mês?", KINDS.NUMBER, [], {"hint": "Galões vezes preço: é quanto se gasta hoje.", "when": ("agua", ["Galão de água mineral"])}),
    ("marca", "Qual a marca do purificador?", KINDS.CHOICE, ["Brastemp", "Consul", "Electrolux", "Everest", "IBBL", "Lorenzetti", "Outra"], {"when": ("agua", ["Purificador"])}),
    ("refil", "Quando o refil foi trocado pela última vez?", KINDS.DAY, [], {"hint": "Vale o dia aproximado.", "when": ("agua", ["Purificador"])}),
    ("pessoas", "Quantas pessoas usam a água?", KINDS.NUMBER, [], REQUIRED),
    ("pontos", "Em quantos pontos a água é servida?", KINDS.NUMBER, [], {"hint": "Com mais de dez pessoas, um purificador costuma não bastar.", "when": ("pessoas", {"how": "acima", "at": "10"})}),
    ("incomoda", "O que incomoda na água de hoje?", KINDS.SEVERAL, ["Gosto de cloro", "Cheiro", "Cor ou sujeira", "Carregar galão", "Preço", "Dúvida sobre a qualidade", "Nada"], {}),
    ("ponto", "Há ponto de água e tomada onde vai ficar?", KINDS.YES_NO, [], {}),
    ("decide", "Quem decide a compra?", KINDS.CHOICE, ["A própria pessoa", "O casal", "Outra pessoa", "Diretoria ou condomínio"], REQUIRED),
    ("decisor", "Nome de quem decide, e quando está", KINDS.WORDS, [], {"when": ("decide", ["Outra pessoa", "Diretoria ou condomínio"])}),
    ("prazo", "Para quando quer resolver?", KINDS.CHOICE, ["Esta semana", "Este mês", "Até três meses", "Sem pressa"], REQUIRED),
    ("orcamento", "Quanto pensa em gastar por mês? (R$)", KINDS.NUMBER, [], {}),
]  # fmt: skip
AFTER = [
    ("sabor", "Gostou do sabor da água?", KINDS.YES_NO, [], REQUIRED),
    ("problema", "Algum problema com o equipamento?", KINDS.SEVERAL, ["Vazão fraca", "Vazamento", "Barulho", "Água não gela", "Nenhum"], {}),
    ("nota", "De 0 a 10, que nota dá ao atendimento?", KINDS.NUMBER, [], REQUIRED),
    ("indica", "Indicaria a Purifikar a alguém?", KINDS.YES_NO, [], {}),
    ("quem", "A quem? Nome e telefone", KINDS.WORDS, [], {"when": ("indica", ["sim"]), "hint": "Registre a indicação como novo contato."}),
]  # fmt: skip
# name, classification of the type that asks it, questions
CYCLES = [("Qualificação da venda", "1", SALE), ("Satisfação no pós-venda", "2.1", AFTER)]


@transaction.atomic
def make_cycles():
    for name, classification, questions in CYCLES:
        cycle = Cycle.objects.begin(name, kinds=AttendanceType.objects.filter(classification=classification, cycle=None))
        version = cycle.draft
        CycleQuestion.objects.bulk_create(_question(version, place, *facts) for place, facts in enumerate(questions, start=1))
        version.published_at = timezone.now()
        version.save(update_fields=["published_at"])


def _question(version, place, key, text, kind, choices, more):
    facts = dict(more)
    when_key, opening = facts.pop("when", ("", []))
    facts |= {"when_key": when_key, "when_range" if isinstance(opening, dict) else "when_values": opening}
    return CycleQuestion(version=version, key=key, position=place, text=text, kind=kind, choices=choices, **facts)
