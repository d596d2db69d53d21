"""PDFs from a forge that stays warm: for documents that people wait for, such as a proposal (within 150 ms).

The forge is a process of its own (pdf_forge.py) with our fonts and styles loaded; it forks for each PDF, so every document still has
its own process, with the same bounds, and knows neither database nor settings nor environment of ours. One forge to each process of
ours, begun at the first PDF; one that died is begun again, once.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static

from purifikar.lib import pdf
from purifikar.lib.pdf import PDF_BYTES, PDF_MEMORY, PDF_SECONDS, PdfFailed, PdfUnavailable

FORGE = Path(__file__).with_name("pdf_forge.py")
STYLES = ("css/paper.css", "css/proposal.css", "css/sheets.css")
START_SECONDS = 60  # two on a quiet machine
CHUNK = 1 << 16
JPEG = b"\xff\xd8"

_lock = threading.Lock()
_forges = {}  # by process: a forked worker begins its own


def render_pdf(template, context=None, *, files=None):
    return pdf_of(render_to_string(template, context), files=files)


def pdf_of(html, *, files=None, seconds=PDF_SECONDS):
    """The PDF of that HTML. `files` are pictures in base 64 by name, which it asks for as `/given/<name>`. Raises as pdf.py does."""
    return pdf_of_all([html], files=files, seconds=seconds)


def pdf_of_all(htmls, *, files=None, seconds=PDF_SECONDS):
    """Several documents in one PDF, each with its own page numbers."""
    order = {"htmls": htmls, "files": files or {}, "seconds": seconds, "memory": PDF_MEMORY}
    return _made(order, b"%PDF-", seconds)


def thumbnail(picture, *, seconds=PDF_SECONDS):
    """A small JPEG of that picture, which is given in base 64: read where it can do no harm, within the same bounds."""
    return _made({"picture": picture, "seconds": seconds, "memory": PDF_MEMORY}, JPEG, seconds)


def _made(order, begins, seconds):
    line = json.dumps(order).encode() + b"\n"
    for is_last in (False, True):
        forge = _forge()
        try:
            answer = forge.order(line, seconds * pdf.PATIENCE)
        except TimeoutError as late:
            forge.close()  # whoever else waits for it has his own process already; the next order finds one that answers
            raise PdfFailed(f"no PDF after {seconds * pdf.PATIENCE} s") from late
        except OSError as gone:
            forge.close()
            if is_last:
                raise PdfFailed(f"the forge is gone: {gone}") from gone
            continue
        break
    if not answer.startswith(begins) or len(answer) > PDF_BYTES:
        raise PdfFailed(answer[1:].decode("utf-8", "replace") if answer.startswith(b"!") else "the forge gave nothing")
    return answer


class Forge:
    """The process and our end of the socket over which each order's own socket is handed to it."""

    def __init__(self):
        ours, theirs = socket.socketpair()
        with theirs:
            facts = {
                "static_url": settings.STATIC_URL,
                "folders": [str(each) for each in pdf._folders()],
                "styles": [static(each) for each in STYLES],
            }
            self.process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own file)
                [sys.executable, "-P", str(FORGE), str(theirs.fileno()), json.dumps(facts)],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                env={name: os.environ[name] for name in pdf.HANDED_ON if name in os.environ},
            )  # fmt: skip
        self.control = ours
        self._wait()

    def _wait(self):
        """Until it is warm. Raises PdfUnavailable where Pango is missing, PdfFailed where it takes too long."""
        self.control.settimeout(START_SECONDS)
        try:
            said = self.control.recv(1)
        except TimeoutError as late:
            self.close()
            raise PdfFailed(f"no forge after {START_SECONDS} s") from late
        if said != b"!":
            words = self.process.stderr.read().decode("utf-8", "replace").strip().splitlines()
            self.close()
            raise PdfUnavailable(words[-1][:500] if words else "the forge did not start")
        self.control.settimeout(None)

    def order(self, line, seconds):
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(self.control, [b"x"], [theirs.fileno()])
            ours.settimeout(seconds)
            ours.sendall(line)
            ours.shutdown(socket.SHUT_WR)
            answer = bytearray()
            while piece := ours.recv(CHUNK):
                answer += piece
                if len(answer) > PDF_BYTES:
                    break
        if not answer:
            raise ConnectionResetError("no answer")
        return bytes(answer)

    def close(self):
        self.control.close()
        self.process.stderr.close()
        self.process.kill()
        self.process.wait()
        if _forges.get(os.getpid()) is self:
            del _forges[os.getpid()]


def _forge():
    with _lock:
        mine = _forges.get(os.getpid())
        if mine is None or mine.process.poll() is not None:
            if mine is not None:
                mine.close()
            mine = _forges[os.getpid()] = Forge()
        return mine


def cool():
    """Ends this process's forge; the next PDF begins another."""
    with _lock:
        mine = _forges.get(os.getpid())
    if mine is not None:
        mine.close()


atexit.register(cool)
