"""What the network calls in us: a unit that opens gets the ready processes."""

from tenants import opening
from workflow.install import install_all


def connect():
    opening.on_opening(install_all)
