"""The unit's documents: rows and bytes stay together, whatever fails."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from purifikar.db.keys import uuid7
from purifikar.db.models import WrongUnit
from purifikar.lib import filetypes
from workflow.models import Counter, UnitFile

KIND = UnitFile.Kind.CONTRACT


def keep(by, name="contrato.pdf", **more):
    return UnitFile.objects.keep(ContentFile(b"%PDF-1.7", name=name), filetypes.PDF, title="Contrato", kind=KIND, by=by, **more)


def stored(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_bytes_lie_under_the_units_key_and_a_name_of_our_own(santos, denise, files_dir):
    with tenant_context(santos):
        file = keep(denise, "../../etc/contrato.pdf")
        with file.open() as content:
            assert content.read() == b"%PDF-1.7"
    assert stored(files_dir) == [file.key]
    assert file.key.startswith(f"{santos.pk}/")
    assert "contrato" not in file.key


def test_each_unit_counts_its_own_documents(santos, campinas, denise, files_dir):
    numbers = {}
    for unit in (santos, campinas):
        with tenant_context(unit):
            numbers[unit.slug] = [keep(denise).number_in_unit for _ in range(2)]
    assert numbers == {"santos": [1, 2], "campinas": [1, 2]}


def test_a_row_that_fails_takes_its_bytes_along(santos, denise, files_dir, monkeypatch):
    def fail(kind):
        raise DatabaseError("no number")

    monkeypatch.setattr(Counter, "next", fail)
    with tenant_context(santos), pytest.raises(DatabaseError):
        keep(denise)
    assert stored(files_dir) == []


@pytest.mark.django_db(transaction=True)
def test_nothing_around_it_may_undo_the_row_later(santos, denise, files_dir):
    """Else the bytes would be left over."""
    with tenant_context(santos), transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        keep(denise)
    assert stored(files_dir) == []


def test_bytes_stay_when_nobody_knows_whether_the_row_is_there(santos, denise, files_dir, monkeypatch):
    def lose_connection(kind):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(Counter, "next", lose_connection)
    with tenant_context(santos), pytest.raises(OperationalError):
        keep(denise)
    assert len(stored(files_dir)) == 1


def test_sweeping_deletes_old_bytes_without_a_row_and_no_others(santos, campinas, denise, files_dir):
    with tenant_context(campinas):
        theirs = keep(denise)
    with tenant_context(santos):
        named = keep(denise)
        (files_dir / str(santos.pk) / str(uuid7())).write_bytes(b"left over")
        assert UnitFile.objects.sweep() == 0  # young: its row may be about to commit
        for name in stored(files_dir):
            os.utime(files_dir / name, (0, 0))
        assert UnitFile.objects.sweep() == 1
    assert stored(files_dir) == sorted([named.key, theirs.key])


def test_sweeping_a_unit_without_a_folder_does_nothing(santos, files_dir):
    with tenant_context(santos):
        assert UnitFile.objects.sweep() == 0


def test_the_same_receipt_brings_the_same_document(santos, denise, files_dir):
    receipt = uuid7()
    with tenant_context(santos):
        first, second = keep(denise, receipt=receipt), keep(denise, receipt=receipt)
        assert keep(denise).number_in_unit == 2
    assert first == second
    assert len(stored(files_dir)) == 2


def test_somebody_elses_receipt_brings_nothing(santos, denise, marcos, files_dir):
    receipt = uuid7()
    with tenant_context(santos):
        keep(denise, receipt=receipt)
        with pytest.raises(DatabaseError):
            keep(marcos, receipt=receipt)
    assert len(stored(files_dir)) == 1


def test_removing_notes_who_and_when_and_can_be_undone(santos, denise, marcos, files_dir):
    with tenant_context(santos):
        file = keep(denise)
        file.remove(by=marcos)
        assert (file.is_removed, file.removed_by) == (True, marcos)
        assert timezone.now() - file.removed_at < timedelta(minutes=1)
        file.restore()
        assert list(UnitFile.objects.kept()) == [file]
    assert stored(files_dir) == [file.key]


def test_removing_twice_keeps_the_first_remover(santos, denise, marcos, files_dir):
    with tenant_context(santos):
        file = keep(denise)
        file.remove(by=marcos)
        UnitFile.objects.get().remove(by=denise)
        assert UnitFile.objects.get().removed_by == marcos


def test_a_key_that_leads_into_another_unit_is_never_opened(santos, campinas, denise, files_dir):
    """Row 28: even a row that names it."""
    with tenant_context(campinas):
        theirs = keep(denise)
    with tenant_context(santos):
        mine = keep(denise)
        UnitFile.objects.filter(pk=mine.pk).update(key=theirs.key)
        with pytest.raises(WrongUnit):
            UnitFile.objects.get().open()
