"""An import taken back: what nobody touched goes, what somebody did stays, each with the reason (BEY-15)."""

import pytest

from leads.models import BulkImport, ImportRow, Lead, Person, Source
from tenants.models import Alarm, IdentityHash, OpenWork
from tests.leads.importing import HEADINGS, done, undone
from workflow.models import Event, Journey

ROWS = f"{HEADINGS}\nAna Beatriz Rocha;13997410001;ana@mail.example;Gonzaga;\nBeto Prado;13997410002;;Centro;\n"


@pytest.fixture
def made(marcos, camila, site, files_dir):
    return done(ROWS, by=marcos)


def kept(made):
    return dict(made.rows.filter(undone=ImportRow.Undone.KEPT).values_list("number", "words"))


def test_nothing_stays_of_what_nobody_touched(made, marcos):
    undone(made, by=marcos)

    assert made.state == BulkImport.State.UNDONE
    assert [model.objects.count() for model in (Person, Lead, Journey, Event, OpenWork, Alarm, IdentityHash)] == [0] * 7


def test_a_lead_that_was_treated_stays_with_its_person(made, marcos, camila):
    Lead.objects.get(number=1).decide("perder", by=camila, reason="Preço")
    undone(made, by=marcos)

    assert kept(made) == {2: "O lead L-1 já foi tratado."}
    assert [person.name for person in Person.objects.all()] == ["Ana Beatriz Rocha"]


def test_a_lead_with_words_of_somebody_stays(made, marcos, camila):
    Lead.objects.get(number=2).journey.record("journey.noted", by=camila, note="Ligar à tarde")
    undone(made, by=marcos)

    assert kept(made) == {3: "O lead L-2 já foi tratado."}


def test_what_was_changed_since_stays(made, marcos):
    Lead.objects.filter(number=1).update(district="Embaré")
    Person.objects.get(name="Beto Prado").add_phone("13997410003")
    undone(made, by=marcos)

    assert kept(made) == {2: "O lead L-1 foi alterado.", 3: "Os dados do cliente 000.002 foram alterados."}
    assert list(Lead.objects.values_list("number", flat=True)) == [1]


def test_a_person_with_a_lead_of_his_own_stays(made, marcos, site):
    Lead.objects.take_in(Person.objects.get(name="Beto Prado"), source=site, by=marcos)
    undone(made, by=marcos)

    assert kept(made) == {3: "O cliente 000.002 tem outro lead."}
    assert list(Lead.objects.values_list("number", flat=True)) == [3]


@pytest.fixture
def updated(marina, marcos, camila, files_dir):
    """Marina's contact, neighbourhood and a second phone out of a spreadsheet."""
    text = "Nome;Telefone;Celular;Falar com;Bairro\nMarina F. Alves;13997410022;13997410099;Dr. Alves;Gonzaga\n"
    return done(text, by=marcos, known="atualizar", keys=["phone"])


def test_an_update_tells_each_field_and_is_taken_back(updated, marcos, marina):
    row = updated.rows.really().get()
    changes = {name: (old, new) for name, old, new in row.details["changes"]}
    undone(updated, by=marcos)
    marina.refresh_from_db()

    assert changes["name"] == ("Marina Figueiredo Alves", "Marina F. Alves")
    assert changes["phone"] == ("", "+5513997410099")
    assert (marina.name, marina.contact_name, marina.phones.count(), marina.addresses.count()) == ("Marina Figueiredo Alves", "", 1, 0)
    assert "figueiredo" in marina.search


def test_of_an_update_only_what_was_not_changed_again_is_taken_back(updated, marcos, marina):
    Person.objects.filter(pk=marina.pk).update(name="Marina Alves Prado")
    undone(updated, by=marcos)
    marina.refresh_from_db()

    assert kept(updated) == {2: "Alterado depois: Nome."}
    assert (marina.name, marina.contact_name) == ("Marina Alves Prado", "")


@pytest.fixture
def with_sources(marcos, camila, site, files_dir):
    """Two rows whose sources the unit did not have yet."""
    return done("Nome;Telefone;Origem\nAna Rocha;13997410001;Feira do Sol\nBeto Prado;13997410002;Rádio Litoral\n", by=marcos)


def test_sources_that_it_made_go_unless_somebody_used_one(with_sources, marcos):
    radio = Source.objects.get(name="Rádio Litoral")
    Lead.objects.take_in(Person.objects.register(name="Caio Lima"), source=radio, by=marcos)
    undone(with_sources, by=marcos)

    assert set(Source.objects.filter(name__in=["Feira do Sol", "Rádio Litoral"])) == {radio}


def test_a_source_that_was_there_before_stays(site, marcos, camila, files_dir):
    undone(done(f"Nome;Telefone;Origem\nAna Rocha;13997410001;{site.name}\n", by=marcos), by=marcos)

    assert Source.objects.filter(pk=site.pk).exists()


def test_it_is_undone_once(made, marcos):
    undone(made, by=marcos)

    assert not made.undo_later(by=marcos)
