"""The agenda of a unit (BIM-13..15, BIM-45): what is marked for whom, moving, cancelling, answering, and who is free when."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from purifikar.lib.links import unit_url
from tenants.access import requires
from tenants.roles import Permission
from workflow import calendar
from workflow.agenda import UnitAgenda, bookable, sees_others
from workflow.agenda_forms import AnswerForm, AppointmentForm, CancelForm, FreeDaysForm, MoveForm
from workflow.free_days import AWAY, BUSY, FREE, PARTLY, coming_days, free_days
from workflow.models import Appointment, Journey

SMALL = "agenda/small_form.html"
DAYS_SHOWN = 5
GROUPS = [(FREE, "Livres"), (PARTLY, "Parcialmente livres"), (BUSY, "Ocupados"), (AWAY, "Ausentes")]


@requires(Permission.AGENDA)
def agenda(request):
    """Day, week or list of oneself, or of chosen people for whoever may see others."""
    return render(request, "agenda/agenda.html", {"agenda": UnitAgenda(request.membership, request.unit, request.GET)})


@requires(Permission.AGENDA)
def agenda_free(request):
    """Dias livres, parcialmente livres and ocupados of chosen people over a period (BIM-15, BIM-45)."""
    people = bookable(request.membership, request.unit)
    return render(request, "agenda/free_days.html", free_context(request, people, calendar.of(request.unit)))


def free_context(request, people, clocks):
    """What the page of free days shows; without an asked period the next five working days."""
    coming = coming_days(clocks, DAYS_SHOWN) or [timezone.localdate()]
    given = request.GET.copy()
    given.setdefault("de", coming[0].isoformat())
    given.setdefault("ate", coming[-1].isoformat())
    form = FreeDaysForm(given, people=people)
    chosen = (form.cleaned_data["pessoa"] or people) if form.is_valid() else []
    free = free_days(chosen, clocks, form.days) if form.is_valid() else []
    groups = [(label, [each.person for each in free if each.has_only(kind)]) for kind, label in GROUPS]
    return {"form": form, "free": free, "groups": [(label, people) for label, people in groups if people]}


@requires(Permission.AGENDA)
def appointment(request, number):
    found = _found(request, number)
    earlier = found.moved_from.select_related("left_by").first()
    return render(request, "agenda/appointment.html", {"appointment": found, "earlier": earlier, "lead_url": _journey_url(request, found)})


@requires(Permission.AGENDA)
def appointment_new(request):
    """With a lead (`andamento`) or without one."""
    journey = _journey(request)
    initial = {"person": request.GET.get("pessoa") or request.user.pk, "starts_at": _start(request), "kind": request.GET.get("tipo", "")}
    form = AppointmentForm(request.POST or None, people=bookable(request.membership, request.unit), journey=journey, initial=initial)
    if request.method == "POST" and form.is_valid() and (marked := _kept(form, lambda: form.save(by=request.user))):
        messages.success(request, f"Marcado: {marked}.")
        return redirect("appointment", marked.number)
    context = {"form": form, "journey": journey, "title": "Marcar compromisso", "send": "Marcar", "back": reverse("agenda")}
    return render(request, SMALL, context, status=422 if form.errors else 200)


@requires(Permission.AGENDA)
def appointment_move(request, number):
    """To another time, with the reason; the old one stays to be seen (BIM-14)."""
    found = _found(request, number, marked=True)
    minutes = int((found.ends_at - found.starts_at).total_seconds() // 60)
    form = MoveForm(request.POST or None, initial={"starts_at": found.starts_at, "minutes": minutes})
    if request.method == "POST" and form.is_valid() and (moved := _kept(form, lambda: found.move(by=request.user, **form.cleaned_data))):
        messages.success(request, f"Mudado: {moved}.")
        return redirect("appointment", moved.number)
    return _small(request, found, form, title="Mudar o horário", send="Mudar")


@requires(Permission.AGENDA)
def appointment_cancel(request, number):
    found = _found(request, number, marked=True)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _kept(form, lambda: found.cancel(by=request.user, **form.cleaned_data) or found):
        messages.success(request, "Compromisso cancelado. O horário está livre outra vez.")
        return redirect("appointment", number)
    return _small(request, found, form, title="Cancelar o compromisso", send="Cancelar o compromisso")


@requires(Permission.AGENDA)
def appointment_answer(request, number):
    """Done, and what came of it. A hand-over is answered on its lead, where the decision is the answer (FOL-10)."""
    found = _found(request, number, marked=True)
    if found.decides_journey:
        return redirect(_journey_url(request, found))
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _kept(form, lambda: found.answer(by=request.user, **form.cleaned_data) or found):
        messages.success(request, "Resultado gravado.")
        return redirect("appointment", number)
    return _small(request, found, form, title="Como foi?", send="Gravar resultado")


def _found(request, number, *, marked=False):
    """An appointment of one's own or of those whom one may see; 404 otherwise, or back to it when it is over already."""
    found = get_object_or_404(Appointment.objects.visible_to(request.membership).with_page(), number=number)
    if marked and not found.is_marked:
        raise Http404
    return found


def _kept(form, deed):
    """What the deed gives; nothing when it was refused, its words then stand at their fields."""
    try:
        return deed()
    except ValidationError as refused:
        errors = refused.message_dict if hasattr(refused, "error_dict") else {None: refused.messages}
        for field, words in errors.items():
            form.add_error(field if field in form.fields else None, words)
        return None


def _small(request, found, form, *, title, send):
    context = {"form": form, "appointment": found, "title": title, "send": send, "back": reverse("appointment", args=[found.number])}
    return render(request, SMALL, context, status=422 if form.errors else 200)


def _journey(request):
    """The journey that the address names, if this person may see it."""
    try:
        key = UUID(request.GET.get("andamento", ""))
    except ValueError:
        return None
    journeys = Journey.objects.running()
    if not sees_others(request.membership):
        journeys = journeys.filter(holder=request.user)
    return get_object_or_404(journeys, pk=key)


def _journey_url(request, found):
    """The page of what the appointment is about."""
    if not found.journey_id or not found.journey.address:
        return ""
    return unit_url(request.unit, "day") + found.journey.address.lstrip("/")


def _start(request):
    try:
        return parse_datetime(request.GET.get("inicio", ""))
    except ValueError:
        return None
