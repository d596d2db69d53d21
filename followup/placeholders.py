"""The placeholders that a proposal's texts may have: a fixed list, each with its words and how its value is found (BIM-50, BIM-51).

Those of the customer, the unit, the seller and the day are facts: taken when the proposal is made and when somebody refreshes it, and
then kept with the version. Those of the items are made out of the version's own lines, each time.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone

from followup import rich_text
from purifikar.lib import formats


@dataclass(frozen=True)
class Placeholder:
    name: str
    label: str
    group: str

    @property
    def written(self):
        return "{{" + self.name + "}}"


CUSTOMER, PROPOSAL, UNIT, SELLER = "Cliente", "Proposta", "Unidade", "Quem atende"
FACTS = [
    Placeholder("cliente.nome", "Nome inteiro", CUSTOMER),
    Placeholder("cliente.primeiro_nome", "Primeiro nome, ou o nome da empresa", CUSTOMER),
    Placeholder("cliente.contato", "Com quem falar", CUSTOMER),
    Placeholder("cliente.documento", "CPF ou CNPJ", CUSTOMER),
    Placeholder("cliente.telefone", "Telefone", CUSTOMER),
    Placeholder("cliente.email", "E-mail", CUSTOMER),
    Placeholder("cliente.endereco", "Endereço", CUSTOMER),
    Placeholder("cliente.cidade", "Município e UF", CUSTOMER),
    Placeholder("cliente.codigo", "Código da pessoa", CUSTOMER),
    Placeholder("unidade.nome", "Nome da unidade", UNIT),
    Placeholder("unidade.razao_social", "Razão social", UNIT),
    Placeholder("unidade.cnpj", "CNPJ", UNIT),
    Placeholder("unidade.telefone", "Telefone", UNIT),
    Placeholder("unidade.email", "E-mail", UNIT),
    Placeholder("unidade.endereco", "Endereço", UNIT),
    Placeholder("consultor.nome", "Nome", SELLER),
    Placeholder("consultor.primeiro_nome", "Primeiro nome", SELLER),
    Placeholder("consultor.telefone", "Telefone", SELLER),
    Placeholder("consultor.email", "E-mail", SELLER),
    Placeholder("proposta.data", "Dia da proposta", PROPOSAL),
]
LINES = [
    Placeholder("proposta.numero", "Número e versão", PROPOSAL),
    Placeholder("proposta.validade", "Vale até", PROPOSAL),
    Placeholder("proposta.itens", "Quadro com os itens", PROPOSAL),
    Placeholder("proposta.valores", "Quadro com os totais", PROPOSAL),
    Placeholder("proposta.total", "Total à vista, com instalação", PROPOSAL),
    Placeholder("proposta.mensalidade", "Total por mês", PROPOSAL),
    Placeholder("proposta.instalacao", "Taxa de instalação", PROPOSAL),
    Placeholder("proposta.desconto", "Quanto foi descontado", PROPOSAL),
    Placeholder("proposta.produtos", "Nomes dos produtos", PROPOSAL),
]
ALL = [*FACTS, *LINES]
NAMES = {placeholder.name for placeholder in ALL}
BLOCKS = {"proposta.itens", "proposta.valores"}


def groups():
    """[(group, [placeholders])] in the order of the page."""
    return [(group, [each for each in ALL if each.group == group]) for group in (CUSTOMER, PROPOSAL, UNIT, SELLER)]


def unknown_in(source):
    """Those of a text that are not in the list."""
    return [name for name in rich_text.names_in(source) if name not in NAMES]


def facts_of(person, unit, seller):
    """What is known today of the customer, the unit and whoever looks after him."""
    return customer_facts(person) | house_facts(unit, seller) | {"proposta.data": today_in_words()}


def customer_facts(person):
    address, phone, email = person.address, person.phone, person.emails.first()
    is_company = person.kind == person.Kind.PJ
    return {
        "cliente.nome": person.name,
        "cliente.primeiro_nome": person.name if is_company else person.name.split()[0],
        "cliente.contato": person.contact_name or person.name,
        "cliente.documento": formats.cnpj(person.cnpj) if is_company else formats.cpf(person.cpf),
        "cliente.telefone": formats.phone(phone.number) if phone else "",
        "cliente.email": email.address if email else "",
        "cliente.endereco": address.line if address else "",
        "cliente.cidade": address.town if address else "",
        "cliente.codigo": person.code,
    }


def house_facts(unit, seller):
    place = ", ".join(filter(None, (unit.street, unit.number, unit.complement, unit.district)))
    return {
        "unidade.nome": unit.name,
        "unidade.razao_social": unit.legal_name,
        "unidade.cnpj": formats.cnpj(unit.cnpj),
        "unidade.telefone": formats.phone(unit.phone),
        "unidade.email": unit.email,
        "unidade.endereco": f"{place}, {unit.city}/{unit.uf}" if place else f"{unit.city}/{unit.uf}",
        "consultor.nome": seller.name if seller else "",
        "consultor.primeiro_nome": seller.first_name if seller else "",
        "consultor.telefone": formats.phone(seller.phone) if seller else "",
        "consultor.email": seller.email if seller else "",
    }


def today_in_words():
    today = timezone.localdate()
    return f"{today.day} de {formats.MONTHS[today.month - 1]} de {today.year}"


def values_of(version):
    """Every placeholder with its value for that version; the two tables as safe HTML out of our own template."""
    totals, lines = version.totals, version.lines
    shown = {"version": version, "lines": lines, "totals": totals}
    return {
        **{placeholder.name: "" for placeholder in FACTS},
        **version.facts,
        "proposta.numero": version.code,
        "proposta.validade": f"{version.valid_until:%d/%m/%Y}",
        "proposta.itens": render_to_string("followup/proposal/lines.html", shown),
        "proposta.valores": render_to_string("followup/proposal/totals.html", shown),
        "proposta.total": formats.brl(totals.at_once),
        "proposta.mensalidade": formats.brl(totals.monthly),
        "proposta.instalacao": formats.brl(totals.installation),
        "proposta.desconto": formats.brl(totals.reduced),
        "proposta.produtos": ", ".join(dict.fromkeys(line.product.name for line in lines)),
    }
