"""The agenda of a unit (BIM-13, BIM-14): what is marked for whom, marking, moving, cancelling and answering."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from purifikar.lib.links import unit_url
from tenants.access import requires
from tenants.roles import Permission
from workflow import registry
from workflow.agenda import UnitAgenda, bookable, sees_others
from workflow.agenda_forms import AnswerForm, AppointmentForm, CancelForm, MoveForm
from workflow.models import Appointment, Journey, Resource, kinds

BOOK, SMALL = "agenda/book.html", "agenda/small_form.html"


@requires(Permission.AGENDA)
def agenda(request):
    """Day, week, month or list of oneself, or of chosen people for whoever may see others."""
    return render(request, "agenda/agenda.html", {"agenda": UnitAgenda(request.membership, request.unit, request.GET)})


@requires(Permission.AGENDA)
def appointment(request, number):
    found = _found(request, number)
    earlier = found.moved_from.select_related("left_by", "moved_to").first()
    about = found.about_address and registry.subject_at(found.about_address, request.membership)
    context = {
        "appointment": found, "earlier": earlier, "lead_url": _journey_url(request, found),
        "about_url": unit_url(request.unit, "day") + found.about_address.lstrip("/") if about else "",
        "following": found.following.count() if found.series_id else 0,
        "has_resources": found.is_marked and (found.resource_id or found.lacks_resource) and Resource.objects.in_use().exists(),
    }  # fmt: skip
    return render(request, "agenda/appointment.html", context)


@requires(Permission.AGENDA)
def appointment_new(request):
    """With a lead (`andamento`) or without one."""
    journey, people = _journey(request), bookable(request.membership, request.unit)
    form = AppointmentForm(request.POST or None, people=people, journey=journey, initial=booking_initial(request))
    if request.method == "POST" and form.is_valid() and (made := kept(form, lambda: form.save(by=request.user))):
        messages.success(request, booked_words(made))
        return redirect("appointment", made[0].number)
    context = {"form": form, "journey": journey, "back": reverse("agenda")}
    return render(request, BOOK, context, status=422 if form.errors else 200)


@requires(Permission.AGENDA)
def appointment_move(request, number):
    """To another time, with the reason; the old one stays to be seen (BIM-14)."""
    found = _found(request, number, marked=True)
    form = MoveForm(request.POST or None, appointment=found, initial={"starts_at": found.starts_at, "minutes": found.minutes})
    title = "Mudar o horário ou o técnico" if "resource" in form.fields else "Mudar o horário"
    return _deed(request, found, form, title=title, send="Mudar", words=lambda moved: f"Mudado: {moved[0]}.")


@requires(Permission.AGENDA)
def appointment_cancel(request, number):
    found = _found(request, number, marked=True)
    form = CancelForm(request.POST or None, appointment=found)
    return _deed(request, found, form, title="Cancelar o compromisso", send="Cancelar o compromisso", words=_cancelled_words)


@requires(Permission.AGENDA)
def appointment_answer(request, number):
    """Done, and what came of it. A hand-over is answered on its lead, where the decision is the answer (FOL-10)."""
    found = _found(request, number, marked=True)
    if found.decides_journey:
        return redirect(_journey_url(request, found))
    form = AnswerForm(request.POST or None, appointment=found)
    return _deed(request, found, form, title="Como foi?", send="Gravar resultado", words=lambda done: "Resultado gravado.")


def _deed(request, found, form, *, title, send, words):
    if request.method == "POST" and form.is_valid() and (done := kept(form, lambda: form.save(by=request.user))):
        messages.success(request, words(done))
        return redirect("appointment", done[0].number)
    context = {"form": form, "appointment": found, "title": title, "send": send, "back": reverse("appointment", args=[found.number])}
    return render(request, SMALL, context, status=422 if form.errors else 200)


def _cancelled_words(gone):
    return "Compromisso cancelado. O horário está livre outra vez." if len(gone) == 1 else f"{len(gone)} compromissos cancelados."


def booking_initial(request):
    """What the address says already: with whom, when, of which kind."""
    try:
        starts_at = parse_datetime(request.GET.get("inicio", ""))
    except ValueError:
        starts_at = None
    kind, resource = request.GET.get("tipo", ""), request.GET.get("tecnico", "")
    if resource and not kind:
        kind = next(iter(kinds().slugs(needs_resource=True, is_active=True)), "")
    return {"person": request.GET.get("pessoa") or request.user.pk, "starts_at": starts_at, "kind": kind, "resource": resource}


def booked_words(made):
    return f"Marcado: {made[0]}." if len(made) == 1 else f"{len(made)} compromissos marcados, o primeiro: {made[0]}."


def kept(form, deed):
    """What the deed gives; nothing when it was refused, its words then stand at their fields."""
    try:
        return deed()
    except ValidationError as refused:
        errors = refused.message_dict if hasattr(refused, "error_dict") else {None: refused.messages}
        for field, words in errors.items():
            form.add_error(field if field in form.fields else None, words)
        return None


def _found(request, number, *, marked=False):
    """An appointment of one's own or of those whom one may see; 404 otherwise, or back to it when it is over already."""
    found = get_object_or_404(Appointment.objects.visible_to(request.membership).with_page(), number=number)
    if marked and not found.is_marked:
        raise Http404
    return found


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
