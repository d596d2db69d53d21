"""A company out of the JSON that services of Receita Federal's public data answer, in the fields of BrasilAPI's /api/cnpj/v1/.

Nothing in it is trusted: each text is freed of signs that steer a screen, cut to what its field holds, and left out if it is none.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from purifikar.lib.contact import normal_email, normal_phone, plain
from purifikar.lib.formats import PARTICLES
from purifikar.lib.postcodes import normal_district, place_of

CODES = {"1": "nula", "2": "ativa", "3": "suspensa", "4": "inapta", "8": "baixada"}
SITUATION_WORDS = {
    "ativa": "Situação: ativa.",
    "baixada": "Situação: baixada. A empresa foi encerrada; confira antes de seguir.",
    "suspensa": "Situação: suspensa. A inscrição está parada; confira antes de seguir.",
    "inapta": "Situação: inapta. A empresa tem pendências com a Receita; confira antes de seguir.",
    "nula": "Situação: nula. A inscrição foi anulada; confira antes de seguir.",
    "": "A fonte não diz a situação da empresa.",
}
SHORT = {"sa": "S.A.", "me": "ME", "epp": "EPP", "mei": "MEI", "eireli": "EIRELI", "slu": "SLU"}
READ = 400  # signs of a text that are looked at


@dataclass(frozen=True)
class Company:
    """Its facts as our forms name them; what is not known is empty."""

    name: str
    trade_name: str = ""
    situation: str = ""
    phone: str = ""
    email: str = ""
    postcode: str = ""
    street: str = ""
    number: str = ""
    complement: str = ""
    district: str = ""
    city: str = ""
    uf: str = ""

    @property
    def is_active(self):
        return self.situation == "ativa"

    @property
    def situation_words(self):
        return SITUATION_WORDS[self.situation]

    @property
    def address(self):
        """Rua José Caballero, 88, Gonzaga, Santos/SP"""
        town = "/".join(part for part in (self.city, self.uf) if part)
        return ", ".join(part for part in (self.street, self.number, self.complement, self.district, town) if part)


def read_company(facts):
    """Of an answer that may lack anything and say anything."""
    postcode = _digits(facts, "cep", 8)
    place = place_of(postcode)
    kind = _text(facts, "descricao_tipo_de_logradouro", 20) or _text(facts, "descricao_tipo_logradouro", 20)
    street = _text(facts, "logradouro", 120)
    if kind and plain(street).split()[:1] != [plain(kind)]:
        street = f"{kind} {street}" if street else ""
    return Company(
        name=_titled(_text(facts, "razao_social", 120)), trade_name=_titled(_text(facts, "nome_fantasia", 120)), situation=_situation(facts),
        phone=_phone(facts, "ddd_telefone_1") or _phone(facts, "ddd_telefone_2"), email=_email(facts), postcode=postcode,
        street=_official(_titled(street)[:120], place and place.street), number=_text(facts, "numero", 12),
        complement=_titled(_text(facts, "complemento", 60)),
        district=normal_district(_text(facts, "bairro", 60), place.district if place else "")[:60],
        city=_official(_titled(_text(facts, "municipio", 60)), place and place.city), uf=_uf(facts),
    )  # fmt: skip


def _text(facts, name, most):
    value = facts.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    bare = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in value[:READ])
    return " ".join(bare.split())[:most].strip()


def _digits(facts, name, exactly):
    digits = "".join(sign for sign in _text(facts, name, READ) if sign in "0123456789")
    return digits if len(digits) == exactly else ""


def _phone(facts, name):
    try:
        return normal_phone(_text(facts, name, 30))
    except ValidationError:
        return ""


def _email(facts):
    address = normal_email(_text(facts, "email", 254))
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _uf(facts):
    uf = _text(facts, "uf", 2).upper()
    return uf if re.fullmatch("[A-Z]{2}", uf) else ""


def _situation(facts):
    """In the register's word; the older answers have only its number."""
    said = plain(_text(facts, "descricao_situacao_cadastral", 30))
    return said if said in CODES.values() else CODES.get(_text(facts, "situacao_cadastral", 2).lstrip("0"), "")


def _official(written, known):
    """With its accents, where the base of CEPs has the same name; the register writes without them."""
    return known if known and plain(known) == plain(written) else written


def _titled(text):
    """`PADARIA RAINHA DO MAR LTDA` → `Padaria Rainha do Mar Ltda`; what is not all in capitals stays as it is."""
    if not text.isupper():
        return text
    return " ".join(_word(word, first=place == 0) for place, word in enumerate(text.lower().split()))


def _word(word, *, first):
    bare = word.replace(".", "").replace("/", "")
    if bare in SHORT and not first:
        return SHORT[bare]
    if re.fullmatch(r"(\w\.)+\w?", word):
        return word.upper()
    return word if word in PARTICLES and not first else word[:1].upper() + word[1:]
