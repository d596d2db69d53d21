"""What an import writes in bulk is what registering each row by itself writes (architecture.md: one way in)."""

from datetime import datetime

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from leads.importing.reading import Reader
from leads.models import Lead, Person, Source
from purifikar.lib.postcodes import complete
from tenants.models import Absence, Membership, User
from tests.leads.importing import done
from workflow.models import LimitAlarm

COLUMNS = ["name", "phone", "email", "document", "postcode", "district", "product", "value", "note", "notes"]
HEADINGS = "Nome;Telefone;E-mail;CPF;CEP;Bairro;Produto;Valor;Obs;Notas"
# Keys, moments, and what only tells where it came from.
ASIDE = {"id", "number", "address", "token", "secret", "data_origin", "search", "subject", "journey", "lead", "person", "deed", "credit"}
NOT_OURS = {"leads.ImportRow", "leads.BulkImport", "workflow.UnitFile", "workflow.Counter", "tenants.Notice", "tenants.Mail"}


def rows():
    for number in range(30):
        cells = [
            f"Cliente {number} {'Silva' if number % 2 else 'Souza'}",
            f"(13) 99741-0{number:03}",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ]
        if number % 3 == 0:
            cells[2], cells[9] = f"c{number}@mail.example", "Prefere a tarde"
        if number % 4 == 0:
            cells[4], cells[5] = "11055300", "Gonzaga"
        if number % 5 == 0:
            cells[6], cells[7], cells[8] = "PK Inox", "1.299,90", "Pediu preço"
        yield cells


def one_by_one(by):
    reader, source = Reader(COLUMNS), Source.objects.usual("web")
    for number, cells in enumerate(rows(), start=2):
        facts = reader.read(number, cells)
        place = complete(facts.address) if facts.address else None
        person = Person.objects.register(
            name=facts.name,
            phones=facts.phones,
            emails=facts.emails,
            address=place,
            by=by,
            notes=facts.notes,
            kind=facts.kind,
            cpf=facts.cpf,
        )
        Lead.objects.take_in(person, source=source, by=by, note=facts.note, district=(place or {}).get("district", ""), **facts.lead)


def by_import(by):
    text = "\n".join([HEADINGS, *(";".join(cells) for cells in rows())])
    assert done(text, by=by, columns=COLUMNS).tally["novo"] == 30


def written(unit):
    """{table: its rows in words}: of the unit, and of the network's registers."""
    of_unit = [model for label in ("leads", "workflow") for model in apps.get_app_config(label).get_models()]
    shared = [model for model in apps.get_app_config("tenants").get_models() if any(field.name == "unit" for field in model._meta.fields)]
    queries = [model._base_manager.all() for model in of_unit] + [model._base_manager.filter(unit=unit) for model in shared]
    return {query.model._meta.label: told(query) for query in queries if query.model._meta.label not in NOT_OURS}


def told(queryset):
    return sorted(
        str({field.name: _value(row, field) for field in row._meta.concrete_fields if field.name not in ASIDE}) for row in queryset
    )


def _value(row, field):
    value = getattr(row, field.attname)
    if isinstance(value, datetime):
        return "a moment"
    if isinstance(field, models.ForeignKey) and field.related_model._meta.app_label in ("leads", "workflow"):
        return str(getattr(row, field.name))
    return str(value)


@pytest.fixture
def crew(site, marcos, camila):
    """Three attendants, one of them away; the limit warns its holder."""
    for name in ("Bianca Lins", "Davi Rocha"):
        person = User.objects.create_user(f"{name.split()[0].lower()}@rede.example", name=name)
        Membership.objects.give(person, "comercial")
    today = timezone.localdate()
    Absence.objects.create(user=person, starts=today, ends=today, by=marcos)
    limit = Lead._meta.apps.get_model("workflow", "Limit").objects.get(slug="primeiro-contato")
    LimitAlarm.objects.create(limit=limit, percent=80, deed="avisar_responsavel")
    LimitAlarm.objects.create(limit=limit, percent=100, deed="repassar")
    return marcos


def test_thirty_rows_imported_equal_thirty_registered(crew, in_santos, transaction_of_its_own):
    with transaction_of_its_own():
        one_by_one(crew)
        singly = written(in_santos)
    by_import(crew)
    in_bulk = written(in_santos)

    assert singly["leads.Lead"]
    assert {name: set(singly[name]) ^ set(in_bulk[name]) for name in singly if singly[name] != in_bulk[name]} == {}


def test_what_an_update_writes_is_what_noting_those_people_anew_would(crew, in_santos):
    """Search line, possible doubles and the network's register, after names, phones and neighbourhoods have changed."""
    by_import(crew)
    changed = "\n".join(f"Outro {number} Lima;13997410{number:03};1398882000{number};Macuco" for number in range(9))
    assert done(f"Nome;Telefone;Celular;Bairro\n{changed}", by=crew, known="atualizar", keys=["phone"]).tally["atualizado"] == 9

    before = found_by(in_santos)
    Person.objects.note(list(Person.objects.all()))
    assert sum("Outro" in pair for pair in before["leads.DuplicatePair"]) == 36
    assert found_by(in_santos) == before


def found_by(unit):
    """How people are found and taken for one another."""
    tables = written(unit)
    kept = {name: tables[name] for name in ("leads.DuplicatePair", "tenants.IdentityHash")}
    return {
        **kept,
        "lines": dict(Person.objects.values_list("number", "search")),
        "keys": dict(Person.objects.values_list("number", "name_key")),
    }


@pytest.fixture
def transaction_of_its_own():
    """What happens in it never did."""
    from contextlib import contextmanager

    from django.db import transaction

    @contextmanager
    def undone():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return undone
