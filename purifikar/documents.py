"""Documents of the house as PDFs; their templates lie in templates/help/pdf/."""

from django.core.cache import caches

from purifikar import operation
from purifikar.lib.pdf import render_pdf
from workflow.ready import ready_processes

KEPT = 10 * 60  # a whole class asks for the manual in the same minute


def manual():
    """ "Como a operação funciona", to be handed out in a training (PUR-09). Raises PdfUnavailable or PdfFailed."""
    return caches["network"].get_or_set("manual.pdf", _draw_manual, KEPT)


def _draw_manual():
    return render_pdf(
        "help/pdf/manual.html",
        {
            "diagram": operation.diagram(),
            "desks": operation.desks(),
            "processes": ready_processes().values(),
            "ink": operation.PAPER_INK,
        },
    )
