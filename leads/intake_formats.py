"""The formats in which other systems tell of leads, as their makers publish them, read into our fields.

Each reader takes the JSON of one delivery and gives its items. Answers that have no field of ours go along in the message, so
nothing that the customer wrote is lost.
"""

import re
from dataclasses import dataclass, field

import phonenumbers

from leads.doors import NAMES

STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,3})\]")
MOST_ITEMS = 100


class NotUnderstood(Exception):
    """The delivery is not what that format looks like; in words for the administrator."""


@dataclass(frozen=True)
class Item:
    """One lead of a delivery: our fields, the sender's name of it, and the piece of the delivery that it was read from."""

    facts: dict
    piece: object
    key: str = ""
    more: list = field(default_factory=list)  # [(question, answer)]
    is_test: bool = False
    needs: str = ""  # why the facts have to be fetched elsewhere first


def text(value):
    """What a value says in a line: lists joined, nothing for nothing."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(text, value)))
    if value is None or isinstance(value, dict | bool):
        return {True: "sim", False: "não"}.get(value, "") if isinstance(value, bool) else ""
    return " ".join(str(value).split())


def dig(data, path):
    """`customer.phones[0].number` in nested JSON; None where there is nothing."""
    for name, index in STEP.findall(path):
        if name:
            data = data.get(name) if isinstance(data, dict) else None
        else:
            data = data[int(index)] if isinstance(data, list) and int(index) < len(data) else None
    return data


def pieces(value, where):
    """The objects of a list, which must be one."""
    if not isinstance(value, list) or not value or len(value) > MOST_ITEMS or not all(isinstance(one, dict) for one in value):
        raise NotUnderstood(f"Falta a lista {where}.")
    return value


def _sorted_out(answers, names):
    """({our field: value}, [(question, answer)]) of (their name, value, how to show the question)."""
    facts, more = {}, []
    for name, value, question in answers:
        ours = names.get(name.lower())
        if ours and value and not facts.get(ours):
            facts[ours] = value
        elif value:
            more.append((question or name, value))
    return facts, more


def _whole_name(facts):
    parts = [facts.pop("first", ""), facts.pop("last", "")]
    facts.setdefault("name", " ".join(filter(None, parts)))
    return facts


# --- Meta Lead Ads -----------------------------------------------------------------------------------------------------

META_NAMES = {
    "full_name": "name", "name": "name", "nome": "name", "nome_completo": "name", "first_name": "first", "last_name": "last",
    "phone_number": "phone", "phone": "phone", "telefone": "phone", "whatsapp_number": "phone", "whatsapp": "phone",
    "work_phone_number": "phone", "email": "email", "work_email": "email", "post_code": "postcode", "zip_code": "postcode",
    "zip": "postcode", "cep": "postcode", "bairro": "district", "cpf": "cpf", "id_cpf": "cpf", "national_id": "cpf", "cnpj": "cnpj",
}  # fmt: skip


def meta(data, hook):
    """The Graph API's lead with `field_data`, alone or in the webhook's envelope; or Meta's bare notice, which names only ids."""
    if isinstance(data, dict) and "field_data" in data:
        return [_meta_lead(data)]
    found = []
    for entry in pieces(data.get("entry") if isinstance(data, dict) else data, "entry"):
        if "field_data" in entry:
            found.append(_meta_lead(entry))
            continue
        for change in pieces(entry.get("changes"), "entry[].changes"):
            value = change.get("value")
            if change.get("field") not in (None, "leadgen") or not isinstance(value, dict):
                raise NotUnderstood(f"O aviso é de {text(change.get('field')) or 'outra coisa'}, não de leadgen.")
            found.append(_meta_lead(value))
    return found


def _meta_lead(lead):
    number = text(lead.get("leadgen_id") or lead.get("id"))
    if "field_data" not in lead:
        if not number:
            raise NotUnderstood("Falta field_data.")
        words = f"A Meta só avisou do lead {number}; os dados ficam com ela. Busque-os lá ou ligue um conector que os envie."
        return Item({}, {"entry": [{"changes": [{"field": "leadgen", "value": lead}]}]}, key=f"aviso:{number}", needs=words)
    answers = [(text(one.get("name")), text(one.get("values")), "") for one in pieces(lead["field_data"], "field_data")]
    facts, more = _sorted_out(answers, META_NAMES)
    facts["campaign"] = text(lead.get("campaign_name") or lead.get("ad_name") or lead.get("form_name"))
    return Item(_whole_name(facts), lead, key=f"meta:{number}" if number else "", more=more)


# --- Google Ads --------------------------------------------------------------------------------------------------------

GOOGLE_NAMES = {
    "full_name": "name", "first_name": "first", "last_name": "last", "phone_number": "phone", "work_phone": "phone", "email": "email",
    "work_email": "email", "postal_code": "postcode",
}  # fmt: skip


def google(data, hook):
    if not isinstance(data, dict):
        raise NotUnderstood("Falta user_column_data.")
    columns = pieces(data.get("user_column_data"), "user_column_data")
    answers = [(text(one.get("column_id")), text(one.get("string_value")), text(one.get("column_name"))) for one in columns]
    facts, more = _sorted_out(answers, GOOGLE_NAMES)
    facts["campaign"] = text(data.get("campaign_id"))
    lead, piece = text(data.get("lead_id")), {name: value for name, value in data.items() if name != "google_key"}
    return [Item(_whole_name(facts), piece, key=f"google:{lead}" if lead else "", more=more, is_test=data.get("is_test") is True)]


# --- RD Station Marketing ----------------------------------------------------------------------------------------------


def rd(data, hook):
    """Both published bodies: `contact` of the API of today, `leads` of the one before."""
    if isinstance(data, dict) and isinstance(data.get("contact"), dict):
        return [_rd_contact(data)]
    return [_rd_lead(lead) for lead in pieces(data.get("leads") if isinstance(data, dict) else None, "leads")]


def _rd_contact(data):
    contact = data["contact"]
    moment = text(data.get("event_timestamp") or data.get("timestamp"))
    custom = {name.removeprefix("cf_"): value for name, value in contact.items() if name.startswith("cf_")}
    return _rd_item(contact, data, moment, text(data.get("event_identifier")), custom, text(dig(contact, "funnel.origin")))


def _rd_lead(lead):
    last = lead.get("last_conversion") if isinstance(lead.get("last_conversion"), dict) else {}
    custom = lead.get("custom_fields") if isinstance(lead.get("custom_fields"), dict) else {}
    campaign = text(dig(last, "content.identificador")) or text(dig(last, "conversion_origin.campaign"))
    return _rd_item(
        lead, {"leads": [lead]}, text(last.get("created_at") or lead.get("created_at")), campaign, custom, text(last.get("source"))
    )


def _rd_item(who, piece, moment, campaign, custom, origin):
    """Each conversion is a lead of its own: the same contact may come back."""
    facts = {"name": text(who.get("name")), "email": text(who.get("email")), "campaign": campaign}
    facts["phone"] = text(who.get("mobile_phone")) or text(who.get("personal_phone"))
    company = who.get("company")
    about = {
        "Empresa": company.get("name") if isinstance(company, dict) else company, "Cargo": who.get("job_title"),
        "Cidade": who.get("city"), "Veio por": origin, **custom,
    }  # fmt: skip
    name = text(who.get("uuid")) or text(who.get("id"))
    key = f"rd:{name}:{moment}" if name and moment else ""
    return Item(facts, piece, key=key, more=[(question, text(answer)) for question, answer in about.items() if text(answer)])


# --- any other JSON ----------------------------------------------------------------------------------------------------


def mapped(data, hook):
    """By the paths that the administrator wrote; `each` names the list where one delivery brings several."""
    each = hook.mapping.get("each", "")
    found = dig(data, each) if each else data
    found = data if found is None else found
    items = pieces(found, each or "do corpo") if isinstance(found, list) else [found]
    return [_mapped_item(one, hook.mapping) for one in items]


def _mapped_item(data, mapping):
    if not isinstance(data, dict):
        raise NotUnderstood("O corpo não é um objeto JSON.")
    facts = {ours: text(dig(data, path)) for ours, path in mapping.items() if ours not in ("each", "key") and path}
    name = text(dig(data, mapping["key"])) if mapping.get("key") else ""
    return Item(facts, data, key=f"json:{name}" if name else "")


# --- mails, as leads.mail_intake keeps them ----------------------------------------------------------------------------

LABEL = re.compile(r"^\s*([^:\n]{2,20}):[ \t]*(\S.*)$")


def read_mail(facts):
    """What a site's form mails line by line (Nome: …, Telefone: …), or else the writer himself and the phone in his words."""
    given, rest = {}, []
    for line in facts["texto"].splitlines():
        label = LABEL.match(line)
        ours = label and next((ours for ours, names in NAMES.items() if label[1].strip().lower() in names), None)
        if ours and not given.get(ours):
            given[ours] = label[2].strip()
        elif line.strip():
            rest.append(line.strip())
    given = {"name": facts["nome"], "email": facts["de"], "phone": _phone_in(facts["texto"]), **given}
    files = f"{facts['anexos']} anexo(s) ficaram no e-mail." if facts["anexos"] else ""
    given["message"] = "\n".join(filter(None, [facts["assunto"], given.get("message"), *rest, files]))
    return Item(given, facts, key=f"email:{facts['message_id']}" if facts["message_id"] else "")


def _phone_in(words):
    found = next(iter(phonenumbers.PhoneNumberMatcher(words[:5000], "BR")), None)
    return phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164) if found else ""


def mail(data, hook):
    if not isinstance(data, dict) or not {"de", "nome", "assunto", "texto", "message_id", "anexos"} <= set(data):
        raise NotUnderstood("Não é um e-mail guardado.")
    return [read_mail(data)]


READERS = {"email": mail, "meta": meta, "google": google, "rd": rd, "json": mapped}
