"""A row's cells as facts about a person and a lead, or the reasons why it is refused, each at its cell."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from leads.importing import fields
from leads.models import Person
from purifikar.lib.contact import plain

SEVERAL = re.compile(r"\s*(?:[/;|\n]|,(?=\D*\d{2,})| ou )\s*")
SEVERAL_MAILS = re.compile(r"[\s;,|]+")
FORCED_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how many systems keep Excel from cutting a number
FORMULA_WORDS = "A célula traz uma fórmula. Deixe o valor no lugar dela."
LEAD_FIELDS = ("campaign", "product", "value", "probability", "temperature", "next_at")
NO_NAME = "Falta o nome."
NO_CONTACT = "Falta um telefone, um e-mail ou um CPF ou CNPJ."
TOO_SHORT = "A linha tem mais células que o cabeçalho. Confira se falta aspas em algum texto."


@dataclass
class Facts:
    """What one row says. `errors`: (column or None, words)."""

    number: int
    name: str = ""
    contact_name: str = ""
    cpf: str = ""
    cnpj: str = ""
    notes: str = ""
    code: int | None = None
    phones: list = field(default_factory=list)
    emails: list = field(default_factory=list)
    address: dict = field(default_factory=dict)
    source: str = ""
    lead: dict = field(default_factory=dict)
    note: str = ""
    arrived_at: object = None
    errors: list = field(default_factory=list)

    @property
    def kind(self):
        return Person.Kind.PJ if self.cnpj else Person.Kind.PF

    @property
    def person(self):
        """What is kept of the person besides contacts and place: only what the row says."""
        said = {"name": self.name, "contact_name": self.contact_name, "cpf": self.cpf, "cnpj": self.cnpj, "notes": self.notes}
        return {name: value for name, value in said.items() if value}

    @property
    def words(self):
        return " ".join(dict.fromkeys(words for _, words in self.errors))


class Reader:
    """Reads rows by a choice of columns. `area` is the area code of phones written without one."""

    def __init__(self, columns, *, area=""):
        self.columns = [(index, fields.FIELDS[slug]) for index, slug in enumerate(columns) if slug]
        self.width, self.area = len(columns), area

    def read(self, number, cells):
        facts = Facts(number)
        said = {"phone": [], "email": []}
        if any(cells[self.width :]):
            facts.errors.append((None, TOO_SHORT))
            return facts
        for index, column in self.columns:
            written = _bare(cells[index]) if index < len(cells) else ""
            if written:
                self._read_cell(facts, said, index, column, written)
        self._read_phones(facts, said)
        self._put_together(facts, said)
        return facts

    def _read_cell(self, facts, said, index, column, written):
        try:
            if written.startswith("="):
                raise ValidationError(FORMULA_WORDS)
            if column.slug == "phone":
                said["phone"].append((index, written))
            elif column.slug == "email":
                said["email"] += [fields.email(each) for each in SEVERAL_MAILS.split(written) if each]
            else:
                said[column.slug] = column.read(written)
        except ValidationError as wrong:
            facts.errors.append((index, wrong.messages[0]))

    def _read_phones(self, facts, said):
        """After all columns are read: the area code may stand behind the number."""
        area = said.get("area") or self.area
        for index, written in said["phone"]:
            for each in SEVERAL.split(written):
                if not re.search(r"\d", each):
                    continue
                try:
                    number = fields.phone(each, area)
                except ValidationError as wrong:
                    facts.errors.append((index, wrong.messages[0]))
                else:
                    facts.phones.append(number)

    def _put_together(self, facts, said):
        facts.name = " ".join(filter(None, [said.get("name"), said.get("last_name")]))[:120]
        facts.contact_name, facts.notes = said.get("contact_name", ""), said.get("notes", "")
        number = said.get("document", "")
        facts.cpf, facts.cnpj = (number, "") if len(number) == 11 else ("", number)
        self._company(facts, said.get("company", ""))
        facts.phones, facts.emails = list(dict.fromkeys(facts.phones)), list(dict.fromkeys(said["email"]))
        facts.address = {ours: said[slug] for slug, ours in fields.ADDRESS.items() if said.get(slug)}
        facts.code, facts.source, facts.note, facts.arrived_at = (
            said.get("code"),
            said.get("source", ""),
            said.get("note", ""),
            said.get("arrived_at"),
        )
        facts.lead = {slug: said[slug] for slug in LEAD_FIELDS if said.get(slug) not in (None, "")}
        if facts.errors:
            return
        if not facts.name and facts.code is None:
            facts.errors.append((None, NO_NAME))
        elif not (facts.phones or facts.emails or number or facts.code):
            facts.errors.append((None, NO_CONTACT))

    @staticmethod
    def _company(facts, company):
        """A company with its CNPJ is the customer, and the person is whom to ask for; else it is a note on the person."""
        if not company or plain(company) == plain(facts.name):
            return
        if facts.cnpj:
            facts.name, facts.contact_name = company, facts.contact_name or facts.name[:80]
        elif not facts.name:
            facts.name = company
        else:
            facts.notes = "\n".join(filter(None, [facts.notes, f"Empresa: {company}"]))[:2000]


def _bare(written):
    """Without what keeps a spreadsheet from computing it: ="013" and the apostrophe before a sign."""
    forced = FORCED_TEXT.fullmatch(written)
    if forced:
        return forced[1].strip()
    return written[1:] if len(written) > 1 and written[0] == "'" and written[1] in "=+-@" else written
