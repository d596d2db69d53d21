from .attendance_type import AttendanceType
from .contact import Contact, ContactEvent, State
from .reopening import Reopening
from .rules import FollowUpRules
from .tables import ContactMeans, Environment
from .watch import Watch

__all__ = [
    "AttendanceType",
    "Contact",
    "ContactEvent",
    "ContactMeans",
    "Environment",
    "FollowUpRules",
    "Reopening",
    "State",
    "Watch",
]
