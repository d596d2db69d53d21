"""Joins PDFs that our own forge drew `plain` into one file, piece by piece: no more than one piece is ever in memory.

WeasyPrint holds a whole document while it lays it out, so hundreds of pages are drawn in pieces. This knows only what pydyf writes
(one table of objects, nothing packed, page tree of one level) and refuses everything else; it is no reader of foreign PDFs.
"""

import re

TABLE = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf]) \n")
CATALOG, PAGES = 1, 2
# A reference, or a string, in which nothing is one.
REFERENCE = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9a-f]*>|\b(\d+) 0 R\b", re.DOTALL)
STREAM = b">>\nstream\n"


class NotOurs(ValueError):
    """A PDF that the forge did not draw plain."""


class Joined:
    """`add` each piece in order, then `close`; the bytes go to `output` as they come."""

    def __init__(self, output, *, title=""):
        self.output, self.title = output, title
        self.offsets, self.pages, self.position = {}, [], 0
        self._write(b"%PDF-1.4\n%\xf0\x9f\x96\xa4\n")
        self.next = PAGES + 1

    def add(self, piece):
        """All pages of that PDF, and what they name; gives how many."""
        objects, catalog = _objects(piece)
        tree = _reference(objects[catalog], b"Pages")
        kids = [int(number) for number in re.findall(rb"(\d+) 0 R", _found(rb"/Kids \[([^\]]*)\]", objects[tree]))]
        kept = [number for number in sorted(objects) if number not in (catalog, tree)]
        renamed = {number: self.next + place for place, number in enumerate(kept)} | {tree: PAGES, catalog: CATALOG}
        for number in kept:
            self._object(renamed[number], _renumbered(objects[number], renamed))
        self.next += len(kept)
        self.pages += [renamed[number] for number in kids]
        return len(kids)

    def close(self):
        kids = b" ".join(b"%d 0 R" % number for number in self.pages)
        self._object(PAGES, b"<</Type /Pages/Kids [%s]/Count %d>>" % (kids, len(self.pages)))
        self._object(CATALOG, b"<</Type /Catalog/Pages %d 0 R/Lang (pt-BR)>>" % PAGES)
        self._object(self.next, b"<</Title <feff%s>>>" % self.title.encode("utf-16-be").hex().encode())
        table = self.position
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % (self.next + 1))
        self._write(b"".join(b"%010d 00000 n \n" % self.offsets[number] for number in range(1, self.next + 1)))
        trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        self._write(trailer % (self.next + 1, CATALOG, self.next, table))

    def _object(self, number, content):
        self.offsets[number] = self.position
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    def _write(self, content):
        self.output.write(content)
        self.position += len(content)


def _objects(pdf):
    """{number: what stands between "obj" and "endobj"} and the number of the catalog."""
    at = int(_found(TABLE, pdf[-60:]))
    begin = re.compile(rb"xref\n0 (\d+)\n").match(pdf, at)
    if not begin:
        raise NotOurs("no table of objects")
    entries = ENTRY.findall(pdf[begin.end() :])
    offsets = sorted((int(offset), number) for number, (offset, state) in enumerate(entries) if state == b"n")
    if not offsets:
        raise NotOurs("no objects")
    ends = [offset for offset, _ in offsets[1:]] + [at]
    objects = {}
    for (offset, number), end in zip(offsets, ends, strict=True):
        head, tail = b"%d 0 obj\n" % number, b"\nendobj\n"
        if not (pdf.startswith(head, offset) and pdf.endswith(tail, offset, end)):
            raise NotOurs(f"object {number} is not where the table says")
        objects[number] = pdf[offset + len(head) : end - len(tail)]
    return objects, _reference(pdf[at:], b"Root")


def _reference(content, name):
    return int(_found(rb"/" + name + rb" (\d+) 0 R", content))


def _found(pattern, content):
    found = re.search(pattern, content)
    if not found:
        raise NotOurs(f"without {pattern!r}")
    return found[1]


def _renumbered(content, renamed):
    """With the references of its dictionary; the bytes of a stream stay as they are."""
    facts, mark, stream = content.partition(STREAM)
    return REFERENCE.sub(lambda found: b"%d 0 R" % renamed[int(found[1])] if found[1] else found[0], facts) + mark + stream
