"""What the blocks of "Meu dia" ask for, each of a Day (screens.md, "Meu dia"; PUR-15..20, PUR-24, PUR-36..38, PUR-44..47)."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from followup.contact_list import with_rows
from followup.models import Contact
from leads.models import Lead
from purifikar.day_rows import with_facts
from purifikar.lib.links import network_url
from tenants.models import Absence, Invitation, Mail, Membership, OpenWork, Unit
from tenants.roles import Permission
from workflow.models import Appointment, Journey, Occurrence

Kind = OpenWork.Kind
MOST_PROMISED = 1000


# --- out of the queue -------------------------------------------------------------------------------------------------------


def by_turn(work):
    return work.in_calling_order()


def held(*kinds):
    return lambda day: by_turn(day.held.of_kind(*kinds))


def arrived(day):
    return day.held.of_kind(Kind.LEAD, Kind.REQUEST).arrived_since(day.yesterday).order_by("-since")


def urgent(day):
    return by_turn(day.held.urgent())


def urgent_here(day):
    return by_turn(day.work.urgent())


def returns(day):
    """Over all units: whom somebody promised to call again by tonight."""
    return day.held.of_kind(Kind.LEAD, Kind.RETURN).filter(call_at__lte=day.tonight).order_by("call_at")


def handed_over(day):
    return day.work.handed_over_by(day.user).order_by("due_at", "since")


def late_here(day):
    return day.on_its_way.overdue().order_by("due_at")


def due_today(day):
    return day.on_its_way.filter(due_at__gte=day.now, due_at__lte=day.tonight).order_by("due_at")


def unclaimed(day):
    return day.on_its_way.filter(holder=None).order_by("due_at", "since")


def unclaimed_of_mine(day):
    """Of the centres whose work the person does; as attendant only where the unit has its attendants at the Franqueadora (FOL-15)."""
    return unclaimed(day).filter(day.reach.unclaimed)


def late_of_my_teams(day):
    return late_here(day).filter(holder__in=people_of(day.membership))


def people_of(member):
    """The people whose work somebody follows."""
    return Membership.objects.active().visible_to(member).values("user")


# --- out of a unit's own tables -----------------------------------------------------------------------------------------


def promised(day):
    """Leads in one's hands whose next contact was promised for today or before (PUR-18)."""
    leads = Lead.objects.of_channel(day.channel).filter(journey__holder=day.user, journey__ended_at=None, next_at__lte=day.tonight)
    return with_facts(leads.order_by("next_at"))


def counted_promised(day):
    """The same, the lead looked up for each journey that one holds: to count some hundreds the planner would else read all leads."""
    lead = Lead.objects.filter(journey=OuterRef("pk")).order_by()
    held = Journey.objects.running().held_by(day.user).alias(next_at=Subquery(lead.values("next_at")))
    return (held.filter(channel=day.channel) if day.channel else held).filter(next_at__lte=day.tonight)


def contacts_due(day):
    """Sales contacts whose date is today or has passed (BIM-03, PUR-18)."""
    return with_rows(counted_contacts_due(day).in_turn())


def counted_contacts_due(day):
    return Contact.objects.open().by_date().filter(owner=day.user, date_key__lte=day.today)


def registered(day):
    leads = Lead.objects.filter(journey__creator=day.user, created_at__gte=day.yesterday)
    return with_facts(leads.order_by("-number"))


def expected(day):
    """Everybody's visits, presentations and installations of today in this unit; as `between` asks, whose reckoning back is done before."""
    todays = Appointment.objects.marked().filter(starts_at__gt=day.earliest, starts_at__lt=day.tonight, ends_at__gt=day.morning)
    return todays.filter(kind__in=day.going_out).select_related("person", "journey").order_by("starts_at")


def occurrences(day):
    """Limits missed in the last seven days: recorded, nothing follows by itself (requirements 1.5, point 6)."""
    return Occurrence.objects.filter(at__gte=day.week_ago).select_related("journey", "person").order_by("-id")


# --- out of the network's registers -------------------------------------------------------------------------------------


def absences(day):
    people = Membership.objects.active().of_unit(day.unit).values("user") if day.unit else people_of(day.membership)
    return Absence.objects.on(day.today).filter(user__in=people).select_related("user")


def invitations(day):
    return Invitation.objects.waiting().of_place(day.unit)


def units_in_need(day):
    return Unit.objects.exclude(state=Unit.State.ACTIVE).exclude(state=Unit.State.CLOSED) | Unit.objects.behind().active()


def failed_mails(day):
    return Mail.objects.failed()


# --- where all of them are to be seen ---------------------------------------------------------------------------------------


def leads_list(**query):
    """The list of the unit's leads, narrowed as the block is; nowhere on the network's side."""

    def address(day):
        if not day.unit or not day.membership.may(Permission.LEAD_SEE):
            return ""
        return reverse("leads") + "?" + "&".join(f"{name}={value}" for name, value in query.items())

    return address


def desk(query=""):
    return lambda day: network_url("desk") + query if day.membership.may(Permission.DESK) else ""


def agenda(day):
    return reverse("agenda") if day.unit else network_url("agenda")


def page(name):
    return lambda day: reverse(name)
