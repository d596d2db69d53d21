"""Pictures of products and the unit's logo: kept among the unit's files, shown where they belong."""

import base64
import logging

from django.core.cache import cache
from django.http import Http404, HttpResponse

from purifikar.lib.pdf import PdfFailed, PdfUnavailable
from purifikar.lib.pdf_warm import thumbnail
from workflow.models import UnitFile, unit_file

THUMBNAIL_HOLDS, FAILURE_HOLDS = 30 * 24 * 3600, 3600
log = logging.getLogger(__name__)


def keep_picture(form, *, title, by):
    return UnitFile.objects.keep(form.cleaned_data["picture"], form.found, title=title, kind=unit_file.PICTURE, by=by)


def picture_response(file):
    """The bytes, as what we found them to be; a picture is shown, and nothing in it runs."""
    try:
        content = file.open()
    except FileNotFoundError as missing:
        raise Http404 from missing
    with content:
        answer = HttpResponse(content.read(), content_type=file.content_type)
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def bytes_of(file):
    """In base 64, for a PDF; nothing where the file is gone."""
    if file is None:
        return ""
    try:
        with file.open() as content:
            return base64.b64encode(content.read()).decode()
    except FileNotFoundError:
        return ""


def thumbnail_of(file):
    """A small JPEG of that picture in base 64, made once; nothing where there is none, or none can be made of it."""
    key = f"miniatura:{file.pk}"
    made = cache.get(key)
    if made is None:
        content = bytes_of(file)
        try:
            made = base64.b64encode(thumbnail(content)).decode() if content else ""
        except (PdfFailed, PdfUnavailable) as failed:
            log.warning("no small picture of document %s: %s", file.number_in_unit, failed)
            made = ""
        cache.set(key, made, THUMBNAIL_HOLDS if made else FAILURE_HOLDS)
    return made
