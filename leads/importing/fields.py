"""What a column may be: our fields, how each is read out of what people write, and the headings by which it is known."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone

from leads.models import Lead
from purifikar.lib.contact import normal_email, normal_phone, plain
from purifikar.lib.taxpayer import normal_number, validate_cnpj, validate_cpf
from tenants.models import Unit

EMAIL = EmailValidator("Confira o e-mail, por exemplo nome@provedor.com.br.")
DDD = r"(?:[14689][1-9]|2[12478]|3[1-578]|5[13-5]|7[134579])"
MOBILE, FIXED, OLD_MOBILE = (re.compile(DDD + rest) for rest in (r"9\d{8}", r"[2-5]\d{7}", r"[6-9]\d{7}"))
BY_CARRIER = re.compile(r"0\d\d(" + DDD + r"\d{8,9})")
TOLD_AS_NUMBER = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
STATES = {plain(name): code for code, name in Unit.UF.choices} | {code.lower(): code for code in Unit.UF.values}
WARMTH = {
    "frio": "frio", "cold": "frio", "morno": "morno", "warm": "morno", "quente": "quente", "hot": "quente",
    "baixa": "frio", "media": "morno", "alta": "quente",
}  # fmt: skip
MOMENTS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")
SPACED_OFFSET = re.compile(r"(?<=\d) (?=[+-]\d\d:?\d\d$)")  # as RD Station writes moments; ISO knows no space there
OPENING = time(9)  # a date without an hour is meant for the morning


@dataclass(frozen=True)
class Field:
    """Something that we know of a person or a lead. `many`: several columns may say it."""

    slug: str
    label: str
    group: str
    read: Callable
    headings: tuple = ()
    many: bool = False


def text(longest, what):
    def read(written):
        found = " ".join(written.split())
        if len(found) > longest:
            raise ValidationError(f"{what} pode ter até {longest} letras.")
        return found

    return read


def lines(longest, what):
    def read(written):
        if len(written) > longest:
            raise ValidationError(f"{what} pode ter até {longest} letras.")
        return written

    return read


def phone(written, area=""):
    """E.164. The area code of whoever wrote none is `area`; a carrier's digits and a zero before it are taken away.

    What is plainly a Brazilian number is read without the library, which takes a hundred times as long.
    """
    if TOLD_AS_NUMBER.search(written):
        raise ValidationError("O Excel guardou o telefone como número (1,39E+10). Formate a coluna como texto e exporte de novo.")
    digits = re.sub(r"\D", "", written)
    if not written.lstrip("'( ").startswith("+") or digits.startswith("55"):
        digits = digits[2:] if digits.startswith("55") and len(digits) in (12, 13) else digits
        carried = BY_CARRIER.fullmatch(digits)
        digits = carried[1] if carried else digits.lstrip("0")
        digits = area + digits if area and len(digits) in (8, 9) else digits
        if MOBILE.fullmatch(digits) or FIXED.fullmatch(digits):
            return f"+55{digits}"
        if OLD_MOBILE.fullmatch(digits):
            return f"+55{digits[:2]}9{digits[2:]}"
        return normal_phone(digits)
    return normal_phone(written)


def email(written):
    address = normal_email(written.removeprefix("mailto:"))
    EMAIL(address)
    return address


def document(written):
    """A CPF or a CNPJ; the zeros that a spreadsheet cut off from its beginning are put back."""
    number = normal_number(written)
    if TOLD_AS_NUMBER.search(written):
        raise ValidationError("O Excel guardou o documento como número (1,2E+13). Formate a coluna como texto e exporte de novo.")
    if number.isdigit() and not number.strip("0"):
        return ""
    if number.isdigit() and 8 <= len(number) <= 11:
        number = number.zfill(11)
        validate_cpf(number)
        return number
    number = number.zfill(14) if number.isdigit() else number
    validate_cnpj(number)
    return number


def code(written):
    digits = written.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ValidationError("O código de cliente é um número, por exemplo 000.612.")
    return int(digits)


def area(written):
    digits = re.sub(r"\D", "", written).lstrip("0")
    if not re.fullmatch(DDD, digits):
        raise ValidationError("O DDD tem dois números, por exemplo 13.")
    return digits


def postcode(written):
    digits = re.sub(r"\D", "", written)
    digits = digits.zfill(8) if len(digits) == 7 else digits
    if len(digits) != 8:
        raise ValidationError("O CEP tem 8 números, por exemplo 11055-300.")
    return digits


def state(written):
    if plain(written) not in STATES:
        raise ValidationError("Confira a UF, por exemplo SP.")
    return STATES[plain(written)]


def money(written):
    """1.299,90 · 1299.90 · R$ 1.299"""
    number = re.sub(r"[^\d,.\-]", "", written)
    if "," in number and number.rfind(",") > number.rfind("."):
        number = number.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+", number):
        number = number.replace(".", "")
    else:
        number = number.replace(",", "")
    try:
        value = Decimal(number).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise ValidationError("Confira o valor, por exemplo 1.299,90.") from None
    if not 0 <= value < 100_000_000:
        raise ValidationError("O valor vai de 0 a 99.999.999,99.")
    return value


def percent(written):
    digits = written.replace("%", "").replace(",", ".").strip()
    try:
        number = float(digits)
    except ValueError:
        raise ValidationError("A chance vai de 0 a 100.") from None
    number = number * 100 if 0 < number < 1 else number
    if not 0 <= number <= 100:
        raise ValidationError("A chance vai de 0 a 100.")
    return round(number)


def warmth(written):
    if plain(written) not in WARMTH:
        raise ValidationError("A temperatura é frio, morno ou quente.")
    return Lead.Temperature(WARMTH[plain(written)])


def moment(written):
    """In the unit's zone, which is the active one."""
    spaced = " ".join(written.replace(",", " ").split())
    found = _moment(SPACED_OFFSET.sub("", spaced).replace(" UTC", "+00:00"))
    if found is None or not 1990 <= found.year <= 2100:
        raise ValidationError("Confira a data, por exemplo 31/12/2025.")
    if found.time() == time() and ":" not in written:
        found = datetime.combine(found.date(), OPENING, found.tzinfo)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def past(written):
    found = moment(written)
    if found > timezone.now() + timedelta(days=1):
        raise ValidationError("Esta data ainda não chegou.")
    return min(found, timezone.now())


def _moment(written):
    for pattern in MOMENTS:
        try:
            return datetime.strptime(written, pattern)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


PERSON, CONTACT, PLACE, LEAD = "Pessoa", "Contato", "Endereço", "Lead"
ALL = (
    Field("name", "Nome", PERSON, text(120, "O nome"), ("nome", "nome completo", "name", "full name", "cliente", "contato", "nome do lead", "nome do contato", "nome do cliente", "razao social", "pessoa", "lead", "person", "contact")),
    Field("last_name", "Sobrenome", PERSON, text(80, "O sobrenome"), ("sobrenome", "last name", "ultimo nome", "apelido")),
    Field("company", "Empresa", PERSON, text(120, "A empresa"), ("empresa", "company", "company name", "nome da empresa", "organizacao", "organization", "nome fantasia")),
    Field("contact_name", "Falar com", PERSON, text(80, "Falar com"), ("falar com", "responsavel pelo contato", "pessoa de contato")),
    Field("document", "CPF ou CNPJ", PERSON, document, ("cpf", "cnpj", "cpf/cnpj", "cnpj/cpf", "cpf ou cnpj", "documento", "cpf cnpj", "cgc/cpf", "doc")),
    Field("code", "Nosso código de cliente", PERSON, code, ("codigo do cliente", "codigo de cliente", "nosso codigo")),
    Field("notes", "Observações da pessoa", PERSON, lines(2000, "A observação"), ("observacoes da pessoa", "descricao", "description", "biografia")),
    Field("phone", "Telefone", CONTACT, phone, ("telefone", "telefones", "telefone 1", "telefone 2", "telefone 3", "fone", "celular", "celular 1", "celular 2", "whatsapp", "whats", "phone", "phone number", "mobile", "mobile phone", "mobile phone number", "numero de telefone", "numero de celular", "telefone celular", "telefone fixo", "telefone residencial", "telefone comercial", "tel", "tel.", "telefone principal", "contato telefonico", "phone 1 - value"), many=True),
    Field("area", "DDD", CONTACT, area, ("ddd", "ddd celular", "ddd telefone")),
    Field("email", "E-mail", CONTACT, email, ("e-mail", "email", "e-mails", "emails", "e-mail 1", "e-mail 2", "email address", "endereco de e-mail", "e-mail principal", "correio eletronico", "email 1"), many=True),
    Field("postcode", "CEP", PLACE, postcode, ("cep", "codigo postal", "postal code", "zip")),
    Field("street", "Logradouro", PLACE, text(120, "O logradouro"), ("logradouro", "endereco", "rua", "street address", "address", "street")),
    Field("street_number", "Número", PLACE, text(12, "O número"), ("numero", "nº", "no", "n", "num", "numero do endereco")),
    Field("complement", "Complemento", PLACE, text(60, "O complemento"), ("complemento", "compl", "compl.")),
    Field("district", "Bairro", PLACE, text(60, "O bairro"), ("bairro", "district", "neighborhood")),
    Field("city", "Município", PLACE, text(60, "O município"), ("cidade", "municipio", "city")),
    Field("uf", "UF", PLACE, state, ("uf", "estado", "state", "state/region", "estado/regiao")),
    Field("reference", "Ponto de referência", PLACE, text(120, "A referência"), ("referencia", "ponto de referencia")),
    Field("source", "Origem", LEAD, text(60, "A origem"), ("origem", "fonte", "source", "canal de origem", "origem do lead", "lead source", "original source", "midia", "como conheceu")),
    Field("campaign", "Campanha", LEAD, text(80, "A campanha"), ("campanha", "campaign", "utm_campaign", "nome da campanha")),
    Field("product", "Produto de interesse", LEAD, text(80, "O produto"), ("produto", "produto de interesse", "interesse", "product", "produtos", "servico")),
    Field("value", "Valor estimado", LEAD, money, ("valor", "valor estimado", "value", "valor do negocio", "valor total", "amount")),
    Field("probability", "Chance (%)", LEAD, percent, ("chance", "probabilidade", "probability", "chance %", "probabilidade (%)")),
    Field("temperature", "Temperatura", LEAD, warmth, ("temperatura", "temperature", "interesse (temperatura)")),
    Field("note", "Parecer na linha do tempo", LEAD, lines(2000, "O parecer"), ("observacao", "observacoes", "obs", "obs.", "mensagem", "message", "anotacoes", "anotacao", "notas", "notes", "comentarios", "comentario", "historico", "parecer")),
    Field("arrived_at", "Chegou em", LEAD, past, ("data", "data de cadastro", "data do cadastro", "cadastrado em", "criado em", "data de criacao", "created at", "create date", "data de entrada", "chegou em", "data cadastro", "data/hora")),
    Field("next_at", "Próximo contato", LEAD, moment, ("proximo contato", "data do proximo contato", "retorno", "data de retorno", "next activity date")),
)  # fmt: skip
FIELDS = {field.slug: field for field in ALL}
GROUPS = (PERSON, CONTACT, PLACE, LEAD)
ADDRESS = {"postcode": "postcode", "street": "street", "street_number": "number", "complement": "complement", "district": "district", "city": "city", "uf": "uf", "reference": "reference"}  # fmt: skip
BY_HEADING = {heading: field.slug for field in ALL for heading in field.headings}


def guess(headings):
    """A field for each heading that says by itself what it is; of a field that is said once the first column."""
    return settle([BY_HEADING.get(plain(heading).strip(" *:"), "") for heading in headings])


def settle(slugs):
    taken, found = set(), []
    for slug in slugs:
        if slug not in FIELDS or (slug in taken and not FIELDS[slug].many):
            slug = ""
        taken.add(slug)
        found.append(slug)
    return found
