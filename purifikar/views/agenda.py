"""One's agenda over all units, who is free in a chosen unit, and the agenda as an address for calendar programs."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from purifikar.lib.ical import CONTENT_TYPE, Event, calendar
from purifikar.lib.links import network_url
from tenants.access import open_to_all, requires, signed_in
from tenants.models import Commitment, Membership, Unit, User
from tenants.roles import Permission
from workflow import calendar as clocks
from workflow.agenda import OwnAgenda, bookable
from workflow.views.agenda import free_context

BACK, AHEAD = timedelta(days=30), timedelta(days=365)


@requires(Permission.AGENDA)
def network_agenda(request):
    """Own commitments in all units, in one query."""
    return render(request, "agenda/agenda.html", {"agenda": OwnAgenda(request.user, request.GET)})


@requires(Permission.DESK)
def network_free_days(request):
    """Free days of a unit's people, for whoever marks appointments in their agendas from the Franqueadora (PUR-38)."""
    units = [unit for unit in Unit.objects.active().order_by("name") if Membership.letting_into(request.memberships, unit)]
    unit = next((unit for unit in units if unit.slug == request.GET.get("unidade")), next(iter(units), None))
    if unit is None:
        return render(request, "agenda/free_days.html", {"units": []})
    member = Membership.letting_into(request.memberships, unit)
    people = bookable(member, unit).exclude(pk=request.user.pk)
    with timezone.override(unit.time_zone):
        return render(request, "agenda/free_days.html", {"units": units, "unit": unit, **free_context(request, people, clocks.of(unit))})


@signed_in
def agenda_address(request):
    """GET: the secret address. POST: a new one; the one before opens nothing any more."""
    if request.method == "POST":
        request.user.renew_agenda_token()
        messages.success(request, "Endereço novo criado. O anterior não funciona mais.")
        return redirect("agenda_address")
    token = request.user.agenda_token
    address = settings.PUBLIC_URL.rstrip("/") + network_url("agenda_feed", token) if token else ""
    return render(request, "agenda/address.html", {"address": address})


@open_to_all
def agenda_feed(request, token):
    """The commitments of whoever has that address, as iCalendar: titles and places, nothing else (BIM-13)."""
    user = get_object_or_404(User.objects.filter(is_active=True), agenda_token=token)
    now = timezone.now()
    found = Commitment.objects.of(user).between(now - BACK, now + AHEAD)
    events = [
        Event(f"{each.pk}@purifikar", each.starts_at, each.ends_at, each.title, each.place, now) for each in found.order_by("starts_at")
    ]
    answer = HttpResponse(calendar("Purifikar", events), content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="agenda.ics"'
    return answer
