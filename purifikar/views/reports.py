from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leads.exports import as_csv
from leads.reports.export import tables_of
from purifikar.network_report import NetworkReport, NetworkScope
from tenants.access import requires
from tenants.roles import Permission


@requires(Permission.REPORTS)
@require_GET
def reports(request):
    """The network's figures of a time, by unit, source, campaign and person."""
    report = NetworkReport(NetworkScope(request.membership), request.GET)
    return render(request, "network/report.html", {"report": report, "shows_panel": request.membership.may(Permission.REPORTS_ALL)})


@requires(Permission.REPORTS)
@require_GET
def report_export(request):
    report = NetworkReport(NetworkScope(request.membership), request.GET)
    answer = HttpResponse(as_csv(tables_of(report, "Rede")), content_type="text/csv; charset=utf-8")
    name = f"relatorio-rede-{report.period.first:%Y-%m-%d}-{report.period.last:%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
