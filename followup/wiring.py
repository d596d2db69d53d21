"""What the follow-up hangs into the apps below: its panels, its tables in a unit that opens, and what erasure does to its rows."""

from followup import erasing
from followup.install import install_tables
from tenants import opening


def connect():
    opening.on_opening(install_tables)
    erasing.connect()
