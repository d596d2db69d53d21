"""The desk of the Assessor Comercial (PUR-36..40): a queue over all units beside the console of one call."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tenants.utils import tenant_context

from leads.forms.decision import DecisionForm, workers
from purifikar.desk import Call, Desk, entering, found
from purifikar.desk_forms import AttemptForm, GiveForm
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.models import OpenWork
from tenants.roles import Permission
from workflow import calendar
from workflow.free_days import coming_days, free_days
from workflow.models import AlreadyDecided, NotAllowed, Stage

PAGE, CALL, DECIDE = "desk/desk.html", "desk/call.html", "desk/decide.html"
DAYS_SHOWN = 5


@requires(Permission.DESK)
def desk(request):
    """The queue; the first call is opened beside it where there is room."""
    return render(request, PAGE, {"desk": Desk(request.membership, request.GET)})


@requires(Permission.DESK)
def desk_call(request, pk):
    """The console of that lead: beside the queue by htmx, as a page of its own on the phone."""
    desk, work = Desk(request.membership, request.GET), found(pk)
    if not work.unit.answers:
        return _show(request, {"desk": desk, "work": work})
    member = entering(work, request.memberships)
    with tenant_context(work.unit), timezone.override(work.unit.time_zone):
        return _show(request, _context(desk, Call(work, member)))


@requires(Permission.LEAD_WORK)
@require_POST
def desk_take(request, pk):
    """What waits for nobody goes to whoever is first; the second is told who was."""
    desk, work = Desk(request.membership, request.GET), found(pk)
    _refuse_closed(work)
    member = entering(work, request.memberships)
    with tenant_context(work.unit), timezone.override(work.unit.time_zone):
        try:
            Call(work, member).lead.journey.take(request.user)
            messages.success(request, "O lead agora está com você.")
        except AlreadyDecided as late:
            messages.warning(request, " ".join(late.messages))
    return _go(request, desk, work)


@requires(Permission.LEAD_WORK)
@require_POST
def desk_attempt(request, pk):
    """The result of the call and the next date; then on to the next row."""
    desk, work = Desk(request.membership, request.GET), found(pk)
    _refuse_closed(work)
    following = desk.next_after(work)
    member = entering(work, request.memberships)
    with tenant_context(work.unit), timezone.override(work.unit.time_zone):
        call = _mine(work, member)
        form = AttemptForm(request.POST, call=call)
        if not form.is_valid():
            return render_form_again(request, CALL, "step", _context(desk, call, form=form))
        try:
            form.save(by=request.user)
            messages.success(request, f"{work.title}: tentativa gravada.")
        except AlreadyDecided as late:
            messages.warning(request, " ".join(late.messages))
    return _go(request, desk, following)


@requires(Permission.LEAD_WORK)
def desk_decide(request, pk, slug):
    """GET: what that outcome asks for. POST: the decision, by the same form and engine as on the lead's page; then the next row."""
    desk, work = Desk(request.membership, request.GET), found(pk)
    _refuse_closed(work)
    following = desk.next_after(work)
    member = entering(work, request.memberships)
    with tenant_context(work.unit), timezone.override(work.unit.time_zone):
        call = _mine(work, member)
        if _is_late(request, call.lead):
            messages.warning(request, " ".join(call.lead.already_decided().messages))
            return _again(request, desk, call)
        context = _asked(request, desk, call, slug)
        form = context["form"]
        if not form.is_bound:
            return render_partials(request, DECIDE, ["step"], context)
        if not form.is_valid():
            return render_form_again(request, DECIDE, "step", context)
        try:
            call.lead.decide(form.outcome, by=request.user, seen=form.seen, **form.given())
        except (AlreadyDecided, NotAllowed) as refused:
            messages.warning(request, " ".join(refused.messages))
            following = work
        except ValidationError as missing:
            form.refuse(missing)
            return render_form_again(request, DECIDE, "step", context)
        else:
            messages.success(request, _gone(call.lead, request.user))
    return _go(request, desk, following)


def _asked(request, desk, call, slug):
    """The outcome's form, and for an appointment how free the people are who may get it."""
    lead = call.lead
    outcome = lead.journey.stage.outcomes.select_related("stage", "target").filter(slug=slug).first()
    choice = next((each for each in call.page.choices if each.slug == slug), None)
    if outcome is None or choice is None:
        raise Http404
    initial = {"person": lead.seller_id, "place": str(lead.person.address or "")}
    form = DecisionForm(request.POST or None, outcome=outcome, journey=lead.journey, unit=call.unit, initial=initial)
    return {**_context(desk, call, form=form), "outcome": outcome, "choice": choice, "free": _free(call, outcome)}


def _free(call, outcome):
    """The chosen days of everybody who may get the appointment, in one query over all units (PUR-38, BIM-45)."""
    if "appointment" not in outcome.requires:
        return []
    hands_over = outcome.target.picks == Stage.Picks.CHOSEN
    people = [member.user for member in workers(outcome.target, call.unit)] if hands_over else [call.lead.journey.holder]
    clocks = calendar.of(call.unit)
    return free_days(filter(None, people), clocks, coming_days(clocks, DAYS_SHOWN))


def _mine(work, member):
    """The call on which this person may act; 403 with the reason otherwise."""
    call = Call(work, member)
    if not call.page.may_decide:
        raise PermissionDenied(call.page.why_not)
    return call


def _refuse_closed(work):
    if not work.unit.answers:
        raise PermissionDenied(f"A unidade {work.unit} não atende agora. Tente de novo mais tarde.")


def _gone(lead, user):
    journey = lead.journey
    if not journey.is_running:
        return f"{journey.title}: encerrado, {journey.stage}."
    whose = "continua com você" if journey.holder == user else f"agora com {journey.holder or 'a fila'}"
    return f"{journey.title}: {journey.stage}, {whose}."


def _context(desk, call, form=None):
    context = {"desk": desk, "work": call.work, "call": call, "lead": call.lead, "form": form or AttemptForm(call=call)}
    if desk.gives:
        context["give_form"] = GiveForm(member=desk.member, holder=call.lead.journey.holder_id)
    return context


def _show(request, context):
    if request.htmx:
        return render_partials(request, CALL, ["call"], context)
    return render(request, CALL, context)


def _is_late(request, lead):
    """Somebody decided since the form was shown."""
    return request.method == "POST" and request.POST.get("turn") != str(lead.journey.turn)


def _again(request, desk, call):
    """The same lead as it is now."""
    address = reverse("desk_call", args=[call.work.pk]) + desk.query
    return render_partials(request, CALL, ["call"], _context(desk, call), otherwise=address)


def _go(request, desk, work):
    """On to that row, if it still waits: the console and the queue anew, or its page."""
    work = work and OpenWork.objects.filter(pk=work.pk).select_related("unit", "holder").first()
    address = reverse("desk_call", args=[work.pk]) if work else reverse("desk")
    if not request.htmx:
        return go_to(request, address + desk.query)
    fresh = Desk(request.membership, request.GET).told()
    if work is None or not work.unit.answers:
        return render_partials(request, PAGE, ["call", "queue"], {"desk": fresh, "work": work})
    member = entering(work, request.memberships)
    with tenant_context(work.unit), timezone.override(work.unit.time_zone):
        return render_partials(request, PAGE, ["call", "queue"], _context(fresh, Call(work, member)))
