from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from purifikar.lib.formats import thousands
from tenants.access import requires
from tenants.roles import Permission
from workflow.file_answer import answer_with
from workflow.forms import UnitFileForm
from workflow.models import UnitFile

SHOWN = 25
REMOVED = "excluidos"


@requires(Permission.FILES_SEE)
@require_safe
def unit_files(request):
    """The unit's documents, newest first, by kind; whoever keeps them also sees the removed ones."""
    chosen, may_keep = request.GET.get("tipo", ""), request.membership.may(Permission.FILES_KEEP)
    shows_removed = may_keep and chosen == REMOVED
    files = UnitFile.objects.removed() if shows_removed else UnitFile.objects.kept()
    if chosen in UnitFile.Kind.values:
        files = files.of_kind(chosen)
    return render(request, "workflow/unit_files/list.html", {
        "kinds": UnitFile.Kind.choices,
        "chosen": chosen,
        "shows_removed": shows_removed,
        "may_keep": may_keep,
        **_page(files.with_people(), request.GET, count=files.count()),
    })  # fmt: skip


@transaction.non_atomic_requests  # UnitFile.objects.keep() begins the outermost transaction itself
@requires(Permission.FILES_KEEP)
@require_http_methods(["GET", "POST"])
def unit_file_new(request):
    form = UnitFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.keep(by=request.user)
        messages.success(request, f"“{file}” está guardado como documento nº {file.number_in_unit}.")
        return redirect("unit_files")
    return render(request, "workflow/unit_files/new.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(Permission.FILES_SEE)
@require_safe
def unit_file(request, number):
    """The bytes, as what we found them to be, to be saved and never shown or run on our origin."""
    file = get_object_or_404(UnitFile.objects.kept(), number_in_unit=number)
    return answer_with(file)


@requires(Permission.FILES_KEEP)
@require_POST
def unit_file_remove(request, number):
    file = get_object_or_404(UnitFile.objects.kept(), number_in_unit=number)
    file.remove(by=request.user)
    messages.success(request, render_to_string("workflow/unit_files/removed.html", {"file": file}, request))
    return redirect("unit_files")


@requires(Permission.FILES_KEEP)
@require_POST
def unit_file_restore(request, number):
    file = get_object_or_404(UnitFile.objects.removed(), number_in_unit=number)
    file.restore()
    messages.success(request, f"“{file}” voltou aos documentos.")
    return redirect("unit_files")


def _page(files, asked, *, count):
    """One page by key: `antes` and `depois` are numbers of documents, so what comes in meanwhile moves nothing."""
    older, newer = _number(asked.get("antes")), _number(asked.get("depois"))
    if newer:
        rows = list(files.newer_than(newer)[: SHOWN + 1])
        has_newer, has_older = len(rows) > SHOWN, True
        rows = rows[:SHOWN][::-1]
    else:
        rows = list((files.older_than(older) if older else files)[: SHOWN + 1])
        has_newer, has_older = bool(older), len(rows) > SHOWN
        rows = rows[:SHOWN]
    return {
        "files": rows,
        "words": f"{len(rows)} de {thousands(count)}",
        "newer_url": has_newer and rows and _address(asked, depois=rows[0].number_in_unit),
        "older_url": has_older and rows and _address(asked, antes=rows[-1].number_in_unit),
    }


def _address(asked, **place):
    query = {"tipo": asked["tipo"], **place} if asked.get("tipo") else place
    return reverse("unit_files", query=query)


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
