"""The answers of the demo's service cycles: what customers said of their water, and what some said again later."""

import random
from datetime import timedelta

from django.utils import timezone

from followup.models import Contact, Cycle, CycleReply
from purifikar import lead_story

BRANDS = ["Brastemp", "Consul", "Electrolux", "Everest", "IBBL", "Outra"]
NAMES = ["Dona Célia, de manhã", "Sr. Wagner, depois das 18 h", "A síndica, às terças", "Dra. Paula, só às sextas"]
WATERS = ["Galão de água mineral", "Galão de água mineral", "Purificador", "Torneira, sem filtro", "Filtro de barro"]
TROUBLES = ["Gosto de cloro", "Cheiro", "Carregar galão", "Preço", "Dúvida sobre a qualidade"]


def tell(unit, *, seed):
    """Answers most contacts whose type has a cycle; one in five is left to be completed, one in six was put right later."""
    dice = random.Random(f"ciclos {seed}")  # noqa: S311 (a story, no secret)
    contacts = Contact.objects.open().with_desk().order_by("number")
    for contact in contacts:
        cycle = Cycle.objects.for_kind(contact.kind)
        if cycle is None or dice.random() < 0.15:
            continue
        said = _after_the_sale(dice) if "sabor" in _keys(cycle) else _of_the_sale(dice)
        whole = dice.random() > 0.2
        if not whole:
            said = dict(list(said.items())[:2])
        moment = max(contact.made_at, lead_story.at_work(timezone.now() - timedelta(days=dice.randint(0, 18), hours=dice.randint(1, 6))))
        by = contact.owner or contact.made_by
        with lead_story.clock(moment):
            CycleReply.objects.give(contact, cycle.current, said, by=by, seen=0, whole=False)
        if whole and dice.random() < 0.17 and "pessoas" in said:
            with lead_story.clock(min(moment + timedelta(days=2), timezone.now())):
                CycleReply.objects.give(contact, cycle.current, said | {"pessoas": str(int(said["pessoas"]) + 1)}, by=by, seen=1)


def _keys(cycle):
    return {question.key for question in cycle.current.in_order}


def _of_the_sale(dice):
    water, decides = dice.choice(WATERS), dice.choice(["A própria pessoa", "O casal", "O casal", "Outra pessoa", "Diretoria ou condomínio"])
    refilled = timezone.localdate() - timedelta(days=dice.randint(60, 700))
    return {
        "agua": water, "galoes": str(dice.randint(3, 14)), "marca": dice.choice(BRANDS), "refil": refilled, "pessoas": str(dice.randint(2, 9)),
        "incomoda": dice.sample(TROUBLES, k=dice.randint(1, 3)), "ponto": dice.choice(["sim", "sim", "nao"]), "decide": decides,
        "decisor": dice.choice(NAMES), "prazo": dice.choice(["Esta semana", "Este mês", "Este mês", "Até três meses", "Sem pressa"]),
        "orcamento": str(dice.choice([60, 80, 100, 120, 150])),
    }  # fmt: skip


def _after_the_sale(dice):
    return {"sabor": "sim", "problema": ["Nenhum"], "nota": str(dice.randint(7, 10)), "indica": dice.choice(["sim", "nao"]), "quem": "A vizinha do 42"}  # fmt: skip
