"""What repeats itself in the unit, and the types of solicitação with their forms (PUR-24, PUR-25, DIR-35, DIR-58)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenants.access import requires
from tenants.roles import Permission
from workflow.models import RequestType, Routine
from workflow.request_form import RequestTypeForm, RoutineForm

SET = requires(Permission.REQUESTS_ALL)


@SET
@require_GET
def routines(request):
    found = Routine.objects.select_related("type__process", "holder")
    types = RequestType.objects.select_related("process")
    return render(request, "workflow/routines/list.html", {"routines": found, "types": types})


@SET
@require_http_methods(["GET", "POST"])
def routine_new(request):
    return _routine_page(request, "Nova rotina")


@SET
@require_http_methods(["GET", "POST"])
def routine_edit(request, routine):
    return _routine_page(request, "Rotina", get_object_or_404(Routine, pk=routine))


@SET
@require_POST
def routine_removal(request, routine):
    """What it made already goes on."""
    get_object_or_404(Routine, pk=routine).delete()
    messages.success(request, "A rotina foi excluída. O que ela já criou segue até o fim.")
    return redirect("routines")


@SET
@require_http_methods(["GET", "POST"])
def request_type_new(request):
    return _type_page(request, "Novo tipo de solicitação")


@SET
@require_http_methods(["GET", "POST"])
def request_type_edit(request, process_slug):
    return _type_page(
        request, "Tipo de solicitação", get_object_or_404(RequestType.objects.select_related("process"), process__slug=process_slug)
    )


def _routine_page(request, title, routine=None):
    form = RoutineForm(request.POST or None, instance=routine, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, f"Rotina “{saved}” gravada: {saved.days_in_words}.")
        return redirect("routines")
    context = {"title": title, "form": form, "routine": routine}
    return render(request, "workflow/routines/form.html", context, status=422 if form.is_bound else 200)


def _type_page(request, title, type=None):
    form = RequestTypeForm(request.POST or None, instance=type)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"Tipo “{form.keep(by=request.user)}” gravado.")
        return redirect("routines")
    return render(request, "workflow/routines/form.html", {"title": title, "form": form}, status=422 if form.is_bound else 200)
