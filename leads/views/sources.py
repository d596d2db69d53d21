"""Where the unit's leads come from, and the doors of each source (DIR-55, DIR-56, BEY-10)."""

import json

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.doors import rehearse
from leads.forms.source import SourceForm
from leads.models import Intake, Source
from leads.views.posted import posted
from purifikar.lib.links import unit_url
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

PAGE = "leads/sources/source.html"
MOST_COUNTED = 1000
SAMPLE = {"nome": "Marina de Teste", "telefone": "(13) 99741-0022", "bairro": "Gonzaga", "produto": "Purificador", "mensagem": "Quero um orçamento."}  # fmt: skip


@requires(Permission.SOURCES_MANAGE)
@require_GET
def sources(request):
    """All sources, those in use first, and how many entries wait for somebody."""
    waiting = Intake.objects.waiting()[:MOST_COUNTED].count()
    return render(request, "leads/sources/sources.html", {"sources": Source.objects.order_by("-is_active", "name"), "waiting": waiting})


@requires(Permission.SOURCES_MANAGE)
@require_http_methods(["GET", "POST"])
def source_new(request):
    """One more source."""
    form = SourceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, f"Origem {made} criada.")
        return go_to(request, reverse("source", args=[made.slug]))
    if form.errors:
        return render_form_again(request, "leads/sources/source_new.html", "source-form", {"form": form})
    return render(request, "leads/sources/source_new.html", {"form": form})


@requires(Permission.SOURCES_MANAGE)
@require_http_methods(["GET", "POST"])
def source(request, slug):
    """A source's facts, the addresses of its doors, and the recipe to sign."""
    found = _found(slug)
    form = SourceForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return go_to(request, reverse("source", args=[slug]))
    if form.errors:
        return render_form_again(request, PAGE, "source-form", _desk(request, _found(slug), form=form))
    return render(request, PAGE, _desk(request, found, form=form))


@requires(Permission.SOURCES_MANAGE)
@require_POST
def source_secret(request, slug):
    """Shows the secret, in this answer only."""
    return render_partials(request, PAGE, ["secret"], _desk(request, _found(slug), shows_secret=True))


@requires(Permission.SOURCES_MANAGE)
@require_POST
def source_secret_change(request, slug):
    """A new secret; the old one serves one more day."""
    found = _found(slug)
    found.change_secret()
    messages.success(request, "Segredo trocado. O anterior ainda vale por 24 horas.")
    return render_partials(request, PAGE, ["secret"], _desk(request, found, shows_secret=True))


@requires(Permission.SOURCES_MANAGE)
@require_POST
def source_test(request, slug):
    """What would become of a sample, through the same code; nothing of it stays."""
    found = _found(slug)
    test = rehearse(found, json.dumps(SAMPLE, ensure_ascii=False).encode())
    return render_partials(request, PAGE, ["test"], _desk(request, found, test=test))


def _found(slug):
    return get_object_or_404(Source, slug=slug)


def _desk(request, source, *, form=None, **more):
    addresses = {name: settings.PUBLIC_URL + unit_url(request.unit, name, source.token) for name in ("contact_door", "webhook")}
    sample = json.dumps(SAMPLE, ensure_ascii=False)
    return {
        "source": source,
        "form": form or SourceForm(instance=source),
        "addresses": addresses,
        "sample": sample,
        "hooks": source.hooks.all(),
        **more,
    }
