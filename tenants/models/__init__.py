from .absence import Absence
from .alarm import Alarm
from .blueprint import Blueprint
from .centre import Centre
from .channel import Channel
from .checkup import Checkup
from .commitment import Commitment
from .holiday import Holiday
from .invitation import Invitation
from .membership import Membership
from .morning import Morning
from .network import Network
from .notice import Notice
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
    "Channel",
    "Checkup",
    "Commitment",
    "Holiday",
    "Invitation",
    "Mail",
    "Membership",
    "Morning",
    "Network",
    "Notice",
    "OpenWork",
    "StateChange",
    "Team",
    "TeamPlace",
    "Turn",
    "Unit",
    "User",
]
