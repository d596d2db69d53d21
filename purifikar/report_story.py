"""What the demo's reports need beside the leads: goals of this month, and everything counted once."""

from datetime import timedelta

from django.utils import timezone

from leads.models import Goal, Lead
from leads.reports import pulse
from leads.reports.catch_up import Caught, catch_up
from tenants.models import Membership
from workflow.models import Stage

SALES, LEADS_EACH, IN_TIME = 6, 12, 25


def tell(unit):
    """The unit's and its Consultores' goals for the month, and its figures up to now."""
    today = timezone.localdate()
    month = {"starts": today.replace(day=1), "ends": (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)}
    members = Membership.objects.active().of_unit(unit).select_related("user")
    manager = members.filter(role__in=("gerente", "franqueado")).first()
    by = manager and manager.user
    sold = Lead.objects.filter(journey__result=Stage.Ends.WON, journey__ended_at__date__gte=month["starts"]).count()
    goals = [Goal(measure="won", target=max(SALES, sold * 5 // 4), by=by, **month), Goal(measure="in_time", target=IN_TIME, by=by, **month)]
    goals += [Goal(measure="leads", target=LEADS_EACH, user=member.user, by=by, **month) for member in members.filter(role="consultor")]
    Goal.objects.bulk_create(goals)
    while catch_up() is Caught.SOME:
        pass
    pulse.take()
