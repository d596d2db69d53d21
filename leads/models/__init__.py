from .attempt import CallAttempt
from .bulk_import import BulkImport, ImportRow
from .consent import Consent
from .duplicate import DuplicatePair
from .goal import Goal
from .hook import Hook
from .intake import Intake
from .involvement import Involvement
from .lead import Lead
from .merge import Merge
from .person import Address, Email, Person, Phone
from .person_figures import PersonFigure, PersonStage
from .privacy import DataExport, DataRequest, PrivacyEvent
from .rollup import DayFigure, DayStage, FigureMark, LeadFigure, StaleDay
from .saved_view import DefaultView, SavedView
from .source import Source

__all__ = [
    "Address",
    "BulkImport",
    "CallAttempt",
    "Consent",
    "DataExport",
    "DataRequest",
    "DayFigure",
    "DayStage",
    "DefaultView",
    "DuplicatePair",
    "Email",
    "FigureMark",
    "Goal",
    "Hook",
    "ImportRow",
    "Intake",
    "Involvement",
    "Lead",
    "LeadFigure",
    "Merge",
    "Person",
    "PersonFigure",
    "PersonStage",
    "Phone",
    "PrivacyEvent",
    "SavedView",
    "Source",
    "StaleDay",
]
