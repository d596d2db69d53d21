"""What mailings hang into the apps below: erasure, the ready models of a unit that opens, their places on the pages of contact and person."""

from followup import mailing_erasing
from followup.mailing_install import install_models
from tenants import opening


def connect():
    opening.on_opening(install_models)
    mailing_erasing.connect()
