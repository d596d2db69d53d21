"""PDFs drawn in pieces and joined into one file."""

import io
import re
import subprocess

import pytest

from purifikar.lib import pdf_warm
from purifikar.lib.pdf_join import Joined, NotOurs

PAPER = '<!doctype html><html lang="pt-BR"><head><title>x</title></head><body><p>{} <b>(1 0 R)</b></p></body></html>'


@pytest.fixture(scope="module", autouse=True)
def cooled():
    yield
    pdf_warm.cool()


def test_each_piece_keeps_its_pages_its_letters_and_its_order(tmp_path):
    output = io.BytesIO()
    joined = Joined(output, title="Fichas (não) \\ de hoje")
    counts = [joined.add(pdf_warm.pdf_of_all([PAPER.format(words) for words in piece], plain=True)) for piece in (["Água", "Sé"], ["Três"])]
    joined.close()
    (tmp_path / "x.pdf").write_bytes(output.getvalue())
    read = subprocess.run(["pdftotext", str(tmp_path / "x.pdf"), "-"], check=True, capture_output=True, text=True)
    told = subprocess.run(["pdfinfo", str(tmp_path / "x.pdf")], check=True, capture_output=True, text=True)

    assert counts == [2, 1]
    assert read.stderr == told.stderr == ""
    assert [page.strip() for page in read.stdout.split("\f")] == ["Água (1 0 R)", "Sé (1 0 R)", "Três (1 0 R)", ""]
    assert re.search(r"Title: +Fichas \(não\) \\ de hoje", told.stdout)


@pytest.mark.parametrize("foreign", [b"", b"%PDF-1.7\nstartxref\n9\n%%EOF\n", b"%PDF-1.4\nxref\n0 2\nstartxref\n9\n%%EOF\n"])
def test_a_pdf_that_we_did_not_draw_so_is_refused(foreign):
    with pytest.raises(NotOurs):
        Joined(io.BytesIO()).add(foreign)
    with pytest.raises(NotOurs):
        Joined(io.BytesIO()).add(pdf_warm.pdf_of_all([PAPER.format("x")]))
