"""A PDF as an answer, or a page that says why there is none."""

import logging

from django.http import HttpResponse
from django.shortcuts import render

from purifikar.lib.pdf import PdfFailed, PdfUnavailable

log = logging.getLogger(__name__)


def pdf_answer(request, make, name, *, failed=("503.html", None)):
    """What `make()` gives, shown under that file name. `failed`: the page, and its context, for a document that cannot be made."""
    try:
        made = make()
    except PdfUnavailable as missing:
        log.error("no PDF without Pango: %s", missing)
        page, context = failed if failed[1] else ("help/pdf_unavailable.html", None)
        return render(request, page, context, status=503)
    except PdfFailed as why:
        log.error("%s could not be made: %s", name, why)
        return render(request, *failed, status=503)
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
