"""Standard texts with blanks to be filled: of an e-mail, of an opinion (BIM-23, BIM-43).

The blanks come from the list below and nowhere else, all are filled in one pass, so what a customer calls himself is never read
as a blank; what stands in braces and is no blank of ours stays as it was written.
"""

import re

from django.utils import timezone

from purifikar.lib.formats import phone

BLANK = re.compile(r"\{([a-z_]{2,30})\}")
BLANKS = ("cliente", "primeiro_nome", "telefone", "contato", "tipo", "proximo_contato", "hoje", "unidade", "eu", "meu_email")
IN_WORDS = ", ".join(f"{{{name}}}" for name in BLANKS)


def fill(text, values):
    """The text with each known blank filled; plain text, escaped where it is shown."""
    return BLANK.sub(lambda blank: str(values[blank[1]]) if blank[1] in values else blank[0], text)


def values_for(contact, *, user, unit):
    """What each blank says for that contact, written by that person."""
    person = contact.person
    number = person.phone
    return {
        "cliente": person.name,
        "primeiro_nome": (person.contact_name or person.name).split()[0],
        "contato": contact.name,
        "tipo": str(contact.kind),
        "proximo_contato": f"{contact.next_on:%d/%m/%Y}" if contact.next_on else "a combinar",
        "hoje": f"{timezone.localdate():%d/%m/%Y}",
        "unidade": unit.name,
        "eu": str(user),
        "meu_email": user.email,
        "telefone": phone(number.number) if number else "",
    }
