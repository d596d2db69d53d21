from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from purifikar.lib.partials import render_form_again, render_partials
from tenants.access import requires
from tenants.forms import AbsenceForm, LoadForm, PersonTeamsForm, RoleForm, SwitchesForm
from tenants.models import Membership, TeamPlace
from tenants.roles import Permission

from .here import get_decided, get_managed, get_person, succeeds

PAGE, HISTORY = "tenants/person.html", "person-history"
WORK_SHOWN = 200
CHANGES_SHOWN = 20


@requires(Permission.PEOPLE_SEE)
def person(request, pk):
    """What somebody is here. Whoever looks after him also changes it from this page."""
    return render(request, PAGE, desk(request, get_person(request, pk)))


@requires(Permission.PEOPLE_MANAGE)
def person_work(request, pk):
    """What hangs on a person, which has to be handed over before he changes."""
    person = get_managed(request, pk)
    work = person.open_work().select_related("unit").order_by("due_at", "since")[: WORK_SHOWN + 1]
    context = {"person": person, "work": work[:WORK_SHOWN], "has_more": len(work) > WORK_SHOWN}
    return render(request, "tenants/person_work.html", context)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def person_role(request, pk):
    person = get_decided(request, pk)
    form = RoleForm(request.POST, person=person, member=request.membership)
    if form.is_valid() and succeeds(form, "role", lambda: person.change_role(form.cleaned_data["role"], by=request.user)):
        messages.success(request, f"{person.user.first_name} agora é {person.get_role_display()}.")
        return changed(request, person, "person-role", "person-lead", "person-switches", "person-teams", HISTORY)
    return refused(request, person, "person-role", role_form=form)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def person_switches(request, pk):
    person = get_managed(request, pk)
    form = SwitchesForm(request.POST, instance=person)
    if form.is_valid():
        person.switch(**form.cleaned_data, by=request.user)
        messages.success(request, "Gravado.")
        return changed(request, person, "person-switches", HISTORY)
    return refused(request, person, "person-switches", switches_form=form)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def person_teams(request, pk):
    person = get_managed(request, pk)
    form = PersonTeamsForm(request.POST, person=person)
    field = "principal" if person.attends else "others"
    if form.is_valid() and succeeds(form, field, lambda: TeamPlace.arrange(person, **form.cleaned_data, by=request.user)):
        messages.success(request, "Equipes gravadas.")
        return changed(request, person, "person-teams", HISTORY)
    return refused(request, person, "person-teams", teams_form=form)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def person_load(request, pk):
    """How many leads he can have at once, and his weight among the others."""
    person = get_managed(request, pk)
    form = LoadForm(request.POST, instance=person)
    if form.is_valid():
        person.carry(**form.cleaned_data, by=request.user)
        messages.success(request, "Gravado.")
        return changed(request, person, "person-load", HISTORY)
    return refused(request, person, "person-load", load_form=form)


def changed(request, person, *pieces):
    """The deed is done: those pieces of the page anew, or the page."""
    person = Membership.objects.with_page().with_presence().get(pk=person.pk)
    return render_partials(request, PAGE, pieces, desk(request, person), otherwise=reverse("person", args=[person.pk]))


def refused(request, person, piece, **form):
    """The deed is refused: its form again with what was chosen and why not."""
    return render_form_again(request, PAGE, piece, desk(request, person, **form))


def desk(request, person, **forms):
    """What the page of a person needs; a refused form takes the place of the fresh one."""
    member = request.membership
    context = {"person": person, "manages": member.may_manage(person), "decides": member.may_decide_on(person)}
    if context["manages"]:
        context |= {
            "administers": member.administers,
            "elsewhere": person.user.memberships.active().exclude(pk=person.pk).with_page() if member.administers else [],
            "role_form": RoleForm(person=person, member=member),
            "switches_form": SwitchesForm(instance=person),
            "teams_form": PersonTeamsForm(person=person) if person.may_join_teams else None,
            "load_form": LoadForm(instance=person),
            "absence_form": AbsenceForm(),
            "changes": person.changes.select_related("by")[:CHANGES_SHOWN],
            "absences": person.user.absences.current_and_next(),
            "held": person.open_work().count(),
        }
    return context | forms
