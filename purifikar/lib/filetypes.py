"""What an uploaded file is, told by its content. Neither its name nor the type the browser declares is believed.

Accepted is a short list. A file that is two things at once (a picture that also reads as a page) may still pass for the one;
so whoever hands it out again says the type found here, as an attachment, with nosniff and a sandbox.
"""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

HEAD = 1024
NAME_LENGTH = 120
ZIP_ENTRIES = 5_000
ZIP_BYTES = 200 * 1024 * 1024
ZIP_RATIO = 150
PART_BYTES = 256 * 1024


class RefusedFile(ValueError):
    """The file is not accepted; the message is for the person who chose it."""


@dataclass(frozen=True)
class FileType:
    """A kind of file that is accepted: what people call it, its endings, and the type under which it is handed out."""

    name: str
    content_type: str
    endings: tuple


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

PDF = FileType("PDF", "application/pdf", ("pdf",))
PNG = FileType("imagem PNG", "image/png", ("png",))
JPEG = FileType("imagem JPEG", "image/jpeg", ("jpg", "jpeg"))
WEBP = FileType("imagem WEBP", "image/webp", ("webp",))
DOCX = FileType("documento do Word", OFFICE + "wordprocessingml.document", ("docx",))
XLSX = FileType("planilha do Excel", OFFICE + "spreadsheetml.sheet", ("xlsx",))
ODT = FileType("documento ODT", OPEN_DOCUMENT + "text", ("odt",))
ODS = FileType("planilha ODS", OPEN_DOCUMENT + "spreadsheet", ("ods",))
CSV = FileType("planilha CSV", "text/csv", ("csv",))
TXT = FileType("texto", "text/plain", ("txt",))

ALLOWED = (PDF, PNG, JPEG, WEBP, DOCX, XLSX, ODT, ODS, CSV, TXT)
ENDINGS = {ending: kind for kind in ALLOWED for ending in kind.endings}
IN_WORDS = "PDF, PNG, JPEG, WEBP, DOCX, XLSX, ODT, ODS, CSV ou TXT"

MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
}
MARKUP = re.compile(rb"\s*<(!doctype|!--|html|head|body|script|svg|iframe|\?xml|\?php|[a-z]+[\s>/])", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def accept(file, name):
    """The FileType of that open file. Raises RefusedFile, in words, when it is none of ours or not what its ending says."""
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    found = sniff(file)
    if ending not in ENDINGS:
        raise RefusedFile(f"Este tipo de arquivo não é aceito. Envie {IN_WORDS}.")
    promised = ENDINGS[ending]
    if found is TXT and promised in (CSV, TXT):
        return promised
    if found is None:
        raise RefusedFile(f"O nome termina em .{ending}, mas o conteúdo não é {promised.name}. Abra o arquivo, salve de novo e envie.")
    if found is not promised:
        raise RefusedFile(f"O nome termina em .{ending}, mas o conteúdo é {found.name}. Troque o final do nome para .{found.endings[0]}.")
    return found


def sniff(file):
    """The FileType by content alone, None when it is none of ours; text is TXT. Leaves the file at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    found = _by_signature(head) or (_in_zip(file) if head.startswith(b"PK\x03\x04") else None) or _text(file, head)
    file.seek(0)
    return found


def clean_name(name):
    """The name to hand the file out under: no folders, nothing invisible or that turns the reading direction, not too long."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in base)
    plain = re.sub(r'[<>:"|?*;]', " ", visible)
    plain = re.sub(r"\s+", " ", plain).strip(" .")
    path = PurePosixPath(plain or "documento")
    room = NAME_LENGTH - len(path.suffix)
    return f"{path.stem[:room].rstrip()}{path.suffix}" if room > 0 else plain[:NAME_LENGTH]


def _by_signature(head):
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"):
        return PNG
    if head.startswith(b"\xff\xd8\xff") and head[3:4] in b"\xdb\xe0\xe1\xe2\xe3\xe8\xed\xee\xfe\xc0\xc4":
        return JPEG
    if head.startswith(b"RIFF") and head[8:15] == b"WEBPVP8" and head[15:16] in b" LX":
        return WEBP
    return None


def _in_zip(file):
    """An office file by the part that names it; too much packed into too little is nobody's document."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            return _open_document(archive, entries) or _office(archive)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, RefusedFile):
            raise
        return None


def _refuse_bomb(entries):
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > ZIP_ENTRIES or unpacked > ZIP_BYTES or (unpacked > 1_000_000 and unpacked > packed * ZIP_RATIO):
        raise RefusedFile("O arquivo se abre em coisas demais e não parece um documento. Salve uma cópia menor e envie.")


def _open_document(archive, entries):
    first = entries[0] if entries else None
    if first is None or first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
        return None
    written = _part(archive, "mimetype").decode("ascii", "replace").strip()
    return next((kind for kind in (ODT, ODS) if kind.content_type == written), None)


def _office(archive):
    listed = _part(archive, "[Content_Types].xml")
    if b"macroEnabled" in listed or any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
        raise RefusedFile("O arquivo traz macros, que não são aceitas. Salve sem macros (.docx ou .xlsx) e envie.")
    return next((kind for part, kind in MAIN_PARTS.items() if part in listed), None)


def _part(archive, name):
    """The part's beginning: what lies about its own size is not unpacked whole."""
    with archive.open(name) as part:
        return part.read(PART_BYTES)


def _text(file, head):
    """Plain text in UTF-8 or in Windows' Western writing, as spreadsheets here still export it; a page's source is not text."""
    if not head.strip() or MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return None
    file.seek(0)
    content = file.read()
    if CONTROLS.search(content):
        return None
    return TXT if _decodes(content, "utf-8") or _decodes(content, "cp1252") else None


def _decodes(content, encoding):
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
