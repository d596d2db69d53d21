"""PDFs from our own templates. WeasyPrint works in a process of its own, with bounds and without our secrets.

That process knows no database, no settings and no environment of ours, may take PDF_SECONDS and PDF_MEMORY, and ends with its
PDF: a layout that never ends, or one that takes all memory, costs one page and nobody else's.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

ENGINE = Path(__file__).with_name("pdf_engine.py")
HANDED_ON = ("PATH", "HOME", "LANG", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
PDF_SECONDS = 20  # of work
PATIENCE = 2  # times as long it may take on a busy machine
PDF_MEMORY = 1024**3
PDF_BYTES = 20 * 1024**2
NO_PANGO = 3  # how the engine says that a system library is missing


class PdfUnavailable(RuntimeError):
    """Pango, which sets the text of PDFs, is not installed on this machine; everything else works."""


class PdfFailed(RuntimeError):
    """The document could not be made: it asked for a foreign address, or for too much."""


def render_pdf(template, context=None):
    """The PDF of that template. Raises PdfUnavailable or PdfFailed."""
    return pdf_of(render_to_string(template, context))


def pdf_of(html, *, seconds=PDF_SECONDS):
    order = {"html": html, "static_url": settings.STATIC_URL, "folders": [str(folder) for folder in _folders()]}
    order |= {"seconds": seconds, "memory": PDF_MEMORY}
    try:
        answer = subprocess.run(  # noqa: S603 (our own interpreter and our own file)
            [sys.executable, "-P", str(ENGINE)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds * PATIENCE,
            env={name: os.environ[name] for name in HANDED_ON if name in os.environ},
        )
    except subprocess.TimeoutExpired as expired:
        raise PdfFailed(f"no PDF after {seconds * PATIENCE} s") from expired
    if answer.returncode == NO_PANGO:
        raise PdfUnavailable(_last_line(answer.stderr))
    if answer.returncode or not answer.stdout.startswith(b"%PDF-") or len(answer.stdout) > PDF_BYTES:
        raise PdfFailed(_last_line(answer.stderr) or f"the engine ended with {answer.returncode}")
    return answer.stdout


def _folders():
    """Where our own static files lie: as written, and as collected under hashed names."""
    return [folder for folder in (*settings.STATICFILES_DIRS, settings.STATIC_ROOT) if folder]


def _last_line(output):
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:500] if lines else ""
