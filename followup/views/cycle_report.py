"""Relatórios › Respostas dos ciclos, the contacts behind each figure, and the same as files (BIM-46)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from followup.cycle_report import CycleReport
from leads.exports import as_csv
from purifikar.lib.keyset import page_of
from tenants.access import requires
from tenants.roles import Permission

FILES = {"numeros": CycleReport.figures, "contatos": CycleReport.contacts}


@requires(Permission.CONTACT_SEE)
@require_GET
def report_cycles(request):
    """How often each answer was given; one's own contacts only, for whoever sees no others."""
    return render(request, "followup/cycle/report.html", {"report": _report(request)})


@requires(Permission.CONTACT_SEE)
@require_GET
def report_cycle_contacts(request):
    """The contacts that gave an answer."""
    report = _report(request)
    page = page_of(report.given, request.GET, order=("-id",)) if report.asked else None
    return render(request, "followup/cycle/report_contacts.html", {"report": report, "page": page})


@requires(Permission.CONTACT_SEE)
@require_GET
def report_cycle_file(request):
    """For a spreadsheet; no cell of it is a formula."""
    report, what = _report(request), request.GET.get("planilha", "numeros")
    if what not in FILES:
        raise Http404
    answer = HttpResponse(as_csv(FILES[what](report)), content_type="text/csv; charset=utf-8")
    name = f"ciclos-{what}-{request.unit.slug}-{report.period.first:%Y-%m-%d}-{report.period.last:%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _report(request):
    return CycleReport(request.membership, request.unit, request.GET)
