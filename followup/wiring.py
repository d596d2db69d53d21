"""What the follow-up hangs into the apps below: its panels, its tables in a unit that opens, and what erasure does to its rows."""

from followup import contact_wiring, erasing, opinion_wiring, selling
from followup.install import install_tables
from tenants import opening


def connect():
    opening.on_opening(install_tables)
    opinion_wiring.connect()
    contact_wiring.connect()
    erasing.connect()
    selling.connect()
