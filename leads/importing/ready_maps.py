"""Ready maps for the exports of the CRMs that units come from, recognised by their headings; and what fits any other file.

Where their headings are from (tests/leads/test_import_maps.py holds the lines):
- HubSpot: its own guide to the export of contacts.
- Pipedrive: heading lines of exports in Portuguese (people; deals with people) and in English, as they stand in public importers of them.
- RD Station Marketing: the base of leads as public importers of it read it, column by column; its own template of an import
  ("RD Station - Arquivo template para importação de Leads").
- Agendor: the columns of people and of deals that a public migration from it reads (crmreobote, scripts/agendor/import-pessoas.ts
  and import-negocios.ts).
- Bimer: the names of the fields on its help page "Cadastrar Cliente" (Alterdata) and of its tables; no heading line of an export is public.
- Followize: general knowledge; nothing of it is public. The columns page lets anybody put right what is guessed wrong, and remembers it.
"""

from dataclasses import dataclass

from leads.importing import fields
from purifikar.lib.contact import plain


@dataclass(frozen=True)
class ReadyMap:
    """A CRM's export. `signs`: headings of which one set must be there as a whole; `columns`: what our own guess would miss.

    An empty field says that the column is not ours, whatever its heading sounds like.
    """

    name: str
    signs: tuple
    columns: dict

    def fits(self, headings):
        return any(signs <= headings for signs in self.signs)


MAPS = (
    ReadyMap("HubSpot", (
        frozenset({"record id", "first name", "last name"}),
        frozenset({"id do registro", "nome", "sobrenome"}),
        frozenset({"first name", "last name", "lifecycle stage"}),
    ), {
        "first name": "name", "last name": "last_name", "email": "email", "phone number": "phone", "mobile phone number": "phone",
        "company name": "company", "street address": "street", "postal code": "postcode", "city": "city", "state/region": "uf",
        "create date": "arrived_at", "original source": "source", "original traffic source": "source", "message": "note",
        "contact owner": "", "lead status": "", "record id": "", "nome": "name", "numero de telefone": "phone",
        "numero de celular": "phone", "fonte original": "source", "data de criacao": "arrived_at", "estado/regiao": "uf", "cidade": "city",
        "proprietario do contato": "", "associated company": "company",
    }),
    ReadyMap("Pipedrive", (
        frozenset({"person - name"}), frozenset({"pessoa - nome"}), frozenset({"deal - title"}), frozenset({"negocio - titulo"}),
        frozenset({"lead - title"}), frozenset({"lead - titulo"}),
    ), {
        "pessoa - nome": "name", "pessoa - telefone": "phone", "pessoa - telefone - trabalho": "phone", "pessoa - telefone - residencial": "phone",
        "pessoa - telefone - celular": "phone", "pessoa - telefone - outros": "phone", "pessoa - e-mail": "email", "pessoa - email": "email",
        "pessoa - e-mail - trabalho": "email", "pessoa - e-mail - residencial": "email", "pessoa - e-mail - outros": "email",
        "pessoa - organizacao": "company", "pessoa - origem": "source", "pessoa - proxima atividade em": "next_at", "pessoa - cpf": "document",
        "organizacao - nome": "company", "organizacao - endereco": "street", "organizacao - cnpj": "document",
        # A deal's title is free text, its origin says by which way it was typed in; the channel says where it came from.
        "negocio - titulo": "note", "negocio - valor": "value", "negocio - probabilidade": "probability", "negocio - pessoa de contato": "name",
        "negocio - organizacao": "company", "negocio - negocio criado em": "arrived_at", "negocio - campanha": "campaign",
        "negocio - canal de origem": "source", "negocio - nome do produto": "product", "negocio - proxima atividade em": "next_at",
        "negocio - data da proxima atividade": "next_at", "lead - titulo": "note", "lead - valor": "value",
        "person - name": "name", "person - phone": "phone", "person - phone - work": "phone", "person - phone - home": "phone",
        "person - phone - mobile": "phone", "person - phone - other": "phone", "person - email": "email", "person - email - work": "email",
        "person - email - home": "email", "person - email - other": "email", "person - organization": "company", "person - notes": "note",
        "person - city": "city", "person - state": "uf", "organization - name": "company", "organization - address": "street",
        "deal - title": "note", "deal - value": "value", "deal - probability": "probability", "deal - contact person": "name",
        "deal - organization": "company", "deal - deal created": "arrived_at", "deal - source channel": "source", "deal - product": "product",
        "deal - utm_campaign": "campaign", "deal - next activity date": "next_at", "lead - title": "note", "lead - value": "value",
    }),
    ReadyMap("RD Station", (
        frozenset({"email", "data da primeira conversao"}), frozenset({"email", "estagio no funil"}),
        frozenset({"email", "evento da primeira conversao"}), frozenset({"email", "origem da primeira conversao"}),
    ), {
        "email": "email", "nome": "name", "sobrenome": "last_name", "telefone": "phone", "celular": "phone", "empresa": "company",
        "cidade": "city", "estado": "uf", "biografia": "notes", "data da primeira conversao": "arrived_at",
        "origem da primeira conversao": "source", "fonte da primeira conversao": "source", "campanha da primeira conversao": "campaign",
        "evento da primeira conversao": "note", "identificador da primeira conversao": "note", "anotacoes": "note", "anotacao": "note",
        # What came later, what its scoring thinks, and what it was sold, is not ours.
        "cargo": "", "pais": "", "origem": "", "data da ultima conversao": "", "origem da ultima conversao": "", "valor da ultima venda": "",
    }),
    ReadyMap("Agendor", (
        frozenset({"codigo da pessoa", "nome"}), frozenset({"nome", "empresa relacionada", "usuario responsavel"}),
        frozenset({"codigo do negocio", "titulo do negocio"}), frozenset({"nome", "whatsapp", "celular", "usuario responsavel"}),
        frozenset({"nome", "categoria", "origem", "usuario responsavel"}), frozenset({"nome", "cargo", "telefone", "celular", "responsavel"}),
    ), {
        "nome": "name", "cpf": "document", "cnpj": "document", "empresa relacionada": "company", "empresa": "company", "e-mail": "email",
        "telefone": "phone", "celular": "phone", "whatsapp": "phone", "cep": "postcode", "rua": "street", "numero": "street_number",
        "complemento": "complement", "bairro": "district", "cidade": "city", "estado": "uf", "origem do cliente": "source", "origem": "source",
        "produtos": "product", "descricao": "note", "titulo do negocio": "", "valor": "value", "data de cadastro": "arrived_at",
        "codigo da pessoa": "", "codigo do negocio": "", "cargo": "", "categoria": "", "usuario responsavel": "", "responsavel": "",
        "ultima atualizacao": "", "data de inicio": "", "data de conclusao": "", "status": "", "funil": "", "etapa": "",
    }),
    ReadyMap("Followize", (
        frozenset({"nome", "ponto de conversao"}), frozenset({"cliente", "ponto de conversao"}), frozenset({"nome", "conversao", "atendente"}),
        frozenset({"lead", "atendente", "status"}), frozenset({"nome", "atendente", "unidade", "status"}),
    ), {
        "nome": "name", "cliente": "name", "lead": "name", "e-mail": "email", "telefone": "phone", "celular": "phone",
        "ponto de conversao": "source", "conversao": "source", "campanha": "campaign", "produto": "product", "mensagem": "note",
        "data de cadastro": "arrived_at", "data": "arrived_at", "interesse": "temperature", "valor": "value", "cidade": "city",
        "estado": "uf", "atendente": "", "equipe": "", "unidade": "", "status": "", "id": "",
    }),
    ReadyMap("Bimer", (
        frozenset({"nome", "nome curto"}), frozenset({"nm_pessoa"}), frozenset({"nmpessoa"}),
        frozenset({"codigo", "nome", "cpf/cnpj", "nome do bairro"}), frozenset({"cdpessoa", "nmpessoa"}),
    ), {
        "codigo": "", "nome": "name", "nome curto": "", "cpf/cnpj": "document", "cnpj/cpf": "document", "cgc/cpf": "document",
        "logradouro": "street", "endereco": "street", "numero": "street_number", "nome do bairro": "district", "bairro": "district",
        "nome da cidade": "city", "cidade": "city", "uf": "uf", "cep": "postcode", "telefone": "phone", "celular": "phone",
        "e-mail": "email", "contato": "contact_name", "nmpessoa": "name", "nm_pessoa": "name", "nrcgc_cpf": "document",
        "dslogradouro": "street", "nrlogradouro": "street_number", "nmbairro": "district", "nmcidade": "city", "cduf": "uf", "cdcep": "postcode",
        "nrtelefone": "phone", "nrcelular": "phone", "dsemail": "email", "observacao": "notes", "data de cadastro": "arrived_at",
    }),
)  # fmt: skip


def recognised(headings):
    """The ReadyMap whose export this is, or None."""
    found = {_key(heading) for heading in headings}
    return next((each for each in MAPS if each.fits(found)), None)


def columns_for(headings):
    """(the CRM's name or "", a field for each column): the ready map first, what it leaves open by the heading itself."""
    known = recognised(headings)
    if known is None:
        return "", fields.guess(headings)
    guessed = [fields.BY_HEADING.get(_key(heading), "") for heading in headings]
    return known.name, fields.settle(known.columns.get(_key(heading), guess) for heading, guess in zip(headings, guessed, strict=True))


def _key(heading):
    return plain(heading).strip(" *:")
