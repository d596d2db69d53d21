"""The placeholders of a mailing's texts: those of a proposal that tell of a person, the unit and who sends it (BIM-27).

The taxpayer's number is not among them: a mail to many is no place for it.
"""

from followup import rich_text
from followup.placeholders import CUSTOMER, FACTS, SELLER, UNIT, Placeholder, facts_of, today_in_words

MAILING = "Envio"
NOT_HERE = {"cliente.documento", "proposta.data"}
ALL = [*(each for each in FACTS if each.name not in NOT_HERE), Placeholder("envio.data", "Dia do envio", MAILING)]
NAMES = {placeholder.name for placeholder in ALL}


def groups():
    """[(group, [placeholders])] in the order of the page."""
    return [(group, [each for each in ALL if each.group == group]) for group in (CUSTOMER, UNIT, SELLER, MAILING)]


def unknown_in(source):
    """Those of a text that are not in the list."""
    return [name for name in rich_text.names_in(source) if name not in NAMES]


def values_of(person, unit, seller):
    """Every placeholder with its value for that person; plain text, escaped where it is put in."""
    facts = facts_of(person, unit, seller)
    return {name: value for name, value in facts.items() if name in NAMES} | {"envio.data": today_in_words()}
