"""What a file is, is told by its content (reliability.md §9, rows 29 to 31)."""

import io
import itertools
import zipfile

import pytest

from purifikar.lib import filetypes
from purifikar.lib.filetypes import RefusedFile, accept, clean_name, sniff

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 20
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 20
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TEXT = "Refil trocado às 14:30; próxima troca em março.\n".encode()


def zipped(*parts, compression=zipfile.ZIP_STORED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return packed.getvalue()


def office(main, *more):
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{main}.main+xml"/></Types>'
    return zipped(("[Content_Types].xml", types), ("word/document.xml", "<w/>"), *more)


SAMPLES = {
    filetypes.PDF: PDF,
    filetypes.PNG: PNG,
    filetypes.JPEG: JPEG,
    filetypes.WEBP: WEBP,
    filetypes.DOCX: office("wordprocessingml.document"),
    filetypes.XLSX: office("spreadsheetml.sheet"),
    filetypes.ODT: zipped(("mimetype", filetypes.ODT.content_type), ("content.xml", "<o/>")),
    filetypes.ODS: zipped(("mimetype", filetypes.ODS.content_type), ("content.xml", "<o/>")),
    filetypes.TXT: TEXT,
}

HOSTILE = {
    "page": b"<!doctype html><script>alert(1)</script>",
    "page after blanks": b"\n \t<HTML><body onload=alert(1)>",
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "drawing with a head": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
    "script of a server": b"<?php system($_GET[0]);",
    "program": b"MZ\x90\x00\x03\x00\x00\x00",
    "program of Linux": b"\x7fELF\x02\x01\x01\x00",
    "picture's head with a page behind": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "film in a RIFF": b"RIFF\x24\x00\x00\x00AVI LIST",
    "page before a PDF": b"<html></html>" + PDF,
    "page before a ZIP": b"<html><!--" + SAMPLES[filetypes.DOCX],
    "bare ZIP": zipped(("virus.exe", "MZ")),
    "ZIP cut off": SAMPLES[filetypes.DOCX][:60],
    "ZIP with a packed mimetype": zipped(("mimetype", filetypes.ODT.content_type), compression=zipfile.ZIP_DEFLATED),
    "presentation": office("presentationml.presentation"),
    "GIF": b"GIF89a/*\x01\x00*/=alert(1)",
    "UTF-16": "preço;valor".encode("utf-16"),
    "blanks": b"  \n\n  ",
    "nothing": b"",
}


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.name)
def test_each_accepted_type_is_known_by_its_content(kind):
    assert sniff(io.BytesIO(SAMPLES[kind])) is kind


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.name)
def test_its_own_ending_is_accepted_in_any_writing(kind):
    for ending in kind.endings:
        assert accept(io.BytesIO(SAMPLES[kind]), f"arquivo.{ending.upper()}") is kind


def test_every_wrong_pair_of_ending_and_content_is_refused_in_words():
    tried = 0
    for (kind, content), (ending, promised) in itertools.product(SAMPLES.items(), filetypes.ENDINGS.items()):
        if kind is promised or (kind is filetypes.TXT and promised is filetypes.CSV):
            continue
        with pytest.raises(RefusedFile, match=rf"\.{ending}, mas o conteúdo é {kind.name}"):
            accept(io.BytesIO(content), f"arquivo.{ending}")
        tried += 1
    assert tried == 9 * 11 - 11


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_none_of_ours_passes_under_no_ending(content):
    assert sniff(io.BytesIO(content)) is None
    for ending in [*filetypes.ENDINGS, "html", "svg", "exe", ""]:
        with pytest.raises(RefusedFile):
            accept(io.BytesIO(content), f"arquivo.{ending}")


def test_a_foreign_ending_is_refused_whatever_the_content():
    with pytest.raises(RefusedFile, match="não é aceito"):
        accept(io.BytesIO(PDF), "contrato.pdf.exe")


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "xl/VBAPROJECT.BIN"])
def test_macros_are_refused_in_words(part):
    with pytest.raises(RefusedFile, match="macros"):
        accept(io.BytesIO(office("wordprocessingml.document", (part, "x"))), "contrato.docx")


def test_a_bomb_is_refused_before_it_is_unpacked():
    types = b"<Types>wordprocessingml.document.main+xml</Types>"
    bomb = zipped(("[Content_Types].xml", types), ("word/document.xml", b"0" * 30_000_000), compression=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 50_000
    with pytest.raises(RefusedFile, match="coisas demais"):
        sniff(io.BytesIO(bomb))


def test_text_in_the_western_writing_of_windows_is_text():
    assert sniff(io.BytesIO("Município;Preço\nSão Vicente;1.299,90\n".encode("cp1252"))) is filetypes.TXT


def test_the_file_is_left_at_its_beginning():
    file = io.BytesIO(SAMPLES[filetypes.XLSX])
    accept(file, "precos.xlsx")
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\denise\contrato.pdf", "contrato.pdf"),
        ('a";\r\nSet-Cookie: x=1.pdf', "a Set-Cookie x=1.pdf"),
        ("fatura\u202efdp.exe.pdf", "fatura fdp.exe.pdf"),
        ("  .. .pdf", "pdf"),
        ("\u0000\u200b", "documento"),
        ("Contrato São Vicente – 2026.pdf", "Contrato São Vicente – 2026.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_name_is_cleaned_of_what_could_mislead(given, clean):
    assert clean_name(given) == clean
