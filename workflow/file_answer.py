"""How the bytes of a kept file are handed out, wherever it hangs: to be saved, never shown or run on our origin."""

import logging

from django.http import FileResponse, Http404

log = logging.getLogger(__name__)


def answer_with(file):
    """The bytes of that UnitFile or file of the network, as what we found them to be. 404 where the store has lost them, which is logged."""
    try:
        content = file.open()
    except FileNotFoundError as missing:
        log.error("the bytes of document %s are missing: %s", getattr(file, "number_in_unit", file.pk), file.key)
        raise Http404 from missing
    response = FileResponse(content, as_attachment=True, filename=file.file_name, content_type=file.content_type)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
