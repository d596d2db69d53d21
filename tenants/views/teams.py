from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.forms import DecisionForm, NewcomerForm, PeopleFilter, TeamDistributionForm, TeamForm
from tenants.models import Membership, Team, TeamDistribution
from tenants.roles import Permission

from .here import get_team, succeeds, teams_here

LIST, PAGE, NEW = "tenants/teams.html", "tenants/team.html", "tenants/team_new.html"


@requires(Permission.TEAMS_SEE)
def teams(request):
    """The teams of this place with who leads each and how many are in it."""
    filters = PeopleFilter(request.GET, place=request.unit, member=request.membership)
    found = filters.narrow_place(teams_here(request)).with_people()
    return render(request, LIST, {"filters": filters, "teams": found, "manages": _manages(request)})


@requires(Permission.TEAMS_SEE)
def team(request, pk):
    return render(request, PAGE, _desk(request, get_team(request, pk)))


@requires(Permission.TEAMS_MANAGE)
def team_new(request):
    form = TeamForm(request.POST or None, instance=Team(unit=request.unit))
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, f"Equipe {made} criada.")
        return go_to(request, reverse("team", args=[made.pk]))
    if form.errors:
        return render_form_again(request, NEW, "team-form", {"form": form})
    return render(request, NEW, {"form": form})


@requires(Permission.TEAMS_MANAGE)
@require_POST
def team_rename(request, pk):
    team = get_team(request, pk)
    form = TeamForm(request.POST, instance=Team(pk=team.pk, unit=team.unit))
    if not form.is_valid():
        return render_form_again(request, PAGE, "team-name", _desk(request, team, name_form=form))
    team.rename(form.cleaned_data["name"])
    messages.success(request, "Nome gravado.")
    return go_to(request, reverse("team", args=[pk]))


@requires(Permission.TEAM_DISTRIBUTION)
def team_distribution(request, pk):
    """How the team takes part in the turns; also by whoever leads it (FOL-05, FOL-39)."""
    team = get_team(request, pk)
    form = TeamDistributionForm(request.POST or None, instance=TeamDistribution.objects.of(team))
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, f"A equipe {team} passa a receber assim.")
        return go_to(request, reverse("team", args=[pk]))
    return render(request, "tenants/team_distribution.html", {"team": team, "form": form}, status=422 if form.errors else 200)


@requires(Permission.TEAMS_MANAGE)
@require_POST
def team_delete(request, pk):
    team, form = get_team(request, pk), DecisionForm(request.POST)
    if form.is_valid() and succeeds(form, None, team.dissolve):
        messages.success(request, f"Equipe {team} excluída.")
        return go_to(request, reverse("teams"))
    return render_form_again(request, PAGE, "team-end", _desk(request, team, end_form=form))


@requires(Permission.TEAMS_MANAGE)
@require_POST
def team_add(request, pk):
    team = get_team(request, pk)
    form = NewcomerForm(request.POST, team=team)
    if form.is_valid() and succeeds(form, "person", lambda: team.take_in(form.cleaned_data["person"], by=request.user)):
        messages.success(request, f"{form.cleaned_data['person'].user} entrou em {team}.")
        return _changed(request, team)
    return render_form_again(request, PAGE, "team-people", _desk(request, team, newcomer_form=form))


@requires(Permission.TEAMS_MANAGE)
@require_POST
def team_remove(request, pk, membership):
    team, form = get_team(request, pk), DecisionForm(request.POST)
    person = get_object_or_404(Membership.objects.with_page().of_unit(team.unit), pk=membership)
    if form.is_valid() and succeeds(form, None, lambda: team.let_go(person, by=request.user)):
        messages.success(request, f"{person.user} saiu de {team}.")
        return _changed(request, team)
    return render_form_again(request, PAGE, "team-people", _desk(request, team, leaving=person, leaving_form=form))


def _changed(request, team):
    context = _desk(request, team)
    return render_partials(request, PAGE, ["team-people", "team-end"], context, otherwise=reverse("team", args=[team.pk]))


def _desk(request, team, **forms):
    """What the page of a team needs; a refused form takes the place of the fresh one."""
    context = {
        "team": Team.objects.with_people().get(pk=team.pk), "manages": _manages(request), "distribution": TeamDistribution.objects.of(team),
        "sets": request.membership.may(Permission.TEAM_DISTRIBUTION),
    }  # fmt: skip
    if context["manages"]:
        context["name_form"] = TeamForm(instance=context["team"])
        context["newcomer_form"] = NewcomerForm(team=team)
    return context | forms


def _manages(request):
    return request.membership.may(Permission.TEAMS_MANAGE)
