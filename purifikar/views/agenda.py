"""One's agenda over all units, who is free in chosen units, and the agenda as an address for calendar programs."""

from datetime import timedelta
from hashlib import blake2s
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag
from django_tenants.utils import tenant_context

from purifikar.lib.ical import CONTENT_TYPE, Event, calendar
from purifikar.lib.links import network_url, unit_url
from tenants.access import open_to_all, requires, signed_in
from tenants.models import Commitment, Membership, Unit, User
from tenants.roles import Permission
from workflow import calendar as clocks
from workflow.agenda import OwnAgenda
from workflow.free_days import Register, free_days
from workflow.views.free_days import PAGE, Board, free_context, free_technicians, told

BACK, AHEAD = timedelta(days=30), timedelta(days=365)
MOST_UNITS = 8


@requires(Permission.AGENDA)
def network_agenda(request):
    """Own commitments in all units, in one query."""
    return render(request, "agenda/agenda.html", {"agenda": OwnAgenda(request.user, request.GET)})


@requires(Permission.DESK)
def network_free_days(request):
    """Free days of people of chosen units, for whoever marks appointments in their agendas from the Franqueadora (PUR-38, BIM-45)."""
    units = [unit for unit in Unit.objects.active().order_by("name") if Membership.letting_into(request.memberships, unit)]
    if not units:
        return render(request, PAGE, {"units": []})
    asked = request.GET.getlist("unidade")
    chosen = [unit for unit in units if unit.slug in asked][:MOST_UNITS] or units[:1]
    calendars, people_of = clocks.of_each(chosen), _people_of(chosen, but=request.user)
    everybody = User.objects.filter(pk__in=[user.pk for people in people_of.values() for user in people]).order_by("name")
    with timezone.override(chosen[0].time_zone):
        context = free_context(request, everybody, calendars[chosen[0]]) | {"units": units, "chosen": chosen}
    form = context["form"]
    register = Register.of(everybody, form.days) if form.is_valid() else None
    boards = [_board(unit, form, people_of[unit], calendars[unit], register) for unit in chosen]
    return render(request, PAGE, context | {"boards": boards} | told([each for board in boards for each in board.rows]))


def _people_of(units, *, but):
    """{unit: whose agendas are written there}, in one query."""
    found = {unit: [] for unit in units}
    members = Membership.objects.active().filter(unit__in=units, user__is_active=True).exclude(user=but)
    for member in members.select_related("user").order_by("user__name"):
        unit = next(unit for unit in units if unit.pk == member.unit_id)
        if member.user not in found[unit]:
            found[unit].append(member.user)
    return found


def _board(unit, form, people, calendar_of_unit, register):
    """By the unit's own calendar and clock."""
    free = technicians = []
    if form.is_valid():
        wanted = [user for user in people if user in form.cleaned_data["pessoa"]] if form.cleaned_data["pessoa"] else people
        free = free_days(wanted, calendar_of_unit, form.days, length=form.length, register=register)
        with tenant_context(unit):
            technicians = free_technicians(form, calendar_of_unit)
    return Board(free, unit, unit_url(unit, "appointment_new") + "?", technicians)


@signed_in
def agenda_address(request):
    """GET: the secret address. POST: a new one; the one before opens nothing any more."""
    if request.method == "POST":
        request.user.renew_agenda_token()
        messages.success(request, "Endereço novo criado. O anterior não funciona mais.")
        return redirect("agenda_address")
    token = request.user.agenda_token
    address = settings.PUBLIC_URL.rstrip("/") + network_url("agenda_feed", token) if token else ""
    on_device = f"webcal://{address.partition('://')[2]}"
    # Google takes an address that begins with webcal only (calagator/calagator#556).
    google = f"https://calendar.google.com/calendar/r?{urlencode({'cid': on_device})}"
    return render(request, "agenda/address.html", {"address": address, "on_device": on_device, "google": google})


@open_to_all
def agenda_feed(request, token):
    """The commitments of whoever has that address, as iCalendar; those cancelled lately are told as such (BIM-13).

    The text alone decides whether it changed: a Last-Modified would not tell of what fell out of the shown time.
    """
    user = get_object_or_404(User.objects.filter(is_active=True), agenda_token=token)
    now = timezone.now()
    found = list(Commitment.everything.of(user).between(now - BACK, now + AHEAD).select_related("unit").order_by("starts_at", "id"))
    zone = found[-1].unit.time_zone if found else settings.TIME_ZONE
    text = calendar("Purifikar", [_event(each) for each in found], zone=zone)
    etag = quote_etag(blake2s(text.encode(), digest_size=16).hexdigest())
    known = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    if etag in known:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(text, content_type=CONTENT_TYPE)
        answer.headers["Content-Disposition"] = 'inline; filename="agenda.ics"'
    answer.headers["ETag"] = etag
    # Compressed on its way, Outlook cannot read it (markuspoerschke/iCal#541).
    answer.headers["Cache-Control"] = "private, no-cache, no-transform"
    return answer


def _event(commitment):
    link = commitment.link if commitment.address else ""
    return Event(
        f"{commitment.pk}@purifikar", commitment.starts_at, commitment.ends_at, commitment.title, commitment.place, commitment.changed_at,
        sequence=commitment.sequence, description="\n".join(filter(None, [f"Purifikar {commitment.unit}", link])), url=link,
        alarm=commitment.remind_minutes, is_cancelled=commitment.cancelled_at is not None, is_busy=commitment.excludes,
    )  # fmt: skip
