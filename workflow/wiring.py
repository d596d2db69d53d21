"""What the network calls in us: a unit that opens gets the ready processes."""

from tenants import opening
from tenants.models import centre
from workflow import registry
from workflow.centre_uses import uses_of
from workflow.install import install_all
from workflow.install_requests import install_requests
from workflow.request_notice import tell_asker


def connect():
    opening.on_opening(install_all)
    opening.on_opening(install_requests)
    centre.on_removal(uses_of)
    registry.follow_ends(tell_asker)
