"""Centros de responsabilidade: whose work a stage is (BIM-33, BIM-68). They are the network's; each unit's people fill them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.forms import CentreForm, CentrePersonForm, DecisionForm
from tenants.models import Centre
from tenants.roles import Permission

from .here import succeeds

LIST, PAGE, NEW = "tenants/centres.html", "tenants/centre.html", "tenants/centre_new.html"
PEOPLE_SHOWN, EMPTY_SHOWN = 100, 12
ADMIN = requires(Permission.NETWORK_SETTINGS)


@ADMIN
def centres(request):
    """All centres with who belongs to each and how many that makes now."""
    found, counts = list(Centre.objects.with_members()), Centre.objects.count_people()
    return render(request, LIST, {"centres": [(centre, counts.get(centre.pk, 0)) for centre in found]})


@ADMIN
@require_http_methods(["GET", "POST"])
def centre_new(request):
    form = CentreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, f"Centro {made} criado.")
        return go_to(request, reverse("centre", args=[made.pk]))
    if form.errors:
        return render_form_again(request, NEW, "centre-form", {"form": form})
    return render(request, NEW, {"form": form})


@ADMIN
@require_http_methods(["GET", "POST"])
def centre(request, centre):
    """Its name, roles and teams, and who is in it now."""
    centre = _get(centre)
    form = CentreForm(request.POST or None, instance=centre)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Centro gravado.")
        return go_to(request, reverse("centre", args=[centre.pk]))
    if form.errors:
        return render_form_again(request, PAGE, "centre-form", _desk(_get(centre.pk), form=form))
    return render(request, PAGE, _desk(centre))


@ADMIN
@require_POST
def centre_add(request, centre):
    """One more person by name."""
    centre = _get(centre)
    form = CentrePersonForm(request.POST, centre=centre)
    if not form.is_valid():
        return render_form_again(request, PAGE, "centre-members", _desk(centre, person_form=form))
    centre.members.add(*form.found)
    messages.success(request, f"{form.found[0].user} entrou em {centre}.")
    return _changed(request, centre)


@ADMIN
@require_POST
def centre_remove(request, centre, membership):
    centre = _get(centre)
    member = get_object_or_404(centre.members.select_related("user"), pk=membership)
    centre.members.remove(member)
    messages.success(request, f"{member.user} não está mais em {centre} por nome.")
    return _changed(request, centre)


@ADMIN
@require_POST
def centre_delete(request, centre):
    """Refused while a process or work on its way needs it."""
    centre, form = _get(centre), DecisionForm(request.POST)
    if form.is_valid() and succeeds(form, None, centre.remove):
        messages.success(request, f"Centro {centre} excluído.")
        return redirect("centres")
    return render_form_again(request, PAGE, "centre-end", _desk(centre, end_form=form))


def _get(slug):
    return get_object_or_404(Centre.objects.with_members(), pk=slug)


def _changed(request, centre):
    return render_partials(
        request, PAGE, ["centre-members", "centre-now"], _desk(_get(centre.pk)), otherwise=reverse("centre", args=[centre.pk])
    )


def _desk(centre, **forms):
    people = list(centre.everybody().with_page().in_name_order()[: PEOPLE_SHOWN + 1])
    empty = list(centre.empty_units().order_by("name").values_list("name", flat=True)[: EMPTY_SHOWN + 1])
    return {
        "centre": centre,
        "form": CentreForm(instance=centre),
        "person_form": CentrePersonForm(centre=centre),
        "members": centre.members.with_page().in_name_order(),
        "people": people[:PEOPLE_SHOWN],
        "more_people": len(people) > PEOPLE_SHOWN,
        "empty_units": empty[:EMPTY_SHOWN],
        "more_empty": len(empty) > EMPTY_SHOWN,
    } | forms
