"""A worker that is killed while it makes a day's visit sheets loses nothing: the next one makes them, in one file, once (reliability.md §9)."""

import io
import os
import signal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tenants.utils import tenant_context
from pypdf import PdfReader, PdfWriter

from followup import sheet_paper, sheet_sending, tasks
from followup.models import SheetFile
from tenants.models import Errand, Mail, Membership, User
from tests.followup.scenes import contact_of
from tests.tenants.forks import ended, fork

SHEETS = 3


def drawn(htmls, **more):
    """A page for each document: what is drawn is not what dies here."""
    paper, made = PdfWriter(), io.BytesIO()
    for _ in htmls:
        paper.add_blank_page(595, 842)
    paper.write(made)
    return made.getvalue()


@pytest.fixture
def asked(transactional_db, santos, files_dir, monkeypatch):
    """Three sheets in pieces of one, for somebody who gets them by mail."""
    monkeypatch.setattr(sheet_paper, "PIECE", 1)
    monkeypatch.setattr(sheet_paper, "pdf_of_all", drawn)
    seller = User.objects.create_user("rafael@santos.example", name="Rafael Moreira")
    Membership.objects.give(seller, "consultor", unit=santos)
    contacts = [contact_of(santos, by=seller, person=f"Cliente {number}") for number in range(SHEETS)]
    with tenant_context(santos):
        lines = [["contato", str(contact.pk), "visita", True] for contact in contacts]
        return SheetFile.objects.ask(lines, title="Fichas de hoje", by=seller, reader=seller)


def make(unit, asked):
    tasks.make_sheets(str(unit.pk), str(asked.pk))


def dies_after(monkeypatch, owner, name):
    """Whoever calls it is killed as soon as it has done its work."""
    work = getattr(owner, name)

    def last_thing(*args, **more):
        work(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(owner, name, last_thing)


def files(unit):
    folder = f"{unit.pk}/fichas"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


@pytest.mark.parametrize(("owner", "name", "left"), [(SheetFile, "note_progress", 0), (default_storage, "save", 1), (sheet_sending, "_keep", 1)], ids=["between two pieces", "before the row", "before it is over"])  # fmt: skip
def test_the_next_worker_makes_one_file_and_one_mail_of_it(asked, santos, monkeypatch, owner, name, left):
    """Row 62: the killed one leaves no half file that anybody reads, and none that nobody knows of"""
    with monkeypatch.context() as moment:
        dies_after(moment, owner, name)
        assert os.WIFSIGNALED(ended(fork(lambda: make(santos, asked))))
    assert len(files(santos)) == left
    for _ in range(2):
        make(santos, asked)
    with tenant_context(santos):
        asked.refresh_from_db()
        assert (asked.is_ready, asked.done, asked.pages, len(files(santos))) == (True, SHEETS, SHEETS, 1)
        with asked.open() as made:
            assert len(PdfReader(io.BytesIO(made.read())).pages) == SHEETS
    assert Mail.objects.filter(kind="ficha").count() == 1
    assert not Errand.objects.filter(subject=asked.pk).exists()


def test_until_then_it_stays_asked_for(asked, santos, monkeypatch):
    """The check for forgotten work finds it: nobody need ask again"""
    with monkeypatch.context() as moment:
        dies_after(moment, SheetFile, "note_progress")
        ended(fork(lambda: make(santos, asked)))
    assert Errand.objects.filter(task=tasks.make_sheets.name, subject=asked.pk).exists()
    with tenant_context(santos):
        assert SheetFile.objects.get().is_waiting


def test_a_second_worker_at_it_keeps_no_second_file(asked, santos):
    """Two at once: the later one finds it made, and sends nothing again"""
    with tenant_context(santos):
        slow = SheetFile.objects.select_related("by", "reader").get()
    make(santos, asked)
    with tenant_context(santos):
        slow.pages = SHEETS
        sheet_sending._keep(slow, ContentFile(b"%PDF"))
    assert (len(files(santos)), Mail.objects.filter(kind="ficha").count()) == (1, 1)
