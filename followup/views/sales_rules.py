"""Propostas e vendas under Configurações: rules, logo, models of proposals (BIM-18, BIM-50, BIM-65)."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup import placeholders
from followup.forms.catalogue import LogoForm
from followup.forms.sales_rules import SalesRulesForm, TemplateForm
from followup.models import ProposalTemplate, SalesRules
from followup.pictures import keep_picture, picture_response
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

PAGE = "followup/settings/sales_rules.html"
TEMPLATE = "followup/settings/template.html"


@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def sales_rules(request):
    form = SalesRulesForm(posted(request), instance=SalesRules.current())
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Configurações gravadas.")
        return go_to(request, reverse("sales_rules"))
    if form.errors:
        return render_form_again(request, PAGE, "rules-form", _desk(form=form))
    return render(request, PAGE, _desk(form=form))


@transaction.non_atomic_requests  # UnitFile.objects.keep() begins the outermost transaction itself
@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def sales_logo(request):
    """The logo itself, or another one in its place; proposals that went out keep the one they had."""
    rules = SalesRules.current()
    if request.method == "GET":
        if rules.logo is None:
            raise Http404
        return picture_response(rules.logo)
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, PAGE, _desk(logo_form=form), status=422)
    rules.logo = keep_picture(form, title="Logotipo", by=request.user)
    rules.save()
    messages.success(request, "Logotipo guardado.")
    return redirect("sales_rules")


@requires(Permission.CATALOGUE)
@require_POST
def sales_logo_removal(request):
    rules = SalesRules.current()
    rules.logo = None
    rules.save()
    messages.success(request, "Logotipo retirado.")
    return redirect("sales_rules")


@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def proposal_template_new(request):
    """A new model begins as a copy of the usual one."""
    usual = ProposalTemplate.objects.usual()
    is_first = not ProposalTemplate.objects.exists()
    fresh = ProposalTemplate(name="" if not is_first else usual.name, blocks=usual.blocks, is_default=is_first)
    return _written(request, TemplateForm(posted(request), instance=fresh), "Novo modelo de proposta")


@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def proposal_template(request, pk):
    found = get_object_or_404(ProposalTemplate, pk=pk)
    return _written(request, TemplateForm(posted(request), instance=found), found.name)


@requires(Permission.CATALOGUE)
@require_GET
def proposal_placeholders(request):
    """All variables, without a proposal to try them on (BIM-51)."""
    return render(request, "followup/settings/placeholders.html", {"groups": placeholders.groups()})


def _written(request, form, title):
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Modelo gravado. As próximas propostas começam com ele.")
        return go_to(request, reverse("sales_rules"))
    context = {"form": form, "form_title": title, "groups": placeholders.groups()}
    return render_form_again(request, TEMPLATE, "template-form", context) if form.errors else render(request, TEMPLATE, context)


def _desk(*, form=None, logo_form=None):
    rules = SalesRules.current()
    templates = ProposalTemplate.objects.all()
    return {"rules": rules, "form": form or SalesRulesForm(instance=rules), "logo_form": logo_form or LogoForm(), "templates": templates}
