"""What the plays of the ready processes share: a unit on a process, a lead at its beginning, a visit to be marked."""

from contextlib import ExitStack, contextmanager
from datetime import timedelta

from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Membership, Unit, User
from workflow.install import install_all
from workflow.models import Journey, Process


def soon():
    return timezone.now() + timedelta(days=1)


def person(name, role, unit=None, **switches):
    user = User.objects.create_user(f"{name.split()[0].lower()}@papel.example", name=name)
    Membership.objects.give(user, role, unit=unit, **switches)
    return user


@contextmanager
def units():
    """`enter(santos, "processo-1")`: inside a unit that has all processes and takes that one."""
    with ExitStack() as stack:

        def enter(unit, process, **settings):
            Unit.objects.filter(pk=unit.pk).update(process=process, **settings)
            unit.refresh_from_db()
            stack.enter_context(tenant_context(unit))
            install_all()

        yield enter


def lead(by=None, channel="web", holder=None):
    """Somebody's lead at the beginning of the unit's process."""
    journey = Journey.objects.at_start_of(Process.objects.taking_leads().slug, by=by, channel=channel)
    journey.describe("Padaria Rainha do Embaré", "Embaré", "/leads/1/")
    journey.start(by=by, holder=holder)
    return journey


def visit(person, **more):
    return {"person": person, "starts_at": soon(), "kind": "visita", "note": "Quer ver o aparelho.", **more}


def treated(by):
    """A web lead that its attendant is treating."""
    journey = lead()
    journey.decide("falou", by=by, note="Atendeu.", **({} if journey.version.process.slug == "purifikar" else {"next_at": soon()}))
    return journey


def ends_within_reach(journey):
    return {outcome.target.ends for outcome in journey.stage.outcomes.select_related("target")} - {""}
