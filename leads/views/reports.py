"""A unit's reports, the leads behind each of their figures, and the same as a file (PUR-42, FOL-23)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads.exports import as_csv
from leads.reports.catch_up import AT_A_GLANCE, catch_up
from leads.reports.drill import Drill
from leads.reports.export import lines_of
from leads.reports.lead_rows import LeadRows
from leads.reports.period import Period
from leads.reports.problems import Problems
from leads.reports.report import Report
from leads.reports.scope import Scope
from leads.reports.team import Team
from leads.reports.trend import Trend
from tenants.access import requires
from tenants.roles import Permission


@requires(Permission.REPORTS)
@require_GET
def reports(request):
    """The unit's figures of a time, each with the way to its leads."""
    catch_up(AT_A_GLANCE)
    report = Report(Scope(request.membership, request.unit), request.GET)
    context = {"report": report, "trend": Trend(report.figures)}
    return render(request, "leads/reports/report.html", context)


@requires(Permission.REPORTS)
@require_GET
def report_export(request):
    """The same tables for a spreadsheet."""
    report = Report(Scope(request.membership, request.unit), request.GET)
    answer = HttpResponse(as_csv(lines_of(report)), content_type="text/csv; charset=utf-8")
    name = f"relatorio-{request.unit.slug}-{report.period.first:%Y-%m-%d}-{report.period.last:%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@requires(Permission.LEAD_SEE)
@require_GET
def report_leads(request):
    """The leads that a figure counted."""
    drill = Drill(request.GET, Scope(request.membership, request.unit))
    return render(request, "leads/reports/leads.html", {"drill": drill, "list": LeadRows(drill, request.GET)})


@requires(Permission.LEAD_SEE)
@require_GET
def report_team(request):
    """Who holds how much, who is late and away, whether leads are given fairly, and where they stick."""
    catch_up(AT_A_GLANCE)
    team = Team(Scope(request.membership, request.unit), Period.of(request.GET, timezone.localdate()))
    return render(request, "leads/reports/team.html", {"team": team})


@requires(Permission.LEAD_SEE)
@require_GET
def problems(request):
    """What went up to the Gerente, whose it was and what became of it."""
    found = Problems(Scope(request.membership, request.unit), request.GET)
    return render(request, "leads/reports/problems.html", {"problems": found})
