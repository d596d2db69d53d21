from .attendance_type import AttendanceType
from .contact import Contact, ContactEvent, State
from .mention import Mention
from .opinion import FinishedOpinion, Opinion
from .opinion_draft import OpinionDraft
from .opinion_file import Attachment
from .reopening import Reopening
from .rules import FollowUpRules
from .tables import ContactMeans, Environment
from .watch import Watch

__all__ = [
    "Attachment",
    "AttendanceType",
    "Contact",
    "ContactEvent",
    "ContactMeans",
    "Environment",
    "FinishedOpinion",
    "FollowUpRules",
    "Mention",
    "Opinion",
    "OpinionDraft",
    "Reopening",
    "State",
    "Watch",
]
