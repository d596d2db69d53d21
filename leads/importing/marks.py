"""Short words for what was written of a person and a lead: another word, and somebody changed it since."""

import hashlib

PERSON = ("kind", "name", "contact_name", "cpf", "cnpj", "notes", "inactive_at")
PLACE = ("postcode", "street", "number", "complement", "district", "city", "uf", "reference")
LEAD = ("source_id", "campaign", "product", "value", "probability", "temperature", "next_at", "district", "seller_id")


def of_person(person, phones, emails, place):
    said = [*(getattr(person, name) for name in PERSON), *sorted(phones), *sorted(emails), *((place or {}).get(name, "") for name in PLACE)]
    return _word(said)


def of_lead(lead):
    return of_values([getattr(lead, name) for name in LEAD])


def of_values(values):
    """Of a lead's fields, in the order of LEAD."""
    return _word(values)


def joined(person, lead):
    """The person's word, empty where he was known before, and the lead's."""
    return f"{person}:{lead}"


def _word(values):
    return hashlib.blake2b("\x1f".join([_text(value) for value in values]).encode(), digest_size=7).hexdigest()


def _text(value):
    if value.__class__ is str:  # most are
        return value
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
