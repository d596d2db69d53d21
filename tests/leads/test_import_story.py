"""The imports of the demo: one that was run and may be undone, one that was only tried (BEY-15)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import BulkImport, Lead, Person
from purifikar import import_story
from tests.leads.importing import undone


@pytest.fixture
def story(santos, marcos, camila, site, files_dir):
    """Three people whom the unit knows already, and the two imports."""
    for number in range(3):
        Person.objects.register(name=f"Cliente Antigo {number}", phones=[f"1399741000{number}"])
    import_story.tell(santos)
    return list(BulkImport.objects.order_by("number"))


def test_one_was_run_and_one_only_tried(story):
    assert [(each.file.file_name, each.state, each.error) for each in story] == [
        ("clientes-bimer.csv", "importada", ""),
        ("feira-da-casa-lista.csv", "conferida", ""),
    ]
    assert story[0].at == story[0].finished_at < timezone.now() - timedelta(days=2)


def test_they_show_every_thing_that_may_become_of_a_row(story):
    assert story[0].tally == {"novo": 41, "atualizado": 3, "repetido": 1, "recusado": 2}
    assert story[1].tally == {"novo": 26, "lead": 1, "recusado": 1}


def test_the_one_that_was_run_can_be_undone(story, marcos):
    undone(story[0], by=marcos)

    assert (Person.objects.count(), Lead.objects.count()) == (3, 0)


def test_only_one_unit_has_them(in_santos, marcos):
    in_santos.slug = "campinas"
    import_story.tell(in_santos)

    assert not BulkImport.objects.exists()
