"""PDFs from the warm forge: the same bounds as from the cold one, in a process for each document."""

import os
import select
import signal

import pytest

from purifikar.lib import pdf_warm
from purifikar.lib.pdf import PdfFailed
from purifikar.lib.pdf_warm import pdf_of
from tests.lib.test_pdf import PAYLOADS, fill, listener  # noqa: F401 (fixtures)

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
PAGE = (
    '<!doctype html><html><head><link rel="stylesheet" href="/static/css/paper.css">{head}</head><body class="paper">{body}</body></html>'
)


@pytest.fixture(scope="module", autouse=True)
def cooled():
    yield
    pdf_warm.cool()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_foreign_address_ends_the_document_and_is_not_visited(payload, fill, listener):  # noqa: F811
    """Row 35: also where the texts of a proposal would bring it along"""
    with pytest.raises(PdfFailed):
        pdf_of(PAGE.format(head="", body=fill(payload)))
    assert listener.hits == 0


def test_pictures_come_with_the_order_and_only_with_it():
    assert pdf_of(PAGE.format(head="", body='<img src="/given/logo.png">'), files={"logo.png": PIXEL}).startswith(b"%PDF-")
    with pytest.raises(PdfFailed, match="may not read"):
        pdf_of(PAGE.format(head="", body='<img src="/given/logo.png">'))


def test_a_forge_that_died_is_begun_again():
    pdf_of(PAGE.format(head="", body="Olá"))
    forge = pdf_warm._forges[os.getpid()]
    assert select.select([forge.process.stderr], [], [], 60)[0], "its words have no end: it may go on complaining until the pipe is full"
    assert forge.process.stderr.read() == b""
    forge.process.kill()
    forge.process.wait(60)

    assert pdf_of(PAGE.format(head="", body="Olá")).startswith(b"%PDF-")
    assert pdf_warm._forges[os.getpid()] is not forge


def test_a_forge_that_never_gets_warm_or_never_answers_is_ended(monkeypatch):
    pdf_of(PAGE.format(head="", body="Olá"))
    silent = pdf_warm._forges[os.getpid()]
    silent.process.send_signal(signal.SIGSTOP)
    with pytest.raises(PdfFailed, match="no PDF after"):
        pdf_of("Olá", seconds=0.1)
    monkeypatch.setattr(pdf_warm, "START_SECONDS", 0.01)
    with pytest.raises(PdfFailed, match="no forge after"):
        pdf_of("Olá")

    assert silent.process.returncode == -signal.SIGKILL
    assert pdf_warm._forges == {}


def test_a_layout_that_never_ends_is_ended_and_the_forge_goes_on():
    """Row 36"""
    bomb = '<div style="columns: 3">' + "<table><tr><td>x" * 60 + "<p>x" * 20_000
    with pytest.raises(PdfFailed):
        pdf_of(PAGE.format(head="", body=bomb), seconds=1)
    assert pdf_of(PAGE.format(head="", body="Olá")).startswith(b"%PDF-")
