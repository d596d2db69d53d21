"""What the follow-up hangs into the apps below: its panels, its tables in a unit that opens, and what erasure does to its rows."""

from followup import contact_wiring, cycle_wiring, erasing, mailing_wiring, opinion_wiring, selling, sheet_wiring
from followup.install import install_tables
from followup.models import ContactAppointment
from tenants import opening
from workflow import registry


def connect():
    opening.on_opening(install_tables)
    opinion_wiring.connect()
    contact_wiring.connect()
    cycle_wiring.connect()
    erasing.connect()
    selling.connect()
    sheet_wiring.connect()
    mailing_wiring.connect()
    registry.add_panel("Agenda", "person_agenda", place="person")
    registry.follow_replacements(ContactAppointment.objects.carry_over)
