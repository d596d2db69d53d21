"""The demo's solicitações are walked by the engine itself, so what it asks of a story is tried here."""

from django_tenants.utils import tenant_context

from purifikar import request_story
from tenants.models import Membership
from workflow.install_requests import install_requests
from workflow.models import Request


def test_the_demo_has_requests_open_late_and_done(santos, rafael, denise, marcos, nair, ulisses, helena, membership):
    """PUR-19, PUR-24..26"""
    Membership.objects.give(ulisses, "franqueado", unit=santos)
    request_story.staff(membership(helena))
    with tenant_context(santos):
        install_requests()
        request_story.tell(santos, seed=1)

        assert Request.objects.ended().count() >= 3
        assert Request.objects.overdue().exists()
        assert Request.objects.running().filter(journey__holder=helena).exists()
