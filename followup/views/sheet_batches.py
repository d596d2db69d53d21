"""The visit sheets of a day, in one PDF: few at once, many by a worker, for the hand or by e-mail (BIM-52, BIM-53)."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from followup.forms.sheets import DayForm
from followup.models import SheetFile
from followup.sheet_day import DaySheets
from followup.sheet_facts import sheets_of
from followup.sheet_paper import pdf_of_sheets
from purifikar.lib.partials import render_partials
from purifikar.lib.pdf_answer import pdf_answer
from tenants.access import requires
from tenants.roles import Permission
from workflow.agenda import bookable, technicians_seen

PAGE, FILE = "followup/sheets/day.html", "followup/sheets/file.html"
AT_ONCE = 10
NONE = "Não há fichas nesse dia para quem você escolheu."


@requires(Permission.CONTACT_SEE)
@require_GET
def day_sheets(request):
    """What would be printed, in the order of the hours."""
    form, day = _asked(request, request.GET)
    kept = SheetFile.objects.filter(total__gt=1).readable_by(request.user).select_related("by")[:5]
    return render(request, PAGE, {"form": form, "day": day, "kept": kept, "at_once": AT_ONCE})


@requires(Permission.CONTACT_SEE)
@require_POST
def day_sheets_print(request):
    """Few come at once; many are made by a worker, on a page that shows how far it is."""
    _, day = _asked(request, request.POST)
    if day is None or not day.lines:
        return _nothing(request)
    if len(day.lines) <= AT_ONCE:
        return pdf_answer(request, lambda: pdf_of_sheets(sheets_of(day.lines), by=request.user), f"fichas-{day.day:%Y-%m-%d}.pdf")
    return redirect("sheet_file", SheetFile.objects.ask(day.lines, title=day.title, by=request.user).pk)


@requires(Permission.CONTACT_SEE)
@require_POST
def day_sheets_mail(request):
    """Each person gets his own, when a worker has made them."""
    _, day = _asked(request, request.POST)
    mailed = [person for person in day.people if day.lines_of(person)] if day else []
    if not mailed:
        return _nothing(request)
    for person in mailed:
        SheetFile.objects.ask(day.lines_of(person), title=f"Fichas de {day.day:%d/%m/%Y}: {person}", by=request.user, reader=person)
    messages.success(request, f"As fichas de {', '.join(map(str, mailed))} vão por e-mail assim que ficarem prontas.")
    return redirect(f"{reverse('day_sheets')}?{_query(request)}")


@requires(Permission.CONTACT_SEE)
@require_GET
def sheet_file(request, pk):
    """How far a batch is; ready, the PDF."""
    asked = get_object_or_404(SheetFile.objects.readable_by(request.user).select_related("by", "reader"), pk=pk)
    if request.htmx:
        return render_partials(request, FILE, ["sheet-progress"], {"asked": asked})
    return render(request, FILE, {"asked": asked})


@requires(Permission.CONTACT_SEE)
@require_GET
def sheet_file_pdf(request, pk):
    asked = get_object_or_404(SheetFile.objects.readable_by(request.user), pk=pk)
    if not asked.is_ready:
        raise Http404
    return FileResponse(asked.open(), filename=asked.file_name, content_type="application/pdf")


def _asked(request, params):
    """The form as it is filled in, and the day's sheets; None for what cannot be read."""
    member = request.membership
    form = DayForm(params, people=bookable(member, request.unit), resources=technicians_seen(member), user=request.user)
    asked = form.asked
    return form, asked and DaySheets(member, **asked)


def _nothing(request):
    messages.warning(request, NONE)
    return redirect(f"{reverse('day_sheets')}?{_query(request)}")


def _query(request):
    """The choice as it was sent, without what guards the form."""
    said = request.POST.copy()
    said.pop("csrfmiddlewaretoken", None)
    return said.urlencode()
