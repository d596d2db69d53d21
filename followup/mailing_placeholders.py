"""The placeholders of a mailing's texts: those of a proposal that tell of a person, the unit and who sends it (BIM-27).

The taxpayer's number is not among them: a mail to many is no place for it.
"""

from followup import rich_text
from followup.placeholders import CUSTOMER, FACTS, SELLER, UNIT, Placeholder, facts_of, today_in_words
from leads.models import Person
from tenants.models import Unit

MAILING = "Envio"
NOT_HERE = {"cliente.documento", "proposta.data"}
ALL = [*(each for each in FACTS if each.name not in NOT_HERE), Placeholder("envio.data", "Dia do envio", MAILING)]
NAMES = {placeholder.name for placeholder in ALL}
NO_UNIT = Unit()


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
        same = facts_of(Person(number=0, name="x"), unit, seller)
        self.same = {name: value for name, value in same.items() if name in NAMES and not name.startswith("cliente.")}
        self.same["envio.data"] = today_in_words()

    def of(self, person):
        own = facts_of(person, NO_UNIT, None)
        return {name: value for name, value in own.items() if name in NAMES} | self.same
