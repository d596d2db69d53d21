"""The placeholders of a mailing's texts: those of a proposal that tell of a person, the unit and who sends it (BIM-27).

The taxpayer's number is not among them: a mail to many is no place for it.
"""

from followup import rich_text
from followup.placeholders import CUSTOMER, FACTS, SELLER, UNIT, Placeholder, customer_facts, house_facts, today_in_words

MAILING = "Envio"
NOT_HERE = {"cliente.documento", "proposta.data"}
ALL = [*(each for each in FACTS if each.name not in NOT_HERE), Placeholder("envio.data", "Dia do envio", MAILING)]
NAMES = {placeholder.name for placeholder in ALL}
SAMPLE = {
    "cliente.nome": "Maria Exemplo da Silva", "cliente.primeiro_nome": "Maria", "cliente.contato": "Maria Exemplo da Silva", "cliente.telefone": "(13) 99999-0000",
    "cliente.email": "maria@exemplo.com.br", "cliente.endereco": "Rua Exemplo, 100", "cliente.cidade": "Santos/SP", "cliente.codigo": "1.234",
}  # fmt: skip


def groups():
    """[(group, [placeholders])] in the order of the page."""
    return [(group, [each for each in ALL if each.group == group]) for group in (CUSTOMER, UNIT, SELLER, MAILING)]


def unknown_in(source):
    """Those of a text that are not in the list."""
    return [name for name in rich_text.names_in(source) if name not in NAMES]


def values_of(person, unit, seller):
    """Every placeholder with its value for that person; plain text, escaped where it is put in."""
    return Values(unit, seller).of(person)


class Values:
    """The same for many people: what tells of the unit and the sender is looked up once."""

    def __init__(self, unit, seller):
        self.same = _listed(house_facts(unit, seller)) | {"envio.data": today_in_words()}

    def of(self, person):
        return _listed(customer_facts(person)) | self.same

    @property
    def of_nobody(self):
        """For a made-up person: where no unit's people may be read."""
        return SAMPLE | self.same


def _listed(facts):
    return {name: value for name, value in facts.items() if name in NAMES}
