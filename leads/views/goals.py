from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.forms.goal import GoalForm
from leads.models import Goal
from leads.reports.catch_up import AT_A_GLANCE, catch_up
from leads.reports.goals import Goals
from leads.reports.scope import Scope
from leads.views.posted import posted
from tenants.access import requires
from tenants.roles import Permission


@requires(Permission.REPORTS)
@require_GET
def goals(request):
    """One's own goals, those of one's teams and the unit's, with their progress (PUR-41)."""
    catch_up(AT_A_GLANCE)
    manages = request.membership.may(Permission.GOALS_MANAGE)
    found = Goals(Scope(request.membership, request.unit), manages=manages).all()
    return render(request, "leads/reports/goals.html", {"goals": found, "manages": manages})


@requires(Permission.GOALS_MANAGE)
@require_http_methods(["GET", "POST"])
def goal_new(request):
    """A meta is set."""
    return _edit(request, Goal(by=request.user), "Nova meta", "Meta definida.")


@requires(Permission.GOALS_MANAGE)
@require_http_methods(["GET", "POST"])
def goal_edit(request, pk):
    return _edit(request, get_object_or_404(Goal, pk=pk), "Editar meta", "Meta gravada.")


@requires(Permission.GOALS_MANAGE)
@require_POST
def goal_removal(request, pk):
    """A meta less; the figures it was measured by stay."""
    get_object_or_404(Goal, pk=pk).delete()
    messages.success(request, "Meta excluída.")
    return redirect("goals")


def _edit(request, goal, title, done):
    form = GoalForm(posted(request), instance=goal, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, done)
        return redirect("goals")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "leads/reports/goal.html", {"form": form, "goal": goal, "title": title, "is_new": goal._state.adding}, status=status
    )
