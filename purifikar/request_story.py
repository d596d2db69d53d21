"""The solicitações of the demo: some open, some late, some done, in every unit, walked by the people who would."""

import random
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from purifikar import lead_story
from tenants.models import Centre, Membership
from workflow import calendar
from workflow.models import Request, RequestType, Routine

# type, title, who asks (role), days ago, decisions with what they are given, the form, urgency
STORY = [
    ("compras-e-servicos", "Filtros de reposição PK", "operacional", 9, [("aprovar", {}), ("comprar", {"answers": {"fornecedor": "Casa dos Filtros", "valor": "640", "chega": "2026-12-01"}}), ("receber", {"note": "Chegaram os 12, conferidos."})], {"Item ou serviço": "Filtro PK", "Quantidade": "12", "Por que é preciso": "Estoque no fim"}, 0),
    ("compras-e-servicos", "Conserto do ar-condicionado da loja", "recepcao", 1, [], {"Item ou serviço": "Ar-condicionado split", "Quantidade": "1", "Por que é preciso": "Pinga na recepção"}, 1),
    ("compras-e-servicos", "Cadeiras para a sala de espera", "operacional", 12, [("aprovar", {})], {"Item ou serviço": "Cadeira", "Quantidade": "4", "Por que é preciso": "Duas quebraram"}, 0),
    ("material-de-divulgacao", "Folhetos para a feira do bairro", "consultor", 4, [("aprovar", {})], {"Material": "Folheto", "Quantidade": "500", "Para qual ação": "Feira de sábado"}, 1),
    ("material-de-divulgacao", "Bonés para a equipe de rua", "consultor", 0, [], {"Material": "Boné", "Quantidade": "6"}, 0),
    ("limpeza-e-manutencao", "Trocar a lâmpada do corredor", "recepcao", 6, [("feito", {"note": "Trocada; sobrou uma no armário."}), ("aceitar", {})], {"Onde": "Corredor dos fundos"}, 0),
    ("juridico", "Cliente pede cancelamento do contrato", "operacional", 5, [], {"Assunto": "Cliente", "O que aconteceu": "Quer devolver antes dos 12 meses"}, 1),
    ("recrutamento", "Mais um Consultor para dezembro", "gerente", 8, [("publicar", {"answers": {"canais": "Site de vagas e redes sociais"}})], {"Função": "Consultor Comercial", "Quantas pessoas": "1", "Motivo": "Pico: contratação expressa"}, 1),
    ("demanda-do-gerente", "Atualizar a lista de clientes sem retorno", "gerente", 1, [], {"Detalhes": "Quero ver na reunião de quinta"}, 0),
    ("demanda-do-gerente", "Visitar o condomínio da esquina", "franqueado", 7, [("feito", {"note": "Falei com a síndica; quer proposta."})], {}, 0),
]  # fmt: skip


NETWORK_CENTRES = ("compras", "marketing", "rh", "juridico")


def staff(member):
    """Somebody at the Franqueadora works what the units ask of her."""
    for slug in NETWORK_CENTRES:
        Centre.objects.get(pk=slug).members.add(member)


def tell(unit, *, seed):
    """Fills the active unit with its requests and makes what today brings by routine."""
    dice = random.Random(f"solicitacoes {seed}")
    people = {member.role: member.user for member in Membership.objects.active().of_unit(unit).select_related("user").order_by("-since")}
    types = {type.process.slug: type for type in RequestType.objects.select_related("process")}
    for slug, title, asker, days, steps, form, priority in STORY:
        moment = lead_story.at_work(timezone.now() - timedelta(days=days, minutes=dice.randrange(10, 200)))
        holder = people["consultor"] if slug == "demanda-do-gerente" else None
        with lead_story.clock(moment):
            asked = Request.objects.ask(
                types[slug], title, by=people[asker], priority=priority, holder=holder, answers=[list(pair) for pair in form.items()],
                created_at=moment,
            )  # fmt: skip
        _walk(asked, steps, moment, dice)
    Routine.objects.make_due(timezone.now(), calendar.of(unit))


def _walk(asked, steps, moment, dice):
    for outcome, given in steps:
        moment = min(moment + timedelta(minutes=dice.choice([90, 240, 1500])), timezone.now())
        with lead_story.clock(moment):
            journey = asked.journey
            journey.decide(outcome, by=journey.holder or _somebody(journey), **given)


def _somebody(journey):
    """Whoever of the centre would; the system where nobody is in it."""
    member = Centre.objects.get(pk=journey.stage.centre).people(connection.tenant).select_related("user").first()
    return member and member.user
