"""The network's pages of units: the list, opening one, its page, its states (PUR-07, PUR-48)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from purifikar.lib.partials import render_form_again, render_partials
from purifikar.unit_forms import ClosureForm, EditForm, OpeningForm, SuspensionForm
from purifikar.unit_list import UnitList, condition, opening_trouble, process_name
from tenants.access import requires
from tenants.models import Membership, Network, OpenWork, Unit
from tenants.roles import Permission
from tenants.tasks import progress_of
from workflow.ready import ready_processes

PAGE = "units/unit.html"
HISTORY_SHOWN = 30


@requires(Permission.UNITS_SEE)
@require_GET
def units(request):
    """All units, those that need something first (screens.md: units by exception)."""
    found = UnitList(request.GET)
    context = {"found": found, "may_manage": request.membership.may(Permission.UNITS_MANAGE), "kinds": Unit.Kind, "ufs": Unit.UF}
    return render(request, "units/units.html", context)


@requires(Permission.UNITS_MANAGE)
@require_http_methods(["GET", "POST"])
def unit_new(request):
    """Asks for a unit; a worker opens it, and the unit's page shows how far it is."""
    form = OpeningForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            return redirect("unit", form.save(by=request.user).slug)
        return render_form_again(request, "units/unit_new.html", "unit-form", {"form": form})
    return render(request, "units/unit_new.html", {"form": form})


@requires(Permission.UNITS_SEE)
@require_GET
def unit(request, slug):
    """A unit: what it is, who is there, what happened to it, and what may be done with it."""
    return render(request, PAGE, _desk(request, _unit(slug)))


@requires(Permission.UNITS_SEE)
@require_GET
def unit_opening(request, slug):
    """How far the opening is; the unit's page asks every second."""
    wanted = _unit(slug)
    if not request.htmx:
        return redirect("unit", slug)
    pieces = ["unit-opening"] if wanted.state == Unit.State.OPENING else ["unit-opening", "unit-state", "unit-acts", "unit-history"]
    return render_partials(request, PAGE, pieces, _desk(request, wanted))


@requires(Permission.UNITS_MANAGE)
@require_POST
def unit_opening_retry(request, slug):
    """Tries an opening that failed once more."""
    _unit(slug).try_opening_again()
    return redirect("unit", slug)


@requires(Permission.UNITS_MANAGE)
@require_http_methods(["GET", "POST"])
def unit_edit(request, slug):
    """A unit's facts, process, attendant and store flow (FOL-25)."""
    wanted = _unit(slug)
    form = EditForm(request.POST or None, instance=wanted)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return redirect("unit", slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "units/unit_edit.html", {"form": form, "unit": _unit(slug), "process": process_name(wanted)}, status=status)


@requires(Permission.UNITS_MANAGE)
@require_http_methods(["GET", "POST"])
def unit_suspension(request, slug):
    """Shuts a unit for a while: its people see a page that says so."""
    return _leave_active(request, slug, SuspensionForm(request.POST or None), "units/unit_suspension.html", "suspend", "está suspensa")


@requires(Permission.UNITS_MANAGE)
@require_http_methods(["GET", "POST"])
def unit_closure(request, slug):
    """Shuts a unit for good, with its name written out."""
    form = ClosureForm(request.POST or None, unit=_unit(slug))
    return _leave_active(request, slug, form, "units/unit_closure.html", "close", "foi encerrada")


@requires(Permission.UNITS_MANAGE)
@require_POST
def unit_resumption(request, slug):
    """Lets a suspended unit work again."""
    wanted = _unit(slug)
    try:
        wanted.resume(by=request.user)
        messages.success(request, f"{wanted} voltou a funcionar.")
    except ValidationError as refusal:
        messages.error(request, refusal.message)
    return redirect("unit", slug)


def _leave_active(request, slug, form, page, verb, outcome):
    wanted = _unit(slug)
    if request.method == "POST" and form.is_valid():
        try:
            getattr(wanted, verb)(by=request.user, note=form.cleaned_data["note"])
        except ValidationError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"{wanted} {outcome}.")
        return redirect("unit", slug)
    people = Membership.objects.active().of_unit(wanted).count()
    open_work = OpenWork.objects.in_unit(wanted).count()
    context = {"unit": wanted, "form": form, "people": people, "open_work": open_work}
    return render(request, page, context, status=422 if request.method == "POST" else 200)


def _unit(slug):
    return get_object_or_404(Unit, slug=slug)


def _desk(request, wanted):
    done, total = progress_of(wanted.pk) if wanted.state == Unit.State.OPENING else (0, 0)
    kind, words = condition(wanted)
    return {
        "unit": wanted,
        "state_kind": kind,
        "state_words": words,
        "may_manage": request.membership.may(Permission.UNITS_MANAGE),
        "done": done,
        "total": total,
        "progress_words": f"{done} de {total}",
        "trouble": opening_trouble(wanted) if wanted.opening_error else "",
        "process": ready_processes().get(wanted.process),
        "store_flow": _store_flow_words(wanted),
        "people": Membership.objects.active().of_unit(wanted).count(),
        "open_work": OpenWork.objects.in_unit(wanted).count(),
        "late_work": OpenWork.objects.in_unit(wanted).overdue().count(),
        "holidays": wanted.holidays.all(),
        "history": wanted.history.select_related("by")[:HISTORY_SHOWN],
    }


def _store_flow_words(wanted):
    if not wanted.process_has_store_flow:
        return "não existe neste processo"
    if not wanted.store_flow:
        return "desligado"
    return "ligado" if Network.get().store_flow_allowed else "ligado na unidade, à espera da rede liberar"
