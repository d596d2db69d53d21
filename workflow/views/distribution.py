"""Distribuição: whose turn it is and why, what waits, the proof of each turn, and the unit's rules (BEY-09)."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenants.access import requires
from tenants.models import Centre
from tenants.roles import Permission
from workflow.distribution_desk import DistributionDesk, centres_of
from workflow.distribution_forms import DistributionForm, RuleForm
from workflow.models import Distribution, DistributionRule
from workflow.ordering import move

SEE, SET = requires(Permission.DISTRIBUTION_SEE), requires(Permission.UNIT_SETTINGS)


@SEE
@require_GET
def distribution(request):
    """One centre at a time; the attendants' first."""
    centres = centres_of(request.unit)
    if not centres:
        return render(request, "workflow/distribution/none.html")
    asked = request.GET.get("centro")
    centre = next((centre for centre in centres if centre.pk == asked), None if asked else centres[0])
    if centre is None:
        raise Http404
    context = {"centres": centres, "desk": DistributionDesk(centre, request.unit, request.GET)}
    return render(request, "workflow/distribution/distribution.html", {**context, "sets": request.membership.may(Permission.UNIT_SETTINGS)})


@SET
@require_http_methods(["GET", "POST"])
def distribution_settings(request, centre):
    """Hours, reaction, and what no rule reaches."""
    centre = get_object_or_404(Centre, pk=centre)
    form = DistributionForm(request.POST or None, instance=Distribution.objects.of(centre.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"A distribuição de {centre} foi gravada.")
        return _back(centre.pk)
    return _form_page(request, "settings", centre, form=form)


@SET
@require_http_methods(["GET", "POST"])
def rule_new(request, centre):
    centre = get_object_or_404(Centre, pk=centre)
    form = RuleForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        _keep_new(form, centre)
        messages.success(request, "A regra vale a partir de agora.")
        return _back(centre.pk)
    return _form_page(request, "rule", centre, form=form)


@SET
@require_http_methods(["GET", "POST"])
def rule_edit(request, centre, rule):
    rule = _rule(centre, rule)
    form = RuleForm(request.POST or None, unit=request.unit, instance=rule)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "A regra foi gravada.")
        return _back(centre)
    return _form_page(request, "rule", get_object_or_404(Centre, pk=centre), form=form, rule=rule)


@SET
@require_POST
def rule_removal(request, centre, rule):
    _rule(centre, rule).delete()
    messages.success(request, "A regra foi excluída.")
    return _back(centre)


@SET
@require_POST
def rule_order(request, centre, rule):
    """One place up or down: the first rule that fits is the one that counts."""
    rule = _rule(centre, rule)
    move(rule, rule.distribution.rules, up=request.POST.get("para") == "cima")
    return _back(centre)


@transaction.atomic
def _keep_new(form, centre):
    """The last of the centre's rules."""
    rule = form.instance
    rule.distribution = Distribution.objects.get_or_create(centre=centre.pk)[0]
    rule.order = max((each.order for each in rule.distribution.rules.all()), default=-1) + 1
    form.save()


def _rule(centre, rule):
    return get_object_or_404(DistributionRule.objects.select_related("distribution"), pk=rule, distribution__centre=centre)


def _back(centre):
    return redirect(reverse("distribution", query={"centro": centre}))


def _form_page(request, name, centre, *, form, **more):
    context = {"centre": centre, "form": form, "back": reverse("distribution", query={"centro": centre.pk}), **more}
    return render(request, f"workflow/distribution/{name}.html", context, status=422 if form.is_bound else 200)
