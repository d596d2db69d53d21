"""Import of people and leads: the upload, its columns, the try, the run, the report, the undoing (BEY-15)."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.exports import as_csv
from leads.forms.imports import ColumnsForm, UploadForm
from leads.importing.page import ImportPage, outlook, samples
from leads.importing.report import lines_of
from leads.models import BulkImport
from purifikar.lib.keyset import page_of
from purifikar.lib.partials import render_partials
from tenants.access import requires
from tenants.roles import Permission

LIST, COLUMNS, PAGE = "leads/imports/imports.html", "leads/imports/columns.html", "leads/imports/import.html"
SHOWN = 25


@transaction.non_atomic_requests  # UnitFile.objects.keep() begins the outermost transaction itself
@requires(Permission.LEAD_IMPORT)
@require_http_methods(["GET", "POST"])
def imports(request):
    """Every import of the unit, the newest first, and the upload of the next one."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        return redirect("import_columns", form.keep(by=request.user).number)
    page = page_of(BulkImport.objects.with_page(), request.GET, order=("-number",), size=SHOWN)
    return render(request, LIST, {"form": form, "page": page}, status=422 if form.is_bound else 200)


@requires(Permission.LEAD_IMPORT)
@require_http_methods(["GET", "POST"])
def import_columns(request, number):
    """What each column is and what shall become of the rows; then a worker tries them."""
    bulk_import = _import(number)
    if not bulk_import.may_choose_columns:
        return redirect("bulk_import", number)
    form = ColumnsForm(request.POST if request.method == "POST" else None, bulk_import=bulk_import, unit=request.unit)
    if form.is_bound and form.is_valid():
        form.check_later()
        return redirect("bulk_import", number)
    columns = zip(form.column_fields, bulk_import.headings, samples(bulk_import), strict=True)
    context = {"form": form, "import": bulk_import, "columns": list(columns), "outlook": outlook(bulk_import)}
    return render(request, COLUMNS, context, status=422 if form.is_bound else 200)


@requires(Permission.LEAD_IMPORT)
@require_GET
def bulk_import(request, number):
    """How it stands: the progress, what the try found, what the run did, what the undoing left."""
    found = _import(number)
    if found.state == BulkImport.State.COLUMNS:
        return redirect("import_columns", number)
    return render(request, PAGE, _context(request, found))


@requires(Permission.LEAD_IMPORT)
@require_GET
def import_progress(request, number):
    """How far the worker is; the page asks every second."""
    return render_partials(
        request, PAGE, ["import-body"], _context(request, _import(number)), otherwise=reverse("bulk_import", args=[number])
    )


@requires(Permission.LEAD_IMPORT)
@require_POST
def import_run(request, number):
    _import(number).run_later()
    return redirect("bulk_import", number)


@requires(Permission.LEAD_IMPORT)
@require_POST
def import_undo(request, number):
    _import(number).undo_later(by=request.user)
    return redirect("bulk_import", number)


@requires(Permission.LEAD_IMPORT)
@require_POST
def import_retry(request, number):
    _import(number).try_again()
    return redirect("bulk_import", number)


@requires(Permission.LEAD_IMPORT)
@require_POST
def import_drop(request, number):
    found = _import(number)
    found.drop(by=request.user)
    messages.success(request, f"A {found} foi descartada. Nada foi importado.")
    return redirect("imports")


@requires(Permission.LEAD_IMPORT)
@require_GET
def import_report(request, number):
    """What became of each row, as a file; no cell of it is a formula."""
    found = _import(number)
    answer = HttpResponse(as_csv(lines_of(found)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="importacao-{found.number}.csv"'
    return answer


def _import(number):
    return get_object_or_404(BulkImport.objects.with_page(), number=number)


def _context(request, found):
    return {"import": found, "page": ImportPage(found, request.GET), "asks_undo": "desfazer" in request.GET}
