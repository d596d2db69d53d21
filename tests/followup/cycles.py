"""What the tests of the service cycle share: the ready cycle of sales, and answers that go all the way through it."""

from followup.install import install_tables
from followup.models import Cycle, CycleQuestion, CycleReply

KINDS = CycleQuestion.Kind
GALLONS = {"agua": "Galão de água mineral", "galoes": "8", "pessoas": "4", "decide": "O casal", "prazo": "Este mês"}
FILTER = {"agua": "Purificador", "marca": "IBBL", "refil": "2026-03-01", "pessoas": "3", "decide": "Outra pessoa", "decisor": "Dr. Paulo", "prazo": "Sem pressa"}  # fmt: skip


def sale_cycle():
    install_tables()
    return Cycle.objects.get(name="Qualificação da venda")


def answer(contact, said=GALLONS, *, by, seen=0, **how):
    return CycleReply.objects.give(contact, sale_cycle().current, said, by=by, seen=seen, **how)


def ask(version, key, kind=KINDS.WORDS, *, choices=(), when="", values=(), **facts):
    """One more question at the end of a draft."""
    place = version.questions.count() + 1
    return CycleQuestion.objects.create(version=version, key=key, position=place, text=f"{key}?", kind=kind, choices=list(choices), when_key=when, when_values=list(values), **facts)  # fmt: skip
