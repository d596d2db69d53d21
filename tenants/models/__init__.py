from .absence import Absence
from .alarm import Alarm
from .blueprint import Blueprint
from .centre import Centre
from .commitment import Commitment
from .holiday import Holiday
from .invitation import Invitation
from .membership import Membership
from .network import Network
from .open_work import OpenWork
from .outbox import Mail
from .state_change import StateChange
from .team import Team, TeamPlace
from .turn import Turn
from .unit import Unit
from .user import User

__all__ = [
    "Absence",
    "Alarm",
    "Blueprint",
    "Centre",
    "Commitment",
    "Holiday",
    "Invitation",
    "Mail",
    "Membership",
    "Network",
    "OpenWork",
    "StateChange",
    "Team",
    "TeamPlace",
    "Turn",
    "Unit",
    "User",
]
