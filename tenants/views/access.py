from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from purifikar.lib.links import unit_url
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.forms import DecisionForm, MoveForm
from tenants.models import Mail
from tenants.roles import Permission

from .here import get_decided, succeeds
from .person import changed, refused

MOVE_PAGE = "tenants/person_move.html"
ALL_PIECES = (
    "person-access",
    "person-lead",
    "person-role",
    "person-switches",
    "person-teams",
    "person-load",
    "person-absences",
    "person-history",
)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def person_end(request, pk):
    """No way in any more, here; one click takes it back."""
    person, form = get_decided(request, pk), DecisionForm(request.POST)
    if form.is_valid() and succeeds(form, None, lambda: person.end(by=request.user)):
        messages.success(request, f"{person.user} não entra mais {person.at_place}.")
        return changed(request, person, *ALL_PIECES)
    return refused(request, person, "person-access", access_form=form)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def person_return(request, pk):
    person = get_decided(request, pk)
    person.resume(by=request.user)
    messages.success(request, f"{person.user} pode entrar de novo {person.at_place}.")
    return changed(request, person, *ALL_PIECES)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def person_deactivate(request, pk):
    """The account itself, in all places at once."""
    person, form = _get_as_admin(request, pk), DecisionForm(request.POST)
    if form.is_valid() and succeeds(form, None, lambda: person.deactivate_account(by=request.user)):
        messages.success(request, f"A conta de {person.user} está desativada em toda a rede.")
        return changed(request, person, *ALL_PIECES)
    return refused(request, person, "person-access", access_form=form)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def person_reactivate(request, pk):
    person = _get_as_admin(request, pk)
    person.reactivate_account(by=request.user)
    messages.success(request, f"A conta de {person.user} está ativa de novo.")
    return changed(request, person, *ALL_PIECES)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def person_factor_reset(request, pk):
    """For somebody who lost his second factor, after a call that shows it is really he."""
    person = _get_as_admin(request, pk)
    person.user.forget_second_factor()
    Mail.objects.write(
        to=person.user.email, subject="Sua verificação em duas etapas foi zerada", kind="seguranca",
        text=render_to_string("tenants/email/factor_reset.txt", {"user": person.user, "by": request.user}),
    )  # fmt: skip
    messages.success(request, f"A verificação em duas etapas de {person.user} foi zerada, e as sessões, encerradas.")
    return changed(request, person, *ALL_PIECES)


@requires(Permission.PEOPLE_MANAGE)
def person_move(request, pk):
    """Out of this place and into a unit."""
    person = _get_as_admin(request, pk)
    form = MoveForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        unit, role = form.cleaned_data["unit"], form.cleaned_data["role"]
        if succeeds(form, "unit", lambda: person.move(unit, role, by=request.user)):
            messages.success(request, f"{person.user} agora é de {unit}.")
            return go_to(request, _page_in(request, person.user.memberships.get(unit=unit)))
    context = {"person": person, "form": form}
    if form.errors:
        return render_form_again(request, MOVE_PAGE, "move-form", context)
    return render(request, MOVE_PAGE, context)


def _get_as_admin(request, pk):
    """What goes beyond one place is the administrator's alone."""
    if not request.membership.administers:
        raise PermissionDenied
    return get_decided(request, pk)


def _page_in(request, person):
    """His page where he is now: seen from the network, or inside the new unit when the administrator worked in the old one."""
    return unit_url(person.unit, "person", person.pk) if request.unit else reverse("person", args=[person.pk])
