"""What an import and a delivery keep, and for how long: the spreadsheet until it cannot be undone, a body some months (LGPD)."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads import tasks
from leads.importing.report import lines_of
from leads.models import BulkImport, Intake
from purifikar.celery import app
from tests.leads.importing import HEADINGS, done, sent

ROWS = f"{HEADINGS}\nAna Beatriz Rocha;13997410001;ana@mail.example;Gonzaga;\n"
LONG_AGO = timedelta(days=200)


@pytest.fixture
def made(marcos, camila, site, files_dir):
    return done(ROWS, by=marcos)


def aged(bulk_import, days):
    moment = timezone.now() - timedelta(days=days)
    BulkImport.objects.filter(pk=bulk_import.pk).update(at=moment, finished_at=bulk_import.finished_at and moment)
    bulk_import.refresh_from_db()
    return bulk_import


def is_kept(bulk_import):
    return default_storage.exists(bulk_import.file.key)


def test_the_spreadsheet_is_deleted_when_the_import_cannot_be_undone_any_more(made):
    """BEY-15"""
    assert (BulkImport.objects.forget_sheets(), is_kept(made)) == (0, True)
    aged(made, 31)

    assert (BulkImport.objects.forget_sheets(), is_kept(made)) == (1, False)
    assert BulkImport.objects.forget_sheets() == 0


def test_what_became_of_each_row_stays_without_the_spreadsheet(made):
    aged(made, 31)
    BulkImport.objects.forget_sheets()
    made.refresh_from_db()

    assert [line[:2] for line in lines_of(made)] == [["Linha", "Resultado"], [2, "pessoa nova"]]


def test_too_late_it_is_not_undone(made, marcos):
    assert not aged(made, 31).undo_later(by=marcos)
    assert BulkImport.objects.get().state == BulkImport.State.DONE


def test_a_spreadsheet_that_was_put_aside_goes_with_the_next_night(marcos, site, files_dir):
    aside = sent(ROWS, by=marcos)
    aside.drop(by=marcos)

    assert (BulkImport.objects.forget_sheets(), is_kept(aside)) == (1, False)


def test_one_that_nobody_ran_is_dropped(marcos, site, files_dir):
    forgotten = aged(sent(ROWS, by=marcos), 31)
    BulkImport.objects.forget_sheets()
    forgotten.refresh_from_db()

    assert (forgotten.state, is_kept(forgotten)) == (BulkImport.State.DROPPED, False)


def test_the_page_says_until_when_and_that_it_is_gone(made, see):
    before = see("leads/importar/1/")
    aged(made, 31)
    BulkImport.objects.forget_sheets()
    after = see("leads/importar/1/")

    assert f"Dá para desfazer até {timezone.localdate() + timedelta(days=30):%d/%m/%Y}" in before
    assert "A planilha enviada foi apagada" in after
    assert "Desfazer importação" not in after


@pytest.fixture
def see(browser, santos, marcos):
    """A page as Marcos reads it; the test goes on inside Santos."""
    client = browser(marcos)

    def seen(path):
        with tenant_context(santos):
            return client.get(f"/u/santos/{path}").content.decode()

    return seen


@pytest.fixture
def delivered(site):
    """A delivery with its body, at that age and in that state."""

    def make(age, state):
        made = Intake.objects.create(
            source=site, way=Intake.Way.FORM, state=state, body='{"nome": "Ana"}', digest="x", at=timezone.now() - age
        )
        return Intake.objects.filter(pk=made.pk)

    return make


def test_what_an_old_delivery_said_is_forgotten_and_its_facts_stay(delivered, site):
    old, young = delivered(LONG_AGO, "aceita"), delivered(timedelta(days=9), "aceita")

    assert Intake.objects.forget_bodies() == 1
    assert (old.get().body, old.get().is_emptied, old.get().source) == ("", True, site)
    assert young.get().body


def test_what_nobody_has_looked_at_is_never_lost(delivered):
    """BEY-10"""
    waiting = delivered(LONG_AGO, "recusada")
    Intake.objects.forget_bodies()

    assert waiting.get().body


def test_after_how_many_days_is_said_in_the_settings(delivered, settings):
    settings.INTAKE_BODY_DAYS = 300
    delivered(LONG_AGO, "aceita")

    assert Intake.objects.forget_bodies() == 0


def test_the_page_of_an_emptied_delivery_says_so(delivered, see):
    old = delivered(LONG_AGO, "aceita").get()
    Intake.objects.forget_bodies()

    assert "apagado por ser antigo" in see(f"configuracoes/entradas/{old.pk}/")


def test_it_happens_every_night_in_each_unit(made, delivered, santos):
    aged(made, 31)
    old = delivered(LONG_AGO, "aceita")
    tasks.forget_sheets_of_unit(str(santos.pk))

    with tenant_context(santos):
        assert (is_kept(made), old.get().body) == (False, "")
    assert "leads.tasks.forget_sheets" in {each["task"] for each in app.conf.beat_schedule.values()}
