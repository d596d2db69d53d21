from .counter import Counter
from .distribution import Distribution, DistributionRule
from .event import Event
from .process import Process, ProcessVersion
from .stage import Limit, LimitAlarm, Outcome, Stage

from .journey import AlreadyDecided, Journey, NotAllowed, Subject  # isort: skip (stands on the ones above)
from .armed_limit import ArmedLimit

from .appointment_kind import AppointmentKind, kinds  # isort: skip
from .appointment_series import AppointmentSeries

from .appointment import Appointment, AppointmentCompanion  # isort: skip
from .occurrence import Occurrence
from .resource import Resource
from .resource_absence import ResourceAbsence
from .unit_file import UnitFile

from .request import Attachment, Request, RequestType  # isort: skip
from .routine import Routine  # isort: skip

__all__ = [
    "AlreadyDecided",
    "Appointment",
    "AppointmentCompanion",
    "AppointmentKind",
    "AppointmentSeries",
    "ArmedLimit",
    "Attachment",
    "Counter",
    "Distribution",
    "DistributionRule",
    "Event",
    "Journey",
    "Limit",
    "LimitAlarm",
    "NotAllowed",
    "Occurrence",
    "Outcome",
    "Process",
    "ProcessVersion",
    "Request",
    "RequestType",
    "Resource",
    "ResourceAbsence",
    "Routine",
    "Stage",
    "Subject",
    "UnitFile",
    "kinds",
]
