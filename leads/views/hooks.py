"""Integrations of a source: which system sends, its address and keys, where the fields stand, and a trial (DIR-55, BEY-10)."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from leads.forms.hook import HookForm, HookKindForm
from leads.hook_intake import rehearse
from leads.intake_samples import SAMPLES
from leads.models import Hook, Source
from leads.views.posted import posted
from purifikar.lib.links import unit_url
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

PAGE = "leads/sources/hook.html"
MOST_SAMPLE = 64 * 1024


@requires(Permission.SOURCES_MANAGE)
@require_http_methods(["GET", "POST"])
def hook_new(request, slug):
    """One more integration of a source."""
    source = get_object_or_404(Source, slug=slug)
    form = HookKindForm(posted(request), instance=Hook(source=source))
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        made.prepare()
        made.save()
        messages.success(request, "Integração criada. Copie o endereço para o outro sistema.")
        return go_to(request, reverse("hook", args=[slug, made.pk]))
    context = {"source": source, "form": form}
    if form.errors:
        return render_form_again(request, "leads/sources/hook_new.html", "hook-form", context)
    return render(request, "leads/sources/hook_new.html", context)


@requires(Permission.SOURCES_MANAGE)
@require_http_methods(["GET", "POST"])
def hook(request, slug, pk):
    """An integration's address, keys and fields."""
    found = _found(slug, pk)
    form = HookForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return go_to(request, reverse("hook", args=[slug, pk]))
    if form.errors:
        return render_form_again(request, PAGE, "hook-form", _desk(request, _found(slug, pk), form=form))
    return render(request, PAGE, _desk(request, found, form=form))


@requires(Permission.SOURCES_MANAGE)
@require_POST
def hook_test(request, slug, pk):
    """What a delivery would become, through the same code; nothing of it stays."""
    found = _found(slug, pk)
    sample = request.POST.get("sample", "")[:MOST_SAMPLE]
    outcome = rehearse(found, sample.encode(errors="replace"))
    return render_partials(request, PAGE, ["hook-test"], _desk(request, found, outcome=outcome, sample=sample))


def _found(slug, pk):
    return get_object_or_404(Hook.objects.select_related("source"), source__slug=slug, pk=pk)


def _desk(request, hook, *, form=None, sample=None, **more):
    if hook.is_mail:
        domain = settings.INTAKE_MAIL_DOMAIN
        address = f"{request.unit.slug}+{hook.token}@{domain}" if domain else ""
    else:
        address = settings.PUBLIC_URL + unit_url(request.unit, "hook_door", hook.token, hook.kind)
    sample = SAMPLES.get(hook.kind, "") if sample is None else sample
    return {"hook": hook, "source": hook.source, "form": form or HookForm(instance=hook), "address": address, "sample": sample, **more}
