"""An import from the spreadsheet to the leads: what each row does, and that it is what one by one would do (BEY-15)."""

import pytest
from django.db import ProgrammingError

from leads.importing import running
from leads.importing.writing import Writer
from leads.models import BulkImport, DuplicatePair, Lead, Person, Source
from tenants.models import Notice, OpenWork
from tests.leads.importing import HEADINGS, deeds, done, tried

ANA = f"{HEADINGS}\nAna Beatriz Rocha;(13) 99741-0001;ana@mail.example;Gonzaga;PK Inox\n"


@pytest.fixture
def by(marcos, camila, site):
    """Marcos imports; Camila is the attendant."""
    return marcos


def test_a_row_becomes_a_person_and_a_lead_on_its_way(by, camila):
    done(ANA, by=by)
    lead = Lead.objects.with_desk().get()

    assert (str(lead.person), lead.person.phone.number, lead.district, lead.product) == (
        "Ana Beatriz Rocha",
        "+5513997410001",
        "Gonzaga",
        "PK Inox",
    )
    assert (lead.journey.holder, lead.journey.due_at is not None) == (camila, True)
    assert OpenWork.objects.get(subject=lead.journey_id).title == "Ana Beatriz Rocha"


def test_a_try_writes_nothing_but_its_own_rows(by):
    made = tried(ANA, by=by)

    assert made.state == BulkImport.State.READY
    assert (made.tally, deeds(made, dry=True)) == ({"novo": 1}, {2: "novo"})
    assert not Person.objects.exists()


def test_one_notice_for_whoever_got_leads(by, camila):
    rows = "".join(f"Cliente {number};1399741{number:04};;;\n" for number in range(12))
    made = done(f"{HEADINGS}\n{rows}", by=by)

    assert [notice.title for notice in Notice.objects.of(camila)] == [f"12 leads da {made}"]


SIX = "Nome;Telefone;Origem\n" + "".join(f"Cliente {number};1399741{number:04};Feira do Sol\n" for number in range(6))


DOUBLES = [(["document"], [["nome"], ["nome"], ["telefone", "nome"]]), (["document", "phone", "email"], [["nome"]])]


@pytest.mark.parametrize(("keys", "pairs"), DOUBLES)
def test_who_may_be_the_same_is_found_whatever_rows_are_known_by(by, keys, pairs):
    ana = f"{HEADINGS}\nAna Rocha;13997410001;;Gonzaga;\n"
    done(ana, by=by, keys=keys)
    done(f"{ana}Ana Maria Rocha;13997410002;;Gonzaga;\n", by=by, keys=keys)

    assert sorted(DuplicatePair.objects.values_list("why", flat=True)) == pairs


def test_a_row_that_cannot_be_written_holds_up_nobody(by, monkeypatch):
    """Also not those whose source was made by the try that failed."""
    real = Writer._lead

    def lead(self, start, rows, plan, *rest):
        if plan.number == 4:
            raise ValueError("out of range")
        real(self, start, rows, plan, *rest)

    monkeypatch.setattr(Writer, "_lead", lead)
    made = done(SIX, by=by)

    assert [number for number, deed in deeds(made).items() if deed == "recusado"] == [4]
    assert Lead.objects.filter(source=Source.objects.get(name="Feira do Sol")).count() == 5


def test_a_fault_of_our_own_is_blamed_on_no_row(by, monkeypatch):
    """It is tried again from where it was, three times, and then stands still until somebody says what to do."""
    made = tried(SIX, by=by)
    BulkImport.objects.update(state="importando", cursor=0, tally={}, attempts=0)

    def fails(*_):
        raise ProgrammingError("no such table")

    monkeypatch.setattr(Writer, "_leads", fails)
    for _ in range(3):
        with pytest.raises(ProgrammingError):
            running.work_on(made.pk)
    running.work_on(made.pk)
    made.refresh_from_db()

    assert (made.is_stuck, made.cursor, made.rows.really().exists(), Person.objects.exists()) == (True, 0, False, False)
